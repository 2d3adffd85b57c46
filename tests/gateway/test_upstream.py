"""Where requests may go."""

import pytest

from econ_admin.gateway.upstream import Upstream, get_origin


@pytest.mark.parametrize(
    "address",
    [
        "https://restapi.e-conomic.com",
        "https://restapi.e-conomic.com/",
        "https://proxy.example/economic/",
        "http://127.0.0.1:8099",
        "http://localhost:8099",
        "http://[::1]:8099",
        "https://sandbox.invalid",
    ],
)
def test_upstream_must_be_https_or_local(address: str) -> None:
    upstream = Upstream(address, "a1")

    assert upstream.build_url("customers/7") == address.rstrip("/") + "/customers/7"


@pytest.mark.parametrize(
    "address",
    [
        "http://restapi.e-conomic.com",
        "http://127.0.0.1.evil.example",
        "http://10.0.0.1",
        "ftp://restapi.e-conomic.com",
        "https://someone:secret@restapi.e-conomic.com",
        "https://restapi.e-conomic.com?x=1",
        "https://",
        "restapi.e-conomic.com",
        "",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="The address of e-conomic") as caught:
        Upstream(address, "a1")

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("cache_id", ["", "a'b", "a.b", "a b", "a/b"])
def test_cache_id_with_special_characters_is_refused(cache_id: str) -> None:
    with pytest.raises(ValueError, match="cache id"):
        Upstream("https://restapi.e-conomic.com", cache_id)


@pytest.mark.parametrize(
    ("link", "own"),
    [
        ("https://restapi.e-conomic.com/customers?skippages=1", True),
        ("https://RESTAPI.e-conomic.com:443/customers", True),
        ("http://restapi.e-conomic.com/customers", False),
        ("https://restapi.e-conomic.com.evil.example/customers", False),
        ("https://restapi.e-conomic.com@evil.example/", False),
        ("https://restapi.e-conomic.com:8443/", False),
        ("//evil.example/customers", False),
        ("/customers", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_same_origin_needs_the_same_scheme_host_and_port(link: str, own: bool) -> None:
    assert Upstream("https://restapi.e-conomic.com", "a1").is_same_origin(link) is own


def test_origin_is_normalised() -> None:
    assert get_origin("HTTPS://Economic.Example/customers") == get_origin("https://economic.example:443")
