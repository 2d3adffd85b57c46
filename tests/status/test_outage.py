"""During an outage pages show cached data with its age and the reason, and disable changes."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox

LIST = "/sandbox/customers/"
PAGE = "/sandbox/customers/10001/"
PULSE_URL = "/sandbox/pulse/"
NOTHING_CAN_BE_CHANGED = (
    "You cannot change anything in e-conomic until it answers. "
    "You can keep working on unsent drafts. They are saved here."
)


def get_text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", html)))


def list_edit_controls(html: str) -> list[str]:
    """Every link and button that leads to a change."""
    tags = re.findall(r"<(?:a|button)[^>]*>", html)
    return [tag for tag in tags if re.search(r"/(?:edit|delete|new)/|data-write", tag)]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("status:503", "e-conomic has a technical problem (503)."),
        ("throttle:7", "Too many requests to e-conomic."),
        ("silence-before", "e-conomic did not answer."),
        ("slow:60000", "e-conomic did not answer."),
    ],
)
def test_cached_page_is_shown_with_the_reason_for_its_age(
    client: Client, make_upstream_fail: Callable[[str], None], fault: str, message: str
) -> None:
    client.get(LIST)
    make_upstream_fail(fault)

    answer = client.get(LIST)

    assert answer.status_code == 200
    text = get_text(answer.text)
    assert message in text or "e-conomic is not answering." in text
    assert re.search(r"This page shows data from \d\d:\d\d \(just now\)\.", text)
    assert NOTHING_CAN_BE_CHANGED in text
    assert "Lars Thomsen" in text


def test_edit_controls_are_disabled_with_the_reason(
    sign_in: Callable[..., Client], make_upstream_fail: Callable[[str], None]
) -> None:
    client = sign_in("accountant")
    pages = [LIST, PAGE, f"{PAGE}contacts/", f"{PAGE}delivery-locations/"]
    controls_before = [list_edit_controls(client.get(url).text) for url in pages]
    make_upstream_fail("status:503")

    controls_during = [list_edit_controls(client.get(url).text) for url in pages]

    assert [len(tags) > 0 for tags in controls_before] == [True] * 4
    assert not any('aria-describedby="outage"' in tag for page_tags in controls_before for tag in page_tags)
    assert all('aria-describedby="outage"' in tag for page_tags in controls_during for tag in page_tags)
    assert not any(re.search(r"(?<!-)href=|hx-get=", tag) for page_tags in controls_during for tag in page_tags)


def test_htmx_response_includes_the_outage(htmx_in_page: Client, make_upstream_fail: Callable[[str], None]) -> None:
    htmx_in_page.get(LIST)
    make_upstream_fail("status:503")

    assert NOTHING_CAN_BE_CHANGED in get_text(htmx_in_page.get(LIST).text)


def test_failed_page_is_marked_to_reload_by_itself(client: Client, make_upstream_fail: Callable[[str], None]) -> None:
    make_upstream_fail("silence-before")

    page, part = client.get(PAGE), client.get(LIST)

    assert page.status_code == 504
    assert 'class="failure" data-failed data-cause="' in page.text
    assert 'id="failed" data-failed' in part.text


def test_not_found_page_does_not_reload(client: Client) -> None:
    page = client.get("/sandbox/drafts/99999999/")

    assert page.status_code == 404
    assert 'class="failure"' in page.text
    assert "data-failed" not in page.text
    assert "This page comes back by itself." not in page.text


@pytest.mark.parametrize("path", [LIST, PAGE])
def test_refused_grant_is_reported_with_its_setting_for_admins(
    sign_in: Callable[..., Client], make_upstream_fail: Callable[[str], None], path: str
) -> None:
    make_upstream_fail("status:401")
    for _ in range(2):  # the first request finds out, the later ones know
        page_by_person = {name: sign_in(name).get(path).text for name in ("editor", "accountant", "admin")}

    for page in page_by_person.values():
        assert "e-conomic does not accept the access tokens of this agreement." in page
    assert "ECONOMIC_AGREEMENT_GRANT_TOKEN" in page_by_person["admin"]
    assert "ECONOMIC_AGREEMENT_GRANT_TOKEN" not in page_by_person["accountant"] + page_by_person["editor"]
    assert 'href="/sandbox/unsent/"' in page_by_person["accountant"]
    assert 'href="/sandbox/unsent/"' not in page_by_person["editor"]


def test_page_without_requests_reports_the_refused_grant(
    sign_in: Callable[..., Client], make_upstream_fail: Callable[[str], None]
) -> None:
    client = sign_in("accountant")
    make_upstream_fail("status:401")
    client.get(LIST)

    assert "e-conomic does not accept the access tokens of this agreement." in client.get("/sandbox/unsent/").text


def test_unsent_drafts_can_be_read_while_the_grant_is_refused(
    sign_in: Callable[..., Client], make_upstream_fail: Callable[[str], None]
) -> None:
    client = sign_in("accountant")
    address = client.post(f"{PAGE}unsent/")["Location"]
    make_upstream_fail("status:401")

    assert client.get("/sandbox/unsent/").status_code == 200
    assert client.get(address).status_code == 200


def test_pulse_is_empty_while_nothing_changes(client: Client, make_upstream_fail: Callable[[str], None]) -> None:
    make_upstream_fail("status:503")

    first = client.get(PULSE_URL, {"since": "2026-11-23T09:03:00+00:00"})
    cause = re.search(r'data-cause="(\w+)"', first.text)
    assert cause
    second = client.get(PULSE_URL, {"cause": cause[1]})

    assert first.status_code == 200
    assert "This page shows data from" in get_text(first.text)
    assert "HX-Trigger" not in first
    assert (second.status_code, second.content) == (204, b"")


@pytest.mark.parametrize("since", ["", "yesterday", "2026-13-40T00:00:00Z", "2026-11-23T09:03:00"])
def test_pulse_ignores_an_invalid_age(client: Client, make_upstream_fail: Callable[[str], None], since: str) -> None:
    make_upstream_fail("status:503")

    text = get_text(client.get(PULSE_URL, {"since": since}).text)

    assert NOTHING_CAN_BE_CHANGED in text
    assert "This page shows data from" not in text


def test_pulse_asks_economic_although_the_agreement_is_cached(
    client: Client, economic: Gateway, make_upstream_fail: Callable[[str], None]
) -> None:
    economic.agreement.get()
    make_upstream_fail("status:503")

    answer = client.get(PULSE_URL)

    assert "HX-Trigger" not in answer
    assert NOTHING_CAN_BE_CHANGED in get_text(answer.text)


def test_pulse_reports_the_end_of_an_outage(
    sign_in: Callable[..., Client], make_upstream_fail: Callable[[str], None], restore_economic: Callable[[], None]
) -> None:
    client = sign_in("viewer")
    make_upstream_fail("silence-before")
    assert client.get(PULSE_URL).content

    restore_economic()
    answer = client.get(PULSE_URL)

    assert answer.content == b""
    assert "economic-back" in answer["HX-Trigger"]


def test_forbidden_request_is_not_an_outage(client: Client, make_upstream_fail: Callable[[str], None]) -> None:
    make_upstream_fail("status:403")

    assert "economic-back" in client.get(PULSE_URL)["HX-Trigger"]


def test_status_page_shows_the_gateways_status(
    sign_in: Callable[..., Client], economic: Gateway, sandbox: Sandbox
) -> None:
    economic.customers.page()
    request_count = len(sandbox.log())

    text = get_text(sign_in("admin").get("/sandbox/status/").text)

    assert re.search(r"Last answered \d\d:\d\d just now", text)
    assert "Sends requests Yes" in text
    assert "Access tokens Accepted" in text
    assert re.search(r"Used [\d.]+ of [\d.]+", text)
    assert re.search(r"Calls in progress 0 of at most \d+", text)
    assert re.search(r"Responses [1-9]", text)
    assert "The embedded sandbox" in text
    assert len(sandbox.log()) == request_count


def test_status_page_shows_an_open_circuit(
    sign_in: Callable[..., Client], make_upstream_fail: Callable[[str], None]
) -> None:
    client = sign_in("admin")
    make_upstream_fail("silence-before")
    for _ in range(5):
        client.get(LIST)

    text = get_text(client.get("/sandbox/status/").text)

    assert re.search(r"Sends requests Paused until \d\d:\d\d:\d\d No answer since \d\d:\d\d", text)


def test_status_page_shows_since_when_the_grant_is_refused(
    sign_in: Callable[..., Client], make_upstream_fail: Callable[[str], None]
) -> None:
    client = sign_in("admin")
    make_upstream_fail("status:401")
    client.get(LIST)

    assert re.search(r"Access tokens Refused since \d\d:\d\d", get_text(client.get("/sandbox/status/").text))
