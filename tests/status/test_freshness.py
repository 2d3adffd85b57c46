"""Every page says how old it is, and can be fetched anew."""

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
    ("seconds", "words"),
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
def test_an_age_is_said_in_the_largest_unit(seconds: int, words: str) -> None:
    assert format_time_ago(seconds) == words


@pytest.mark.parametrize("path", [LIST, PAGE, f"{PAGE}contacts/", "/sandbox/drafts/", "/sandbox/booked/"])
def test_a_page_that_shows_something_of_economics_says_its_age_and_can_be_refreshed(client: Client, path: str) -> None:
    answer = client.get(path)

    assert has_age(answer)
    assert has_refresh(answer)
    assert f'name="next" value="{path}"' in answer.text


def test_a_form_says_its_age_and_offers_nothing_that_would_throw_typing_away(client: Client) -> None:
    answer = client.get(f"{PAGE}edit/")

    assert has_age(answer)
    assert not has_refresh(answer)


def test_a_page_that_shows_nothing_of_economics_has_no_age(sign_in: Callable[..., Client]) -> None:
    answer = sign_in("accountant").get("/sandbox/sheets/")

    assert not has_age(answer)


def test_refresh_asks_anew_and_leads_back(sign_in: Callable[..., Client], economic: Gateway, sandbox: Sandbox) -> None:
    client = sign_in("viewer")
    client.get(PAGE)
    asked = len(sandbox.log())
    client.get(PAGE)
    assert len(sandbox.log()) == asked, "what is kept is fresh for a minute"

    answer = client.post("/sandbox/refresh/", {"next": f"{PAGE}?from=q%3Da"})
    client.get(PAGE)

    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?from=q%3Da")
    assert len(sandbox.log()) > asked


@pytest.mark.parametrize(
    "elsewhere",
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
def test_refresh_leads_nowhere_but_to_the_agreement(client: Client, elsewhere: str) -> None:
    answer = client.post("/sandbox/refresh/", {"next": elsewhere})

    assert answer["Location"] == LIST


def test_a_part_brings_the_age_along(inside: Client) -> None:
    answer = inside.get(LIST)

    assert "<html" not in answer.text
    assert 'hx-swap-oob="innerHTML:#age"' in answer.text
    assert 'hx-swap-oob="innerHTML:#outage"' in answer.text


def test_what_a_script_of_ours_fetches_comes_alone(htmx: Client, inside: Client) -> None:
    assert "hx-swap-oob" in inside.get(LIST).text
    assert "#age" not in htmx.get(LIST).text, "without a page that it is for"


def test_what_is_no_part_comes_as_it_is(sign_in: Callable[..., Client], economic: Gateway) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/sandbox/customers/"}
    client = sign_in("accountant", **headers)
    booked = economic.booked.page(size=1).items[0].booked_invoice_number

    started = client.post(f"{PAGE}sheets/")
    paper = client.get(f"/sandbox/booked/{booked}/pdf/")

    assert (started.content, "HX-Redirect" in started) == (b"", True)
    assert b"".join(paper.streaming_content if paper.streaming else [paper.content]).startswith(b"%PDF")  # type: ignore[attr-defined]


@pytest.fixture
def timing(client: Client) -> Callable[[str], str]:
    return lambda path: client.get(path)["Server-Timing"]


def test_a_page_tells_what_economic_took_of_its_time(timing: Callable[[str], str]) -> None:
    cold, warm = timing(LIST), timing(LIST)

    assert re.fullmatch(r'upstream;dur=\d+\.\d;desc="[1-9]\d* calls?", app;dur=\d+\.\d', cold)
    assert warm.startswith('upstream;dur=0.0;desc="0 calls", app;dur=')


def test_nobody_unknown_is_told_how_long_anything_takes(client: Client, db: None) -> None:
    assert "Server-Timing" not in Client().get("/sign-in/")
    assert "Server-Timing" not in Client().get("/healthz")
    assert "Server-Timing" in client.get("/nowhere/")
