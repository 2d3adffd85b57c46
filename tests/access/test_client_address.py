"""The client's address comes from a counted number of trusted proxies."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from econ_admin.access.client_address import get_client_address, get_client_network

PEER = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", PEER),
        (0, "192.0.2.7", PEER),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.1, 192.0.2.7", "192.0.2.7"),
        (2, "203.0.113.1, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
        (2, "192.0.2.7", PEER),  # did not come through both
        (1, "", PEER),
        (1, "unknown", PEER),
        (1, "192.0.2.7:4711", "192.0.2.7"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, "::ffff:192.0.2.7", "192.0.2.7"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_address_is_the_one_that_the_outermost_trusted_proxy_saw(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=PEER, headers={"X-Forwarded-For": forwarded})

    assert get_client_address(request) == address


def test_unix_socket_has_no_address(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0

    assert get_client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""


def test_network_of_an_ipv6_address_is_counted(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "2001:db8:1:2:3:4:5:6"})

    assert get_client_network(request) == "2001:db8:1:2::/64"
