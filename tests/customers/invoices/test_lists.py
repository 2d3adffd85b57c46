"""The lists of drafts and of booked invoices: everybody's, and one customer's."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from econ_admin.gateway import Gateway, where
from econ_admin.gateway.records import BookedInvoice
from econ_admin.sandbox import Sandbox
from tests.customers.page_reader import chips_of, heads_of, html_of, link_of, numbers_of, rows_of, tabs_of, text_of

BOOKED, DRAFTS = "/sandbox/booked/", "/sandbox/drafts/"
NEWEST = ("-bookedInvoiceNumber",)


def booked(economic: Gateway) -> list[BookedInvoice]:
    return list(economic.booked.walk(sort=NEWEST))


def test_booked_invoices_stand_newest_first_with_their_amounts(client: Client, economic: Gateway) -> None:
    newest = booked(economic)[0]

    response = client.get(BOOKED)

    row = dict(zip(heads_of(response), rows_of(response)[0], strict=True))
    assert row["No."] == str(newest.booked_invoice_number)
    assert row["Customer"] == newest.recipient.name
    assert row["Currency"] == newest.currency
    assert row["Date"] == newest.date.strftime("%d-%m-%Y")


@pytest.mark.parametrize("state", ["unpaid", "overdue", "not-due", "paid"])
def test_each_state_is_a_list_of_economics(client: Client, economic: Gateway, sandbox: Sandbox, state: str) -> None:
    response = client.get(f"{BOOKED}?state={state}")

    asked = {each.path for each in sandbox.log()}
    expected = getattr(economic.booked, state.replace("-", "_")).page(sort=NEWEST, size=50)
    assert numbers_of(response) == [each.booked_invoice_number for each in expected.items]
    assert f"/invoices/{state}" in asked
    assert tabs_of(response, "Views")[state.replace("-", " ").capitalize()][1]


def test_an_overdue_invoice_tells_for_how_many_days(client: Client, economic: Gateway) -> None:
    first = economic.booked.overdue.page(where("customer.customerNumber").gt(0), NEWEST).items
    late = next(each for each in first if (each.remainder or 0) > 0)
    assert late.due_date
    days = (timezone.localdate() - late.due_date).days

    text = text_of(html_of(client.get(f"{BOOKED}?q={late.booked_invoice_number}")))

    assert f"Overdue {days} day" in text


def test_what_economic_cannot_sort_by_says_so(client: Client) -> None:
    response = client.get(BOOKED)

    heads = heads_of(response)
    assert {name for name, url in heads.items() if not url} == {"Age", "Due date", "Status", "Amount", "Remainder"}
    assert html_of(response).count('title="e-conomic cannot sort by this"') == 5
    assert {client.get(url).status_code for url in heads.values() if url} == {200}


def test_a_list_is_searched_by_number_customer_and_reference(client: Client, economic: Gateway) -> None:
    invoice = next(each for each in booked(economic) if each.references.other and " " not in each.references.other)

    for word in (
        str(invoice.booked_invoice_number),
        str(invoice.customer.customer_number),
        invoice.references.other,
        invoice.recipient.name.split()[0],
    ):
        found = numbers_of(client.get(BOOKED, {"q": word, "size": "200"}))
        assert invoice.booked_invoice_number in found, word


def test_dates_and_currency_and_customer_filter_it(client: Client, economic: Gateway) -> None:
    whole = booked(economic)
    since, until = date(2026, 10, 1), date(2026, 10, 31)

    response = client.get(BOOKED, {"since": "1/10/26", "until": "31-10-2026", "currency": "dkk", "size": "200"})
    of_one = client.get(BOOKED, {"customer": str(whole[0].customer.customer_number), "size": "200"})

    fitting = [each for each in whole if since <= each.date <= until and each.currency == "DKK"]
    assert numbers_of(response) == [each.booked_invoice_number for each in fitting]
    assert list(chips_of(response)) == ["From 01-10-2026", "To 31-10-2026", "Currency: DKK"]
    theirs = [each for each in whole if each.customer == whole[0].customer]
    assert numbers_of(of_one) == [each.booked_invoice_number for each in theirs]


def test_a_short_date_is_written_out_in_the_address(htmx: Client) -> None:
    response = htmx.get(BOOKED, {"since": "t"})

    assert response["HX-Push-Url"] == f"{BOOKED}?since={timezone.localdate():%d-%m-%Y}"


def test_a_date_that_is_none_is_refused_and_not_asked(client: Client) -> None:
    response = client.get(BOOKED, {"since": "31-02-2026"})

    assert "There is no such date" in html_of(response) or "Did you mean" in html_of(response)
    assert 'value="31-02-2026"' in html_of(response)
    assert chips_of(response) == {}
    assert numbers_of(response)


def test_pages_follow_each_other_without_a_gap(client: Client, economic: Gateway) -> None:
    numbers = [each.booked_invoice_number for each in booked(economic)]

    first, second = client.get(f"{BOOKED}?size=25"), client.get(f"{BOOKED}?size=25&page=2")

    assert numbers_of(first) + numbers_of(second) == numbers[:50]
    assert link_of(first, "Next page") == f"{BOOKED}?page=2&size=25"


def test_the_newest_day_has_its_newest_first(client: Client, economic: Gateway) -> None:
    expected = economic.booked.page(sort=("-date", "-bookedInvoiceNumber"), size=50).items

    assert numbers_of(client.get(f"{BOOKED}?sort=-date")) == [each.booked_invoice_number for each in expected]


def test_drafts_are_a_list_too(client: Client, economic: Gateway) -> None:
    drafts = list(economic.drafts.walk(sort=("-draftInvoiceNumber",)))

    response = client.get(DRAFTS)

    assert numbers_of(response) == [each.draft_invoice_number for each in drafts][:50]
    assert link_of(response, str(drafts[0].draft_invoice_number)) == f"{DRAFTS}{drafts[0].draft_invoice_number}/"


def test_one_customers_invoices_are_a_tab_of_its_page(client: Client, economic: Gateway) -> None:
    somebody = booked(economic)[0].customer.customer_number
    theirs = economic.booked.of(somebody, None, NEWEST, size=50)

    response = client.get(f"/sandbox/customers/{somebody}/booked/")

    assert numbers_of(response) == [each.booked_invoice_number for each in theirs.items]
    assert "Customer" not in heads_of(response)
    tabs = tabs_of(response, "The pages of this customer")
    assert tabs[f"Booked {theirs.results}"] == (f"/sandbox/customers/{somebody}/booked/", True)


def test_one_customers_overdue_ones_are_found_among_everybodys(client: Client, economic: Gateway) -> None:
    late = economic.booked.overdue.page(sort=NEWEST).items[0]
    somebody = late.customer.customer_number
    theirs = economic.booked.overdue.page(where("customer.customerNumber").eq(somebody), NEWEST, size=50)

    response = client.get(f"/sandbox/customers/{somebody}/booked/?state=overdue")

    assert numbers_of(response) == [each.booked_invoice_number for each in theirs.items]


def test_htmx_gets_the_table_alone_for_two_calls(htmx: Client, economic: Gateway, sandbox: Sandbox) -> None:
    somebody = booked(economic)[0].customer.customer_number
    before = len(sandbox.log())

    response = htmx.get(f"/sandbox/customers/{somebody}/booked/?sort=date")

    assert "<html" not in html_of(response)
    paths = [each.path for each in sandbox.log()[before:]]
    assert set(paths) <= {f"/customers/{somebody}/invoices/booked", "/currencies"}


@pytest.mark.parametrize(("url", "path"), [(BOOKED, "/invoices/booked"), (DRAFTS, "/invoices/drafts")])
def test_a_list_that_fails_says_so_and_is_not_empty(client: Client, sandbox: Sandbox, url: str, path: str) -> None:
    sandbox.fault("GET", path, "status:503", times=9)

    response = client.get(url)

    assert response.status_code == 502
    assert "could not be loaded" in html_of(response)
    assert "No drafts" not in html_of(response)
    assert link_of(response, "Try again") == url


def test_nothing_that_fits_says_among_how_many(client: Client) -> None:
    text = text_of(html_of(client.get(BOOKED, {"q": "quxholm"})))

    assert "No booked invoice fits" in text


def test_a_customer_that_is_not_there_has_no_invoices(client: Client) -> None:
    assert client.get("/sandbox/customers/999999/drafts/").status_code == 404
