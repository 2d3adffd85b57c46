"""Invoices found by an amount, and the sum of a list."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from requests import PreparedRequest, Response

from customers.invoices.sums import add_up, format_sums, merge
from customers.shared import formatting
from econ_admin import connection
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway, Upstream, where
from econ_admin.gateway.records import BookedInvoice
from econ_admin.gateway.sessions import open_session
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from tests.customers.page_reader import get_html, get_link, get_numbers, get_text

BOOKED, DRAFTS, SEARCH = "/sandbox/booked/", "/sandbox/drafts/", "/sandbox/search/"


@pytest.fixture
def unpaid(economic: Gateway) -> BookedInvoice:
    """An unpaid invoice, not a credit note."""
    return next(invoice for invoice in economic.booked.unpaid.walk() if (invoice.remainder or 0) > 0)


def get_amount(invoice: BookedInvoice) -> str:
    return formatting.format_amount(invoice.gross_amount or Decimal())


def test_unpaid_invoice_is_found_by_the_amount_on_a_bank_line(client: Client, economic: Gateway) -> None:
    (expected,) = [i for i in economic.booked.unpaid.walk() if i.gross_amount == Decimal("57481.25")]

    response = client.get(BOOKED, {"amount": "57.481,25"})

    assert get_numbers(response) == [expected.booked_invoice_number]
    count = economic.booked.unpaid.page(size=1).results
    assert f"we compared {count} unpaid invoices. Paid ones are not compared." in get_text(get_html(response))
    assert "Amount: 57.481,25" in get_text(get_html(response))


@pytest.mark.parametrize(
    "typed", ["kr. 57.481,25", "57481,25", "57.481,25 DKK", "-57.481,25", "57.481,25 EUR", "€ 57.481,25"]
)
def test_amount_is_understood_as_banks_print_it(client: Client, typed: str) -> None:
    assert len(get_numbers(client.get(BOOKED, {"amount": typed}))) == 1


def test_amount_that_is_misread_is_an_error_at_its_field(client: Client) -> None:
    response = client.get(BOOKED, {"amount": "1234.56"})

    assert response.status_code == 422
    assert "Did you mean 1.234,56?" in get_text(get_html(response))
    assert 'value="1234.56"' in get_html(response)


def test_draft_is_found_by_its_amount(client: Client, economic: Gateway) -> None:
    draft = next(iter(economic.drafts.walk()))
    amount = formatting.format_amount(draft.gross_amount or Decimal())

    response = client.get(DRAFTS, {"amount": amount})

    assert draft.draft_invoice_number in get_numbers(response)


def test_amount_is_combined_with_filters_and_customers(client: Client, unpaid: BookedInvoice) -> None:
    amount, customer = get_amount(unpaid), int(unpaid.customer.customer_number)

    assert get_numbers(client.get(BOOKED, {"amount": amount, "customer": str(customer)})) == [
        unpaid.booked_invoice_number
    ]
    assert get_numbers(client.get(BOOKED, {"amount": amount, "q": "no such text"})) == []
    url = f"/sandbox/customers/{customer}/booked/"
    assert get_numbers(client.get(url, {"amount": amount})) == [unpaid.booked_invoice_number]


def test_amount_that_no_invoice_has_says_so(client: Client) -> None:
    response = client.get(BOOKED, {"amount": "1,01"})

    assert response.status_code == 200
    assert "No booked invoices match" in get_html(response)
    assert "unpaid invoices. Paid ones are not compared." in get_text(get_html(response))


def test_export_has_only_the_invoices_of_the_amount(client: Client, unpaid: BookedInvoice) -> None:
    for amount, count in ((get_amount(unpaid), 1), ("1,01", 0)):
        rows = b"".join(client.get(f"{BOOKED}booked.csv", {"amount": amount})).decode("utf-8-sig").splitlines()
        assert len(rows) == count + 1


@pytest.mark.usefixtures("long_reads")
def test_amount_among_many_invoices_is_found_after_its_progress(client: Client, unpaid: BookedInvoice) -> None:
    parameters, steps = {"amount": get_amount(unpaid)}, 0
    while 'id="reading"' in get_html(response := client.get(BOOKED, parameters)):
        steps += 1
        assert steps < 99

    assert steps > 2
    assert unpaid.booked_invoice_number in get_numbers(response)


def test_search_finds_unpaid_invoices_and_drafts_of_an_amount(client: Client, economic: Gateway) -> None:
    draft = next(iter(economic.drafts.walk()))
    amount = formatting.format_amount(draft.gross_amount or Decimal())

    booked = get_html(client.get(SEARCH, {"q": "57.481,25"}))
    drafts = get_html(client.get(SEARCH, {"q": f"{amount} kr."}))

    assert "57.481,25 DKK" in get_text(booked)
    assert "/sandbox/booked/2" in booked
    assert f'href="/sandbox/drafts/{draft.draft_invoice_number}/"' in drafts


@pytest.mark.usefixtures("long_reads")
def test_search_for_an_amount_among_many_leads_to_the_list(client: Client) -> None:
    response = client.get(SEARCH, {"q": "57.481,25"})

    assert get_link(response, "Search for the amount 57.481,25") in (
        f"{BOOKED}?amount=57.481%2C25",
        f"{DRAFTS}?amount=57.481%2C25",
    )


def test_search_says_which_invoices_could_not_be_compared(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/invoices/unpaid", "status:503", times=99)

    assert "Unpaid invoices" in get_text(get_html(client.get(SEARCH, {"q": "57.481,25"})))


@pytest.fixture
def empty_drafts(sandbox: Sandbox) -> list[int]:
    """The customers of two drafts of 0,00."""
    draft = sandbox.request("GET", "/invoices/drafts?pagesize=1").json()["collection"][0]
    body = {name: draft[name] for name in ("date", "currency", "paymentTerms", "recipient", "layout")}
    body["dueDate"] = body["date"]
    customers = sandbox.request("GET", "/customers?pagesize=2&filter=barred$eq:false").json()["collection"]
    numbers = [customer["customerNumber"] for customer in customers]
    for number in numbers:
        sandbox.request("POST", "/invoices/drafts", {**body, "customer": {"customerNumber": number}})
    return numbers


@pytest.mark.usefixtures("empty_drafts")
def test_draft_of_nothing_is_found_by_its_amount(client: Client) -> None:
    assert len(get_numbers(client.get(DRAFTS, {"amount": "0,00"}))) >= 2


def test_more_invoices_than_can_be_listed_are_refused_with_the_count(
    client: Client, empty_drafts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len(get_numbers(client.get(DRAFTS, {"amount": "0,00"})))
    monkeypatch.setattr("customers.invoices.amounts.MAX_LIST_VALUES", 1)

    for path in ("", "sum/", "drafts.csv"):
        response = client.get(f"{DRAFTS}{path}", {"amount": "0,00"})
        assert response.status_code == 400
        assert f"{count} have this amount. We can list at most 1." in get_text(get_html(response))
    customer = str(empty_drafts[0])
    assert len(get_numbers(client.get(DRAFTS, {"amount": "0,00", "customer": customer}))) == 1
    assert len(get_numbers(client.get(f"/sandbox/customers/{customer}/drafts/", {"amount": "0,00"}))) == 1


def test_invoice_that_could_not_be_compared_is_counted(
    client: Client, sandbox: Sandbox, agreement: Agreement, settings: Settings, unpaid: BookedInvoice
) -> None:
    session, upstream = open_session(settings.ECONOMIC_CACHE), Upstream(settings.ECONOMIC.base_url, agreement.cache_id)
    adapter = SpoilingAdapter(sandbox, unpaid.booked_invoice_number)
    session.adapters.clear()
    session.register_upstream(upstream, settings.ECONOMIC.tokens, adapter)
    connection.connect(agreement, Person.objects.get(username="admin")).refresh()
    parameters = {"amount": get_amount(unpaid)}

    page = client.get(BOOKED, parameters)
    found = client.get(SEARCH, {"q": parameters["amount"]})
    export = client.get(f"{BOOKED}booked.csv", parameters)

    assert "1 could not be read, and was not compared." in get_text(get_html(page))
    assert "Unpaid invoices" in get_text(get_html(found))
    assert "No file was created" in get_html(export)


class SpoilingAdapter(SandboxAdapter):
    """Makes the currency of one booked invoice a number."""

    def __init__(self, sandbox: Sandbox, number: int) -> None:
        super().__init__(sandbox)
        self.pattern = re.compile(rb'("bookedInvoiceNumber":%d,.*?"currency":)"' % number)

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        response = super().send(request, *args, **kwargs)
        response._content = self.pattern.sub(rb'\g<1>7,"was":"', response.content)
        return response


def test_short_list_has_its_sum_at_once(client: Client, economic: Gateway, unpaid: BookedInvoice) -> None:
    customer = unpaid.customer.customer_number
    invoices = list(economic.booked.walk(where("customer.customerNumber").eq(customer)))
    (total,) = format_sums(add_up(invoices))

    text = get_text(get_html(client.get(f"/sandbox/customers/{customer}/booked/?size=200")))

    assert f"{total.amount} {total.currency}" in text
    assert "Sum of" in text


def test_long_list_loads_its_sum_beside(client: Client, economic: Gateway) -> None:
    invoices = list(economic.booked.walk())
    expected = [f"{total.amount} {total.currency}" for total in format_sums(add_up(invoices))]

    page = get_html(client.get(f"{BOOKED}?size=25"))
    response = client.get(f"{BOOKED}sum/", headers={"HX-Request": "true"})

    assert f'hx-get="{BOOKED}sum/?"' in page
    assert "Sum of" not in get_text(page)
    text = get_text(get_html(response))
    assert f"Sum of {len(invoices)} invoices:" in text
    assert all(amount in text for amount in expected)
    assert len(expected) > 1


def test_sum_follows_the_filters(client: Client, economic: Gateway) -> None:
    count = economic.booked.unpaid.page(where("currency").eq("EUR"), size=1).results

    text = get_text(get_html(client.get(f"{BOOKED}sum/?state=unpaid&currency=EUR", headers={"HX-Request": "true"})))

    assert f"Sum of {count} invoice" in text
    assert "DKK" not in text
    assert count


def test_sum_of_very_many_is_added_up_on_request(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.invoices.views.lists.MAX_ADDED_UP", 30)

    response = client.get(f"{BOOKED}?size=25")

    assert get_link(response, "Add up all 129") == f"{BOOKED}sum/?"


@pytest.mark.usefixtures("long_reads")
def test_sum_of_many_says_how_far_it_is(client: Client) -> None:
    steps = 0
    while "<progress" in (page := get_html(client.get(f"{BOOKED}sum/", headers={"HX-Request": "true"}))):
        steps += 1
        assert steps < 99

    assert steps > 10
    assert "Sum of 129 invoices:" in get_text(page)


def test_sum_that_fails_says_why(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/invoices/booked", "status:503", times=99)

    response = client.get(f"{BOOKED}sum/", headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert "e-conomic" in get_text(get_html(response))
    assert "Sum of" not in get_text(get_html(response))


def test_sums_are_merged_by_currency_the_largest_first() -> None:
    parts = [{"DKK": (Decimal(5), Decimal(5))}, {"EUR": (Decimal(-9), Decimal(0))}, {"DKK": (Decimal(2), Decimal(0))}]

    assert format_sums(merge(parts)) == [("EUR", "-9,00", ""), ("DKK", "7,00", "5,00")]
