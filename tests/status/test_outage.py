"""While e-conomic is out the page stands: it says why, from when it is, and offers nothing that cannot be done."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox

LIST = "/sandbox/customers/"
PAGE = "/sandbox/customers/10001/"
PULSE = "/sandbox/pulse/"
NOTHING = "Nothing can be changed in e-conomic until it answers; sheets are kept here all the same."


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", html)))


def controls(html: str) -> list[str]:
    """Every link and button that leads to a change of the customer."""
    found = re.findall(r"<(?:a|button)[^>]*>", html)
    return [each for each in found if re.search(r"/(?:edit|delete|new)/|data-write", each)]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("status:503", "e-conomic has a fault of its own just now (503)."),
        ("throttle:7", "e-conomic asks us to wait"),
        ("silence-before", "e-conomic did not answer."),
        ("slow:60000", "e-conomic did not answer."),
    ],
)
def test_a_page_that_is_kept_stands_and_says_why_it_is_old(
    client: Client, goes_out: Callable[[str], None], fault: str, sentence: str
) -> None:
    client.get(LIST)
    goes_out(fault)

    answer = client.get(LIST)

    assert answer.status_code == 200
    said = text_of(answer.text)
    assert sentence in said or "e-conomic does not answer at present." in said
    assert re.search(r"What you see is from \d\d:\d\d \(just now\)\.", said)
    assert NOTHING in said
    assert "Lars Thomsen" in said


def test_changes_are_off_and_say_why(sign_in: Callable[..., Client], goes_out: Callable[[str], None]) -> None:
    client = sign_in("accountant")
    pages = [LIST, PAGE, f"{PAGE}contacts/", f"{PAGE}delivery-locations/"]
    on = [controls(client.get(each).text) for each in pages]
    goes_out("status:503")

    off = [controls(client.get(each).text) for each in pages]

    assert [len(each) > 0 for each in on] == [True] * 4
    assert not any('aria-describedby="outage"' in each for page in on for each in page)
    assert all('aria-describedby="outage"' in each for page in off for each in page)
    assert not any(re.search(r"(?<!-)href=|hx-get=", each) for page in off for each in page)


def test_a_part_brings_the_outage_along(inside: Client, goes_out: Callable[[str], None]) -> None:
    inside.get(LIST)
    goes_out("status:503")

    assert NOTHING in text_of(inside.get(LIST).text)


def test_a_page_that_failed_comes_back_by_itself(client: Client, goes_out: Callable[[str], None]) -> None:
    goes_out("silence-before")

    page, part = client.get(PAGE), client.get(LIST)

    assert page.status_code == 504
    assert 'class="plight" data-failed data-cause="' in page.text
    assert 'id="failed" data-failed' in part.text


def test_what_is_not_there_does_not_come_back(client: Client) -> None:
    assert "data-failed" not in client.get("/sandbox/customers/999999/").text


@pytest.mark.parametrize("path", [LIST, PAGE])
def test_a_grant_that_is_refused_is_said_and_to_an_administrator_where_it_is_set(
    sign_in: Callable[..., Client], goes_out: Callable[[str], None], path: str
) -> None:
    goes_out("status:401")
    for _ in range(2):  # the first to be told, and those who know
        said = {name: sign_in(name).get(path).text for name in ("editor", "accountant", "admin")}

    for page in said.values():
        assert "e-conomic refuses the grant of this agreement." in page
    assert "ECONOMIC_AGREEMENT_GRANT_TOKEN" in said["admin"]
    assert "ECONOMIC_AGREEMENT_GRANT_TOKEN" not in said["accountant"] + said["editor"]
    assert 'href="/sandbox/sheets/"' in said["accountant"]
    assert 'href="/sandbox/sheets/"' not in said["editor"]


def test_a_page_that_asks_economic_nothing_says_it_too(
    sign_in: Callable[..., Client], goes_out: Callable[[str], None]
) -> None:
    client = sign_in("accountant")
    goes_out("status:401")
    client.get(LIST)

    assert "e-conomic refuses the grant of this agreement." in client.get("/sandbox/sheets/").text


def test_sheets_are_read_while_the_grant_is_refused(
    sign_in: Callable[..., Client], goes_out: Callable[[str], None]
) -> None:
    client = sign_in("accountant")
    address = client.post(f"{PAGE}sheets/")["Location"]
    goes_out("status:401")

    assert client.get("/sandbox/sheets/").status_code == 200
    assert client.get(address).status_code == 200


def test_the_pulse_says_nothing_while_nothing_changes(client: Client, goes_out: Callable[[str], None]) -> None:
    goes_out("status:503")

    first = client.get(PULSE, {"since": "2026-11-23T09:03:00+00:00"})
    cause = re.search(r'data-cause="(\w+)"', first.text)
    assert cause
    second = client.get(PULSE, {"cause": cause[1]})

    assert first.status_code == 200
    assert "What you see is from" in text_of(first.text)
    assert "HX-Trigger" not in first
    assert (second.status_code, second.content) == (204, b"")


@pytest.mark.parametrize("since", ["", "yesterday", "2026-13-40T00:00:00Z", "2026-11-23T09:03:00"])
def test_the_pulse_takes_no_age_that_is_none(client: Client, goes_out: Callable[[str], None], since: str) -> None:
    goes_out("status:503")

    assert "What you see is from" not in client.get(PULSE, {"since": since}).text


def test_the_pulse_tells_when_economic_is_back(
    sign_in: Callable[..., Client], goes_out: Callable[[str], None], restore_economic: Callable[[], None]
) -> None:
    client = sign_in("viewer")
    goes_out("silence-before")
    assert client.get(PULSE).content

    restore_economic()
    answer = client.get(PULSE)

    assert answer.content == b""
    assert "economic-back" in answer["HX-Trigger"]


def test_what_economic_forbids_is_no_outage(client: Client, goes_out: Callable[[str], None]) -> None:
    goes_out("status:403")

    assert "economic-back" in client.get(PULSE)["HX-Trigger"]


def test_the_state_page_tells_an_administrator_how_it_stands(
    sign_in: Callable[..., Client], economic: Gateway, sandbox: Sandbox
) -> None:
    economic.customers.page()
    asked = len(sandbox.log())

    said = text_of(sign_in("admin").get("/sandbox/status/").text)

    assert re.search(r"Last answered \d\d:\d\d just now", said)
    assert "Is asked Yes" in said
    assert "Grant Accepted" in said
    assert re.search(r"Used [\d.]+ of [\d.]+", said)
    assert re.search(r"Calls under way 0 of at most \d+", said)
    assert re.search(r"Answers [1-9]", said)
    assert "The embedded sandbox" in said
    assert len(sandbox.log()) == asked


def test_the_state_page_tells_what_is_wrong(sign_in: Callable[..., Client], goes_out: Callable[[str], None]) -> None:
    client = sign_in("admin")
    goes_out("silence-before")
    for _ in range(5):
        client.get(LIST)

    said = text_of(client.get("/sandbox/status/").text)

    assert re.search(r"Is asked Not until \d\d:\d\d:\d\d Silent since \d\d:\d\d", said)


def test_the_state_page_tells_since_when_the_grant_is_refused(
    sign_in: Callable[..., Client], goes_out: Callable[[str], None]
) -> None:
    client = sign_in("admin")
    goes_out("status:401")
    client.get(LIST)

    assert re.search(r"Grant Refused since \d\d:\d\d", text_of(client.get("/sandbox/status/").text))
