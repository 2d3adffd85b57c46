"""The lists of drafts and of booked invoices: of all customers, and of one."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from econ_admin.gateway import Gateway, where
from econ_admin.gateway.records import BookedInvoice
from econ_admin.sandbox import Sandbox
from tests.customers.page_reader import (
    get_filter_chips,
    get_html,
    get_link,
    get_numbers,
    get_rows,
    get_table_headers,
    get_tabs,
    get_text,
)

BOOKED, DRAFTS = "/sandbox/booked/", "/sandbox/drafts/"
NEWEST_FIRST = ("-bookedInvoiceNumber",)


def list_booked_invoices(economic: Gateway) -> list[BookedInvoice]:
    return list(economic.booked.walk(sort=NEWEST_FIRST))


def test_booked_invoices_are_listed_newest_first(client: Client, economic: Gateway) -> None:
    newest = list_booked_invoices(economic)[0]

    response = client.get(BOOKED)

    row = dict(zip(get_table_headers(response), get_rows(response)[0], strict=True))
    assert row["No."] == str(newest.booked_invoice_number)
    assert row["Customer"] == newest.recipient.name
    assert row["Currency"] == newest.currency
    assert row["Date"] == newest.date.strftime("%d-%m-%Y")


@pytest.mark.parametrize("state", ["unpaid", "overdue", "not-due", "paid"])
def test_each_state_tab_uses_its_list_in_economic(
    client: Client, economic: Gateway, sandbox: Sandbox, state: str
) -> None:
    response = client.get(f"{BOOKED}?state={state}")

    paths = {exchange.path for exchange in sandbox.log()}
    expected = getattr(economic.booked, state.replace("-", "_")).page(sort=NEWEST_FIRST, size=50)
    assert get_numbers(response) == [invoice.booked_invoice_number for invoice in expected.items]
    assert f"/invoices/{state}" in paths
    assert get_tabs(response, "Views")[state.replace("-", " ").capitalize()][1]


def test_overdue_invoice_shows_the_days_overdue(client: Client, economic: Gateway) -> None:
    overdue_invoices = economic.booked.overdue.page(where("customer.customerNumber").gt(0), NEWEST_FIRST).items
    overdue_invoice = next(invoice for invoice in overdue_invoices if (invoice.remainder or 0) > 0)
    assert overdue_invoice.due_date
    days = (timezone.localdate() - overdue_invoice.due_date).days

    text = get_text(get_html(client.get(f"{BOOKED}?q={overdue_invoice.booked_invoice_number}")))

    assert re.search(rf"\b{days} days? overdue", text)


def test_unsortable_columns_say_so(client: Client) -> None:
    response = client.get(BOOKED)

    headers = get_table_headers(response)
    unsortable = {"Age", "Due date", "Status", "Amount", "Unpaid amount"}
    assert {name for name, url in headers.items() if not url} == unsortable
    assert get_html(response).count('title="e-conomic cannot sort by this"') == 5
    assert {client.get(url).status_code for url in headers.values() if url} == {200}


def test_invoices_are_searched_by_number_customer_and_reference(client: Client, economic: Gateway) -> None:
    invoice = next(
        candidate
        for candidate in list_booked_invoices(economic)
        if candidate.references.other and " " not in candidate.references.other
    )

    for word in (
        str(invoice.booked_invoice_number),
        str(invoice.customer.customer_number),
        invoice.references.other,
        invoice.recipient.name.split()[0],
    ):
        numbers = get_numbers(client.get(BOOKED, {"q": word, "size": "200"}))
        assert invoice.booked_invoice_number in numbers, word
        assert len(numbers) < len(list_booked_invoices(economic)), word


def test_invoices_are_filtered_by_date_currency_and_customer(client: Client, economic: Gateway) -> None:
    all_invoices = list_booked_invoices(economic)
    since, until = date(2026, 10, 1), date(2026, 10, 31)

    response = client.get(BOOKED, {"since": "1/10/26", "until": "31-10-2026", "currency": "dkk", "size": "200"})
    customer_response = client.get(BOOKED, {"customer": str(all_invoices[0].customer.customer_number), "size": "200"})

    expected = [invoice for invoice in all_invoices if since <= invoice.date <= until and invoice.currency == "DKK"]
    assert get_numbers(response) == [invoice.booked_invoice_number for invoice in expected]
    assert list(get_filter_chips(response)) == ["From 01-10-2026", "To 31-10-2026", "Currency: DKK"]
    customers_invoices = [invoice for invoice in all_invoices if invoice.customer == all_invoices[0].customer]
    assert get_numbers(customer_response) == [invoice.booked_invoice_number for invoice in customers_invoices]


GET_FILTERED: dict[str, Callable[[BookedInvoice], str]] = {
    "name": lambda invoice: invoice.recipient.name,
    "zip": lambda invoice: invoice.recipient.zip,
    "ean": lambda invoice: invoice.recipient.ean,
    "reference": lambda invoice: invoice.references.other,
    "terms": lambda invoice: f"{invoice.payment_terms.number}",
    "salesperson": lambda invoice: ((person := invoice.references.sales_person) and f"{person.number}") or "",
}


@pytest.mark.parametrize("name", GET_FILTERED)
def test_booked_invoices_are_filtered_by_recipient_reference_and_terms(
    client: Client, economic: Gateway, name: str
) -> None:
    invoices = list_booked_invoices(economic)
    value_by_number = {invoice.booked_invoice_number: GET_FILTERED[name](invoice) for invoice in invoices}
    wanted = next(value for value in value_by_number.values() if value)

    response = client.get(BOOKED, {name: wanted, "size": "200"})
    chips = get_filter_chips(response)

    expected = {number for number, value in value_by_number.items() if wanted in value}
    assert set(get_numbers(response)) == expected
    assert len(expected) < len(invoices)
    assert list(chips.values()) == [f"{BOOKED}?size=200"]


def test_drafts_are_filtered_by_recipient_and_references(client: Client, economic: Gateway) -> None:
    number = next(economic.drafts.walk()).draft_invoice_number
    documents = [economic.drafts.get(listed.draft_invoice_number) for listed in economic.drafts.walk()]
    vendors = {vendor.employee_number for document in documents if (vendor := document.references.vendor_reference)}
    employee = next(each for each in economic.employees.all() if each.employee_number not in vendors)
    draft = economic.drafts.get(number)
    recipient = draft.recipient.with_changes(name="Quxholm", zip="9990", ean="5798009811578")
    references = draft.references.with_changes(vendor_reference=employee.employee_number, other="PO 7788")
    economic.drafts.replace(number, draft.with_changes(recipient=recipient, references=references))
    chip_by_filter = {
        ("name", "quxh"): "Recipient's name: quxh",
        ("zip", "9990"): "Postal code: 9990",
        ("ean", "5798 0098 1157 8"): "EAN number: 5798009811578",
        ("reference", "po 77"): "Reference: po 77",
        ("vendor", str(employee.employee_number)): f"Our reference: {employee.name}",
    }

    for (name, value), chip in chip_by_filter.items():
        response = client.get(DRAFTS, {name: value})

        assert get_numbers(response) == [number]
        assert list(get_filter_chips(response)) == [chip]


@pytest.mark.parametrize("list_url", ["drafts/", "booked/", "booked/?state=overdue"])
def test_every_filter_is_accepted_in_the_list_of_one_customer(client: Client, economic: Gateway, list_url: str) -> None:
    number = list_booked_invoices(economic)[0].customer.customer_number
    filters = {
        "name": "a",
        "zip": "9",
        "ean": "57 98",
        "reference": "x",
        "terms": "1",
        "salesperson": "1",
        "vendor": "1",
    }

    response = client.get(f"/sandbox/customers/{number}/{list_url}", filters)

    assert response.status_code == 200
    assert "EAN number: 5798" in get_filter_chips(response)
    assert len(get_filter_chips(response)) == len(filters)


def test_filters_of_invoices_are_in_the_address_and_in_the_files_link(htmx: Client) -> None:
    response = htmx.get(BOOKED, {"zip": "9990", "salesperson": "1", "name": "", "state": "unpaid"})

    assert response["HX-Push-Url"] == f"{BOOKED}?salesperson=1&zip=9990&state=unpaid"
    assert f"{BOOKED}booked.csv?salesperson=1&amp;zip=9990&amp;state=unpaid" in get_html(response)


def test_short_date_is_written_in_full_in_the_address(htmx: Client) -> None:
    response = htmx.get(BOOKED, {"since": "t"})

    assert response["HX-Push-Url"] == f"{BOOKED}?since={timezone.localdate():%d-%m-%Y}"


def test_invalid_date_is_refused_and_nothing_is_listed(client: Client) -> None:
    response = client.get(BOOKED, {"since": "31-02-2026"})

    assert "This date does not exist" in get_html(response) or "Did you mean" in get_html(response)
    assert 'value="31-02-2026"' in get_html(response)
    assert (response.status_code, get_numbers(response)) == (422, [])


@pytest.mark.parametrize("page", [BOOKED, DRAFTS])
def test_period_that_ends_before_it_begins_is_refused(client: Client, page: str) -> None:
    response = client.get(page, {"since": "02-11-2026", "until": "01-11-2026"})

    assert response.status_code == 422
    assert "The From date must not be later than the To date." in get_html(response)


def test_pages_follow_each_other_without_a_gap(client: Client, economic: Gateway) -> None:
    numbers = [invoice.booked_invoice_number for invoice in list_booked_invoices(economic)]

    first, second = client.get(f"{BOOKED}?size=25"), client.get(f"{BOOKED}?size=25&page=2")

    assert get_numbers(first) + get_numbers(second) == numbers[:50]
    assert get_link(first, "Next page") == f"{BOOKED}?page=2&size=25"


def test_invoices_of_one_day_are_sorted_newest_first(client: Client, economic: Gateway) -> None:
    expected = economic.booked.page(sort=("-date", "-bookedInvoiceNumber"), size=50).items

    assert get_numbers(client.get(f"{BOOKED}?sort=-date")) == [invoice.booked_invoice_number for invoice in expected]


def test_drafts_are_listed_newest_first(client: Client, economic: Gateway) -> None:
    drafts = list(economic.drafts.walk(sort=("-draftInvoiceNumber",)))

    response = client.get(DRAFTS)

    assert get_numbers(response) == [draft.draft_invoice_number for draft in drafts][:50]
    assert get_link(response, str(drafts[0].draft_invoice_number)) == f"{DRAFTS}{drafts[0].draft_invoice_number}/?from="


def test_booked_invoices_of_a_customer_are_a_tab_of_its_page(client: Client, economic: Gateway) -> None:
    customer_number = list_booked_invoices(economic)[0].customer.customer_number
    expected = economic.booked.of(customer_number, None, NEWEST_FIRST, size=50)

    response = client.get(f"/sandbox/customers/{customer_number}/booked/")

    assert get_numbers(response) == [invoice.booked_invoice_number for invoice in expected.items]
    assert "Customer" not in get_table_headers(response)
    tabs = get_tabs(response, "Customer pages")
    assert tabs[f"Booked {expected.results}"] == (f"/sandbox/customers/{customer_number}/booked/", True)


def test_overdue_invoices_of_one_customer_are_listed(client: Client, economic: Gateway) -> None:
    overdue_invoice = economic.booked.overdue.page(sort=NEWEST_FIRST).items[0]
    customer_number = overdue_invoice.customer.customer_number
    expected = economic.booked.overdue.page(where("customer.customerNumber").eq(customer_number), NEWEST_FIRST, size=50)

    response = client.get(f"/sandbox/customers/{customer_number}/booked/?state=overdue")

    assert get_numbers(response) == [invoice.booked_invoice_number for invoice in expected.items]


def test_htmx_gets_only_the_table_with_two_requests(htmx: Client, economic: Gateway, sandbox: Sandbox) -> None:
    customer_number = list_booked_invoices(economic)[0].customer.customer_number
    before = len(sandbox.log())

    response = htmx.get(f"/sandbox/customers/{customer_number}/booked/?sort=date")

    assert "<html" not in get_html(response)
    paths = [exchange.path for exchange in sandbox.log()[before:]]
    assert set(paths) <= {f"/customers/{customer_number}/invoices/booked", "/currencies"}


@pytest.mark.parametrize(("url", "path"), [(BOOKED, "/invoices/booked"), (DRAFTS, "/invoices/drafts")])
def test_failed_list_shows_an_error_instead_of_an_empty_list(
    client: Client, sandbox: Sandbox, url: str, path: str
) -> None:
    sandbox.fault("GET", path, "status:503", times=9)

    response = client.get(url)

    assert response.status_code == 502
    assert "could not be loaded" in get_html(response)
    assert "No drafts" not in get_html(response)
    assert get_link(response, "Try again") == url


def test_empty_search_result_says_so(client: Client) -> None:
    text = get_text(get_html(client.get(BOOKED, {"q": "quxholm"})))

    assert "No booked invoices match" in text


def test_invoices_of_an_unknown_customer_are_not_found(client: Client) -> None:
    assert client.get("/sandbox/customers/999999/drafts/").status_code == 404
