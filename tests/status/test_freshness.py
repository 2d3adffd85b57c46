"""Every page shows the age of its data, and can be refreshed."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from econ_admin.status.ages import format_time_ago

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

LIST = "/sandbox/customers/"
PAGE = "/sandbox/customers/10001/"


def has_age(answer: "ClientResponse") -> bool:
    return "<time datetime=" in answer.text


def has_refresh(answer: "ClientResponse") -> bool:
    return 'action="/sandbox/refresh/"' in answer.text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "just now"),
        (9, "just now"),
        (47, "40 s ago"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (7200, "2 h ago"),
        (4 * 86400 + 5, "4 d ago"),
    ],
)
def test_age_is_given_in_the_largest_unit(seconds: int, text: str) -> None:
    assert format_time_ago(seconds) == text


@pytest.mark.parametrize("path", [LIST, PAGE, f"{PAGE}contacts/", "/sandbox/drafts/", "/sandbox/booked/"])
def test_page_with_data_of_economic_has_an_age_and_a_refresh(client: Client, path: str) -> None:
    answer = client.get(path)

    assert has_age(answer)
    assert has_refresh(answer)
    assert f'name="next" value="{path}"' in answer.text


def test_form_has_an_age_but_no_refresh(client: Client) -> None:
    answer = client.get(f"{PAGE}edit/")

    assert has_age(answer)
    assert not has_refresh(answer)


def test_page_without_data_of_economic_has_no_age(sign_in: Callable[..., Client]) -> None:
    answer = sign_in("accountant").get("/sandbox/unsent/")

    assert answer.status_code == 200
    assert not has_age(answer)


def test_refresh_reads_again_and_returns_to_the_page(
    sign_in: Callable[..., Client], economic: Gateway, sandbox: Sandbox
) -> None:
    client = sign_in("viewer")
    client.get(PAGE)
    request_count = len(sandbox.log())
    client.get(PAGE)
    assert len(sandbox.log()) == request_count, "cached data is fresh for a minute"

    answer = client.post("/sandbox/refresh/", {"next": f"{PAGE}?from=q%3Da"})
    client.get(PAGE)

    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?from=q%3Da")
    assert len(sandbox.log()) > request_count


@pytest.mark.parametrize(
    "next_url",
    [
        "",
        "https://evil.example/",
        "//evil.example/sandbox/customers/",
        "/sign-in/",
        "/other/customers/",
        "http://[",
        "x",
    ],
)
def test_refresh_redirects_only_within_the_agreement(client: Client, next_url: str) -> None:
    answer = client.post("/sandbox/refresh/", {"next": next_url})

    assert answer["Location"] == LIST


def test_htmx_response_includes_the_age(htmx_in_page: Client) -> None:
    answer = htmx_in_page.get(LIST)

    assert "<html" not in answer.text
    assert 'hx-swap-oob="innerHTML:#data-age"' in answer.text
    assert 'hx-swap-oob="innerHTML:#outage"' in answer.text


def test_htmx_response_without_a_page_has_no_age(htmx: Client, htmx_in_page: Client) -> None:
    assert "hx-swap-oob" in htmx_in_page.get(LIST).text
    assert "#data-age" not in htmx.get(LIST).text, "there is no page to update"


def test_redirects_and_files_are_passed_unchanged(sign_in: Callable[..., Client], economic: Gateway) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/sandbox/customers/"}
    client = sign_in("accountant", **headers)
    booked = economic.booked.page(size=1).items[0].booked_invoice_number

    created = client.post(f"{PAGE}unsent/")
    pdf = client.get(f"/sandbox/booked/{booked}/pdf/")

    assert (created.content, "HX-Redirect" in created) == (b"", True)
    assert b"".join(pdf.streaming_content if pdf.streaming else [pdf.content]).startswith(b"%PDF")  # type: ignore[attr-defined]


@pytest.fixture
def get_server_timing(client: Client) -> Callable[[str], str]:
    return lambda path: client.get(path)["Server-Timing"]


def test_server_timing_shows_the_time_spent_upstream(get_server_timing: Callable[[str], str]) -> None:
    cold, warm = get_server_timing(LIST), get_server_timing(LIST)

    assert re.fullmatch(r'upstream;dur=\d+\.\d;desc="[1-9]\d* calls?", app;dur=\d+\.\d', cold)
    assert warm.startswith('upstream;dur=0.0;desc="0 calls", app;dur=')


def test_server_timing_is_only_for_signed_in_people(client: Client, db: None) -> None:
    assert "Server-Timing" not in Client().get("/sign-in/")
    assert "Server-Timing" not in Client().get("/healthz")
    assert "Server-Timing" in client.get("/nowhere/")
