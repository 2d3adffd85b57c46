"""Overdue invoices: the view of the customer list, and the key figures of one customer."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from customers.query import customer_query
from customers.shared import formatting, long_read
from customers.shared.overdue_invoices import CustomerOverdue, group_overdue
from econ_admin.gateway import Gateway, where
from econ_admin.sandbox import Sandbox
from tests.customers.page_reader import (
    get_facts,
    get_html,
    get_link,
    get_numbers,
    get_rows,
    get_table_headers,
    get_text,
)

LIST = "/sandbox/customers/"
OVERDUE = f"{LIST}?overdue=yes"


def group_all_overdue(economic: Gateway) -> dict[int, CustomerOverdue]:
    return group_overdue(economic.booked.overdue.walk())


def test_overdue_view_lists_exactly_the_overdue_customers(client: Client, economic: Gateway) -> None:
    overdue_by_customer = group_all_overdue(economic)
    expected = sorted(overdue_by_customer, key=lambda number: (-overdue_by_customer[number].amount, number))

    response = client.get(f"{OVERDUE}&size=200")

    assert get_numbers(response) == expected
    assert expected


def test_overdue_view_shows_amount_and_days(client: Client, economic: Gateway) -> None:
    number, overdue = max(group_all_overdue(economic).items(), key=lambda item: item[1].amount)

    response = client.get(f"{OVERDUE}&sort=-overdue")

    row = dict(zip(get_table_headers(response), get_rows(response)[0], strict=True))
    assert row["No."] == str(number)
    assert row["Overdue"] == formatting.format_amount(overdue.amount)
    assert row["Days overdue"] == str(overdue.get_days(timezone.localdate()))


def test_overdue_view_is_sorted_by_age_and_by_other_columns(client: Client, economic: Gateway) -> None:
    overdue = group_all_overdue(economic)

    by_age = get_numbers(client.get(f"{OVERDUE}&sort=-oldest&size=200"))
    by_name = get_numbers(client.get(f"{OVERDUE}&sort=-number&size=200"))

    assert [overdue[number].oldest_due_date for number in by_age] == sorted(
        overdue[number].oldest_due_date for number in overdue
    )
    assert by_name == sorted(overdue, reverse=True)


def test_overdue_view_is_searched(client: Client, economic: Gateway) -> None:
    number = next(iter(group_all_overdue(economic)))

    assert get_numbers(client.get(f"{OVERDUE}&q={number}")) == [number]


def test_many_overdue_customers_are_fetched_with_several_filters(
    client: Client, economic: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = get_numbers(client.get(f"{OVERDUE}&size=200&sort=name"))
    monkeypatch.setattr(customer_query, "MAX_LIST_VALUES", 3)

    assert sorted(get_numbers(client.get(f"{OVERDUE}&size=200&sort=name"))) == sorted(expected)


def test_overdue_view_says_when_and_from_how_many_invoices(client: Client, economic: Gateway) -> None:
    count = economic.booked.overdue.page(size=1).results

    text = get_text(get_html(client.get(OVERDUE)))

    assert re.search(rf"Based on {count} overdue invoices in e-conomic at \d\d:\d\d", text)


def test_failed_overdue_view_shows_an_error(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/invoices/overdue", "status:503", times=9)

    response = client.get(OVERDUE)

    assert response.status_code == 502
    assert "The customers could not be loaded" in get_html(response)


def test_too_many_overdue_invoices_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_read, "MAX_RESULTS", 1)

    response = client.get(OVERDUE)

    assert response.status_code == 400
    assert "We can read at most 1." in get_text(get_html(response))


def test_overdue_sort_is_ignored_in_other_views(client: Client) -> None:
    assert get_numbers(client.get(f"{LIST}?sort=-overdue")) == get_numbers(client.get(LIST))


def test_customer_page_shows_its_overdue_amount_and_age(client: Client, economic: Gateway) -> None:
    number, overdue = next(iter(group_all_overdue(economic).items()))
    invoices = economic.booked.overdue.page(where("customer.customerNumber").eq(number), size=1000).items
    amount = sum((invoice.remainder or Decimal() for invoice in invoices), Decimal())

    facts = get_facts(client.get(f"{LIST}{number}/"))

    assert facts["Overdue"].startswith(formatting.format_amount(amount))
    assert f"{overdue.count} invoice" in facts["Overdue"]
    assert f"the oldest is {overdue.get_days(timezone.localdate())} day" in facts["Overdue"]


def test_customer_page_shows_the_sum_and_count_of_drafts(client: Client, economic: Gateway) -> None:
    number = economic.drafts.page(size=1).items[0].customer.customer_number
    drafts = economic.drafts.of(number, size=1000)
    amount = sum((draft.gross_amount or Decimal() for draft in drafts.items), Decimal())

    facts = get_facts(client.get(f"{LIST}{number}/"))

    assert facts["Drafts"].startswith(formatting.format_amount(amount))
    assert f"{drafts.results} draft" in facts["Drafts"]


def test_customer_page_shows_the_latest_booked_invoices(client: Client, economic: Gateway) -> None:
    number = economic.booked.page(size=1).items[0].customer.customer_number
    latest_invoices = economic.booked.of(number, None, ("-date", "-bookedInvoiceNumber"), size=7).items

    response = client.get(f"{LIST}{number}/")

    assert get_numbers(response) == [invoice.booked_invoice_number for invoice in latest_invoices]
    first = str(latest_invoices[0].booked_invoice_number)
    assert get_link(response, first) == f"/sandbox/booked/{first}/"


def test_customer_page_is_shown_when_key_figures_fail(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    number = economic.customers.page(size=1).items[0].customer_number
    sandbox.fault("GET", "/invoices/overdue", "status:403", times=9)
    sandbox.fault("GET", f"/customers/{number}/invoices", "status:403", times=9)

    response = client.get(f"{LIST}{number}/")

    assert response.status_code == 200
    assert "Could not be loaded" in get_facts(response)["Overdue"]
    assert "Could not be loaded" in get_facts(response)["Drafts"]
    assert "This could not be loaded" in get_html(response)
