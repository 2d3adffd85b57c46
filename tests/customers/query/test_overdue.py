"""Who is late: the view of the customer list, and the figures of one customer."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from customers.query import customer_query
from customers.shared import formatting
from customers.shared.overdue_invoices import CustomerOverdue, group_overdue
from econ_admin.gateway import Gateway, where
from econ_admin.sandbox import Sandbox
from tests.customers.page_reader import facts_of, heads_of, html_of, link_of, numbers_of, rows_of, text_of

LIST = "/sandbox/customers/"
OVERDUE = f"{LIST}?overdue=yes"


def owing(economic: Gateway) -> dict[int, CustomerOverdue]:
    return group_overdue(economic.booked.overdue.walk())


def test_the_view_has_everybody_with_overdue_invoices_and_nobody_else(client: Client, economic: Gateway) -> None:
    expected = sorted(owing(economic))

    response = client.get(f"{OVERDUE}&size=200")

    assert numbers_of(response) == expected
    assert expected


def test_it_tells_how_much_and_since_when(client: Client, economic: Gateway) -> None:
    number, owed = max(owing(economic).items(), key=lambda each: each[1].amount)

    response = client.get(f"{OVERDUE}&sort=-overdue")

    row = dict(zip(heads_of(response), rows_of(response)[0], strict=True))
    assert row["No."] == str(number)
    assert row["Overdue"] == formatting.format_amount(owed.amount)
    assert row["Days overdue"] == str(owed.get_days(timezone.localdate()))


def test_it_is_sorted_by_age_too_and_by_what_economic_sorts_by(client: Client, economic: Gateway) -> None:
    owed = owing(economic)

    by_age = numbers_of(client.get(f"{OVERDUE}&sort=-oldest&size=200"))
    by_name = numbers_of(client.get(f"{OVERDUE}&sort=-number&size=200"))

    assert [owed[each].oldest_due_date for each in by_age] == sorted(owed[each].oldest_due_date for each in owed)
    assert by_name == sorted(owed, reverse=True)


def test_it_is_filtered_by_economic(client: Client, economic: Gateway) -> None:
    number = next(iter(owing(economic)))

    assert numbers_of(client.get(f"{OVERDUE}&q={number}")) == [number]


def test_more_of_them_than_one_filter_holds_are_asked_for_in_several(
    client: Client, economic: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = numbers_of(client.get(f"{OVERDUE}&size=200&sort=name"))
    monkeypatch.setattr(customer_query, "MAX_LIST_VALUES", 3)

    assert sorted(numbers_of(client.get(f"{OVERDUE}&size=200&sort=name"))) == sorted(expected)


def test_it_says_when_it_was_grouped_and_from_how_many(client: Client, economic: Gateway) -> None:
    count = economic.booked.overdue.page(size=1).results

    text = text_of(html_of(client.get(OVERDUE)))

    assert re.search(rf"Grouped here from the {count} overdue invoices that e-conomic had at \d\d:\d\d", text)


def test_invoices_that_cannot_be_had_are_a_sentence_and_no_empty_list(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/invoices/overdue", "status:503", times=9)

    response = client.get(OVERDUE)

    assert response.status_code == 502
    assert "The customers could not be loaded" in html_of(response)


def test_more_invoices_than_can_be_read_are_refused_with_their_count(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customer_query, "MAX_RESULTS", 1)

    response = client.get(OVERDUE)

    assert response.status_code == 400
    assert "overdue invoices are more than can be read at once" in text_of(html_of(response))


def test_a_sort_of_this_view_means_nothing_in_another(client: Client) -> None:
    assert numbers_of(client.get(f"{LIST}?sort=-overdue")) == numbers_of(client.get(LIST))


def test_a_customers_page_counts_what_is_overdue_and_drafted(client: Client, economic: Gateway) -> None:
    number, owed = next(iter(owing(economic).items()))
    theirs = economic.booked.overdue.page(where("customer.customerNumber").eq(number), size=1000).items
    amount = sum((each.remainder or Decimal() for each in theirs), Decimal())

    facts = facts_of(client.get(f"{LIST}{number}/"))

    assert facts["Overdue"].startswith(formatting.format_amount(amount))
    assert f"{owed.count} invoice" in facts["Overdue"]
    assert f"the oldest {owed.get_days(timezone.localdate())} day" in facts["Overdue"]


def test_a_customers_drafts_are_summed_and_counted(client: Client, economic: Gateway) -> None:
    number = economic.drafts.page(size=1).items[0].customer.customer_number
    drafts = economic.drafts.of(number, size=1000)
    amount = sum((each.gross_amount or Decimal() for each in drafts.items), Decimal())

    facts = facts_of(client.get(f"{LIST}{number}/"))

    assert facts["Drafts"].startswith(formatting.format_amount(amount))
    assert f"{drafts.results} in e-conomic" in facts["Drafts"]


def test_the_latest_booked_invoices_stand_on_the_customers_page(client: Client, economic: Gateway) -> None:
    number = economic.booked.page(size=1).items[0].customer.customer_number
    latest = economic.booked.of(number, None, ("-date", "-bookedInvoiceNumber"), size=7).items

    response = client.get(f"{LIST}{number}/")

    assert numbers_of(response) == [each.booked_invoice_number for each in latest]
    first = str(latest[0].booked_invoice_number)
    assert link_of(response, first) == f"/sandbox/booked/{first}/"


def test_figures_that_cannot_be_had_are_gaps_and_the_page_stands(
    client: Client, economic: Gateway, sandbox: Sandbox
) -> None:
    number = economic.customers.page(size=1).items[0].customer_number
    sandbox.fault("GET", "/invoices/overdue", "status:503", times=9)
    sandbox.fault("GET", f"/customers/{number}/invoices", "status:503", times=9)

    response = client.get(f"{LIST}{number}/")

    assert response.status_code == 200
    assert "Could not be loaded" in facts_of(response)["Overdue"]
    assert "Could not be loaded" in facts_of(response)["Drafts"]
    assert "This could not be loaded" in html_of(response)
