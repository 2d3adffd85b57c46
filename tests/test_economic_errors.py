"""Errors of e-conomic on the list page: a clear message, and no secret revealed."""

import logging
import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from econ_admin.access.agreements import get_or_create_agreement
from econ_admin.access.demo import create_demo_people
from econ_admin.environment import EconomicSettings
from econ_admin.gateway.tokens import Secret, Tokens
from econ_admin.sandbox import Sandbox
from tests.conftest import read_whole_cache
from tests.site import free_port

LIST = "/sandbox/customers/"
SECRETS = ("app-secret-of-ours", "grant-of-ours")


def build_economic(base_url: str = "https://sandbox.invalid", *, embedded: bool = True) -> EconomicSettings:
    return EconomicSettings(base_url, Tokens(Secret(SECRETS[0]), Secret(SECRETS[1])), embedded=embedded)


@pytest.fixture
def assert_no_secret_leaked(settings: Settings, caplog: pytest.LogCaptureFixture) -> Callable[[str], None]:
    """Asserts that no token is in the page, in the log or in the cache."""
    caplog.set_level(logging.DEBUG)

    def assert_no_secret(page: str) -> None:
        stored = read_whole_cache(settings.ECONOMIC_CACHE)
        assert stored
        for secret in SECRETS:
            assert secret not in page
            assert secret not in caplog.text
            assert secret.encode() not in stored

    return assert_no_secret


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("status:500", "e-conomic has a technical problem (500)."),
        ("status:503", "e-conomic has a technical problem (503)."),
        ("throttle:1", "Too many requests to e-conomic. Try again in 1 second."),
        ("throttle:7", "Too many requests to e-conomic. Try again in 7 seconds."),
        ("garbage", "We could not read the response from e-conomic."),
        ("silence-before", "e-conomic did not answer."),
        ("slow:60000", "e-conomic did not answer."),
    ],
)
def test_list_page_stays_and_names_the_failure(
    client: Client, sandbox: Sandbox, assert_no_secret_leaked: Callable[[str], None], fault: str, sentence: str
) -> None:
    sandbox.fault("GET", "/customers", fault, times=9)

    page = client.get(LIST).content.decode()

    assert sentence in page
    assert "<h1" in page
    assert 'name="q"' in page, "the search is still there"
    assert "No customers" not in page, "a list that could not be loaded is not an empty one"
    assert_no_secret_leaked(page)


def test_log_has_the_reason_and_the_log_id(client: Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    sandbox.fault("GET", "/customers", "status:500", times=9)

    client.get(LIST)

    assert re.search(r"technical problem \(500\)\. [0-9a-f]{16}-CPH", caplog.text)


def test_rejected_tokens_are_reported(
    client: Client, settings: Settings, assert_no_secret_leaked: Callable[[str], None]
) -> None:
    settings.ECONOMIC = build_economic()

    page = client.get(LIST).content.decode()

    assert "e-conomic does not accept the access tokens of this agreement." in page
    assert_no_secret_leaked(page)


@pytest.mark.enable_socket
def test_unreachable_address_is_reported(
    client: Client, settings: Settings, assert_no_secret_leaked: Callable[[str], None]
) -> None:
    settings.ECONOMIC = build_economic(f"http://127.0.0.1:{free_port()}", embedded=False)
    create_demo_people(get_or_create_agreement())

    page = client.get("/economic/customers/").content.decode()

    # the reads of a page run at once; the fifth to fail opens the circuit, and then the others are not sent
    assert re.search(r"e-conomic (did not answer|is not answering)\.", page)
    assert_no_secret_leaked(page)
