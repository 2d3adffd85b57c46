"""Requests per page: one round trip when cold, none within a minute, and one for the document of a form."""

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from requests import PreparedRequest, Response

from customers.models import WorkingDraft
from econ_admin.access.models import Agreement
from econ_admin.gateway import Gateway, Upstream, open_session
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from tests.customers.conftest import list_requests
from tests.customers.form_data import submit
from tests.customers.page_urls import EDIT_URLS, VIEW_URLS, UrlNumbers

ALWAYS_ASKS = "write of unknown outcome"  # shows what e-conomic has now


@pytest.mark.parametrize("name", [name for name in VIEW_URLS if name != ALWAYS_ASKS])
def test_page_shown_just_before_sends_no_request(
    name: str, accountant: Client, colleague: Client, sandbox: Sandbox, url_numbers: UrlNumbers
) -> None:
    url = VIEW_URLS[name].format(**url_numbers)
    first = accountant.get(url)
    before = len(sandbox.log())

    second, colleagues_page = accountant.get(url), colleague.get(url)

    assert (first.status_code, second.status_code, colleagues_page.status_code) == (200, 200, 200)
    assert list_requests(sandbox, before) == []


def test_page_of_an_unknown_outcome_asks_each_time(
    accountant: Client, sandbox: Sandbox, url_numbers: UrlNumbers
) -> None:
    url = VIEW_URLS[ALWAYS_ASKS].format(**url_numbers)
    accountant.get(url)
    before = len(sandbox.log())

    assert accountant.get(url).status_code == 200
    assert len(list_requests(sandbox, before)) == 1


def test_pages_of_one_customer_share_the_cache(accountant: Client, sandbox: Sandbox, url_numbers: UrlNumbers) -> None:
    accountant.get(VIEW_URLS["customer"].format(**url_numbers))
    before = len(sandbox.log())

    pages = [accountant.get(VIEW_URLS[name].format(**url_numbers)) for name in ("contacts", "delivery locations")]

    assert [page.status_code for page in pages] == [200, 200]
    assert before > 0
    assert list_requests(sandbox, before) == []


@pytest.mark.parametrize("name", EDIT_URLS)
def test_forms_fetch_their_document_every_time(
    name: str, accountant: Client, sandbox: Sandbox, url_numbers: UrlNumbers
) -> None:
    url, path = (template.format(**url_numbers) for template in EDIT_URLS[name])
    first = accountant.get(url)
    before = len(sandbox.log())

    second = accountant.get(url)

    first.close()
    second.close()
    assert (first.status_code, second.status_code) == (200, 200)
    assert f"GET {path}" in list_requests(sandbox, before)
    assert not any(
        request_line.removeprefix("GET ") in ("/layouts", "/payment-terms")
        for request_line in list_requests(sandbox, before)
    )


# Requests of a page with a cold cache

ONE_ROUND_TRIP = {
    "/sandbox/customers/": 4,
    "/sandbox/customers/?limit=over": 4,
    "/sandbox/customers/{customer}/": 12,
    "/sandbox/customers/{customer}/?from=sort%3Dname": 13,
    "/sandbox/customers/{customer}/contacts/": 7,
    "/sandbox/customers/{customer}/delivery-locations/": 7,
    "/sandbox/customers/{customer}/drafts/": 11,
    "/sandbox/customers/{customer}/booked/": 11,
    "/sandbox/customers/{customer}/edit/": 9,
    "/sandbox/customers/{customer}/delete/": 5,
    "/sandbox/customers/{customer}/contacts/{contact}/": 8,
    "/sandbox/customers/{customer}/contacts/{contact}/delete/": 8,
    "/sandbox/customers/{customer}/contacts/new/": 7,
    "/sandbox/customers/new/": 8,
    "/sandbox/search/?q=an": 3,
    "/sandbox/search/?q={customer}": 6,  # each number by itself, and each that contains it
    "/sandbox/drafts/new/?q=an": 1,
    "/sandbox/customers/{customer}/statement/": 8,
    "/sandbox/customers/{customer}/statement/pdf/": 3,
    "/sandbox/drafts/": 4,  # half of them reference lists, once an hour
    "/sandbox/booked/": 4,
    "/sandbox/unsent/{pk}/products/?q=1": 3,
    "/sandbox/unsent/{pk}/": 9,  # without lines: VAT rates need two more steps, once an hour
    "/sandbox/customers/customers.csv": 2,
}


class BarrierAdapter(SandboxAdapter):
    """An e-conomic that answers only once the expected number of requests has arrived."""

    def __init__(self, sandbox: Sandbox, expected_calls: int) -> None:
        super().__init__(sandbox)
        self._barrier = Barrier(expected_calls, timeout=20)

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        self._barrier.wait()
        return super().send(request, *args, **kwargs)


@pytest.mark.parametrize(("url", "expected_calls"), ONE_ROUND_TRIP.items(), ids=list(ONE_ROUND_TRIP))
def test_cold_page_sends_all_requests_at_once(
    url: str,
    expected_calls: int,
    accountant: Client,
    agreement: Agreement,
    sandbox: Sandbox,
    settings: Settings,
    url_numbers: UrlNumbers,
) -> None:
    session = open_session(settings.ECONOMIC_CACHE)
    upstream = Upstream(settings.ECONOMIC.base_url, agreement.cache_id)
    session.register_upstream(upstream, settings.ECONOMIC.tokens, BarrierAdapter(sandbox, expected_calls))
    before = len(sandbox.log())

    answer = accountant.get(url.format(**url_numbers))

    answer.close()
    assert answer.status_code == 200
    assert len(list_requests(sandbox, before)) == expected_calls


# Requests of a refused form


@pytest.mark.parametrize("form", ["/sandbox/customers/{customer}/edit/", "/sandbox/customers/{customer}/contacts/new/"])
def test_invalid_form_sends_no_request(form: str, client: Client, sandbox: Sandbox, url_numbers: UrlNumbers) -> None:
    opened = client.get(form.format(**url_numbers))
    before = len(sandbox.log())

    answer = submit(client, opened, name="")

    assert answer.status_code == 422
    assert list_requests(sandbox, before) == []


def test_draft_field_is_saved_without_a_request(
    sign_in: Callable[..., Client], sandbox: Sandbox, url_numbers: UrlNumbers
) -> None:
    htmx_accountant, draft_url = (
        sign_in("accountant", **{"HX-Request": "true"}),
        f"/sandbox/unsent/{url_numbers['pk']}/",
    )
    htmx_accountant.get(draft_url)
    before = len(sandbox.log())

    answer = htmx_accountant.post(f"{draft_url}fields/", {"references.other": "Quxholm", "revision": "1"})

    assert answer.status_code == 200
    assert WorkingDraft.objects.get().header.references.other == "Quxholm"
    assert list_requests(sandbox, before) == []


# Export


def test_export_neither_fills_nor_uses_the_cache(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    client.get("/sandbox/customers/")
    cached_before = economic.get_status().cached_responses

    first = client.get("/sandbox/customers/customers.csv")
    first.close()
    cached_after = economic.get_status().cached_responses
    sandbox.fault("GET", "/customers", "silence-before", times=99)
    second = client.get("/sandbox/customers/customers.csv")

    assert (first.status_code, second.status_code) == (200, 504)
    assert cached_after - cached_before <= 1, "terms or zones, which are reference lists"
    assert "No file was created" in second.text
