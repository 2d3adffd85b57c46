"""Previous and next on an invoice's page, through the list that the person came from."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from customers.shared import formatting
from econ_admin.gateway import Gateway, where
from tests.customers.frame.test_previous_next import get_step
from tests.customers.page_reader import get_html, get_link, get_numbers, get_text

BOOKED, DRAFTS = "/sandbox/booked/", "/sandbox/drafts/"


def follow(client: Client, url: str) -> list[int]:
    """The numbers of the invoices that Next leads to, one after the other."""
    numbers = []
    while url:
        page = client.get(url)
        assert page.status_code == 200
        numbers.append(int(url.split("?")[0].rstrip("/").rsplit("/", 1)[1]))
        url, _name = get_step(page, "next")
    return numbers


def test_old_drafts_are_worked_through_with_next(client: Client, economic: Gateway) -> None:
    last_day = timezone.localdate() - timedelta(days=14)
    drafts = list(economic.drafts.walk(where("date").lte(last_day), ["date", "draftInvoiceNumber"]))
    expected = [draft.draft_invoice_number for draft in drafts]
    url = f"{DRAFTS}?until={formatting.format_date(last_day)}&sort=date"

    first = get_link(client.get(url), str(expected[0]))

    assert follow(client, first) == expected
    assert len(expected) > 1


def test_next_crosses_pages_of_booked_invoices(client: Client, economic: Gateway) -> None:
    expected = [invoice.booked_invoice_number for invoice in economic.booked.walk(sort=["-bookedInvoiceNumber"])][:28]

    url = get_link(client.get(f"{BOOKED}?size=25&page=1"), str(expected[22]))

    assert follow(client, url)[:6] == expected[22:28]


def test_invoice_page_leads_back_to_the_list_and_says_its_place(client: Client, economic: Gateway) -> None:
    url = f"{BOOKED}?state=unpaid&sort=date"
    response = client.get(url)
    numbers, total = get_numbers(response), economic.booked.unpaid.page(size=1).results

    page = client.get(get_link(response, str(numbers[1])))

    assert f"2 of {total}" in get_text(get_html(page))
    assert get_link(page, "Booked invoices").startswith(BOOKED)
    assert f'<a href="{BOOKED}?sort=date&amp;state=unpaid"' in get_html(page)


def test_invoice_of_one_customers_list_stays_among_them(client: Client, economic: Gateway) -> None:
    customer = economic.booked.page(size=1).items[0].customer.customer_number
    numbers = get_numbers(client.get(f"/sandbox/customers/{customer}/booked/"))
    response = client.get(f"/sandbox/customers/{customer}/booked/")

    assert follow(client, get_link(response, str(numbers[0]))) == numbers


@pytest.mark.parametrize("origin", ["", "?from=amount%3D1234.56", "?from=q%3Dno-such-text", "?from=page%3D999"])
def test_invoice_without_a_usable_list_has_no_links(client: Client, economic: Gateway, origin: str) -> None:
    number = economic.booked.page(size=1).items[0].booked_invoice_number

    page = client.get(f"{BOOKED}{number}/{origin}")

    assert page.status_code == 200
    assert get_step(page, "next") == ("", "")


def test_neighbours_cost_no_second_round_trip_when_they_are_cached(client: Client, economic: Gateway) -> None:
    response = client.get(BOOKED)
    url = get_link(response, str(get_numbers(response)[3]))

    assert get_step(client.get(url), "prev")[0].startswith(f"{BOOKED}{get_numbers(response)[2]}/?from=")
