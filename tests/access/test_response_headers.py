"""Headers of every response, whoever asks: what a browser may do with it, and that nobody stores it."""

from collections.abc import Callable, Iterable
from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from econ_admin.access.demo import PASSWORD
from econ_admin.access.models import Person
from econ_admin.sandbox import Sandbox
from tests.access.all_views import VIEWS

GetUrl = Callable[[str], str]

HEADERS = {
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"same-origin", "no-referrer"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
}
DIRECTIVES = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
}


def get_responses(client: Client, urls: Iterable[str]) -> dict[str, HttpResponse]:
    """The response to a GET of each address, read to its end."""
    responses: dict[str, HttpResponse] = {}
    for url in urls:
        response = client.get(url)
        responses[url] = cast("HttpResponse", response)
        if response.streaming:
            list(response.streaming_content)  # type: ignore[attr-defined]  # the stubs know only plain responses
        response.close()
    return responses


@pytest.fixture
def responses(get_url: GetUrl, sign_in: Callable[..., Client]) -> dict[str, HttpResponse]:
    """Responses of all views to an administrator and to nobody, and to two addresses without a view."""
    urls = [get_url(name) for name in sorted(VIEWS)]
    by_nobody = get_responses(Client(), urls)
    answered = {f"{url} signed out": response for url, response in by_nobody.items()}
    answered |= get_responses(sign_in("admin"), [*urls, "/no-such-page/", "/static/no-such-file.js"])
    assert len(answered) > 190
    assert {response.status_code for response in answered.values()} >= {200, 303, 404, 405}
    return answered


@pytest.mark.slow
def test_every_response_has_the_security_headers(responses: dict[str, HttpResponse]) -> None:
    for url, response in responses.items():
        assert [name for name, values in HEADERS.items() if response.get(name) not in values] == [], url
        policy = response["Content-Security-Policy"]
        assert set(policy.split("; ")) >= DIRECTIVES, url
        assert "frame-ancestors 'none'" in policy or (url.endswith("/pdf/") and "frame-ancestors 'self'" in policy), url
        assert "unsafe" not in policy, url


@pytest.mark.slow
def test_no_response_may_be_stored_or_read_by_another_site(responses: dict[str, HttpResponse]) -> None:
    for url, response in responses.items():
        assert "no-store" in response.get("Cache-Control", ""), url
        assert not response.has_header("Access-Control-Allow-Origin"), url


@pytest.mark.slow
def test_every_text_names_its_charset(responses: dict[str, HttpResponse]) -> None:
    types = {response["Content-Type"] for response in responses.values()}

    assert {content_type.partition(";")[0] for content_type in types} > {"text/html", "text/csv", "text/plain"}
    assert [
        content_type for content_type in types if content_type.startswith("text/") and "utf-8" not in content_type
    ] == []


@pytest.mark.slow
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH"])
def test_views_refuse_methods_that_they_do_not_have(
    method: str, get_url: GetUrl, sign_in: Callable[..., Client], settings: Settings
) -> None:
    client = sign_in("admin")

    statuses = {name: client.generic(method, get_url(name)).status_code for name in sorted(VIEWS)}

    assert len(statuses) > 90
    assert {name for name, status in statuses.items() if status not in (405, 308)} == set()


@pytest.mark.parametrize(
    "path",
    ["customers/{}/", "customers/{}/contacts/{}/", "unsent/{}/", "drafts/{}/", "booked/{}/", "history/{}/restore/"],
)
def test_number_beyond_all_limits_is_not_found(path: str, sign_in: Callable[..., Client]) -> None:
    address = f"/sandbox/{path.replace('{}', '9' * 30)}"

    assert sign_in("admin").get(address).status_code in (404, 405)
    assert sign_in("admin").post(address).status_code in (400, 404, 405)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(people: dict[str, Person], sandbox: Sandbox) -> None:
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": "admin", "password": PASSWORD})
    client.post("/sandbox/settings/", {"language": "da"}, follow=True)
    client.post("/language/", {"language": "da"})

    assert len(client.cookies) >= 4
    assert [name for name, cookie in client.cookies.items() if not cookie["httponly"]] == []
    assert {cookie["samesite"] for cookie in client.cookies.values()} == {"Lax"}
    assert {cookie["domain"] for cookie in client.cookies.values()} == {""}
