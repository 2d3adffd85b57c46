"""Columns and page size of the invoice lists, remembered per person and list."""

from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from django.utils import timezone

from customers.invoices.columns import BOOKED_COLUMNS, DRAFT_COLUMNS, InvoiceColumn
from customers.shared import formatting
from econ_admin.gateway import Gateway, where
from tests.customers.page_reader import get_html, get_rows, get_table_headers

BOOKED, DRAFTS, CUSTOMERS = "/sandbox/booked/", "/sandbox/drafts/", "/sandbox/customers/"
DEFAULT_BOOKED = ["No.", "Customer", "Date", "Age", "Due date", "Status", "Reference", "Currency", "Amount"]


def test_invoice_lists_have_default_columns(client: Client) -> None:
    assert list(get_table_headers(client.get(BOOKED))) == [*DEFAULT_BOOKED, "Unpaid amount"]
    assert list(get_table_headers(client.get(DRAFTS))) == [
        *("No.", "Customer", "Date", "Age", "Due date", "Reference", "Last changed", "Currency", "Subtotal", "Amount"),
    ]


def test_chosen_columns_are_remembered_for_that_list_alone(client: Client) -> None:
    response = client.post(f"{BOOKED}preferences/", {"column": ["amount", "ean"], "question": "q=a&state=paid"})

    assert response["Location"] == f"{BOOKED}?q=a&state=paid"
    assert list(get_table_headers(client.get(BOOKED))) == ["No.", "Customer", "EAN number", "Amount"]
    assert "EAN number" not in get_table_headers(client.get(DRAFTS))
    assert "EAN number" not in get_table_headers(client.get(CUSTOMERS))


def test_columns_are_the_same_in_one_customers_list(client: Client, economic: Gateway) -> None:
    number = economic.booked.page().items[0].customer.customer_number
    response = client.post(
        f"{CUSTOMERS}{number}/booked/preferences/", {"column": ["customer", "vat", "amount"], "question": "state=paid"}
    )

    assert response["Location"] == f"{CUSTOMERS}{number}/booked/?state=paid"
    assert list(get_table_headers(client.get(f"{CUSTOMERS}{number}/booked/"))) == ["No.", "VAT", "Amount"]
    assert list(get_table_headers(client.get(BOOKED))) == ["No.", "Customer", "Customer number", "VAT", "Amount"]


def test_default_columns_of_invoices_can_be_restored(client: Client) -> None:
    client.post(f"{BOOKED}preferences/", {"column": ["vat"]})

    client.post(f"{BOOKED}preferences/", {"column": ["vat"], "usual": "1"})

    assert list(get_table_headers(client.get(BOOKED))) == [*DEFAULT_BOOKED, "Unpaid amount"]


def test_columns_belong_to_the_person(client: Client, sign_in: Callable[..., Client]) -> None:
    client.post(f"{BOOKED}preferences/", {"column": ["vat"]})

    assert list(get_table_headers(sign_in("viewer").get(BOOKED))) == [*DEFAULT_BOOKED, "Unpaid amount"]


@pytest.mark.parametrize(("url", "columns"), [(BOOKED, BOOKED_COLUMNS), (DRAFTS, DRAFT_COLUMNS)])
def test_table_with_every_column_scrolls_and_shows_the_amounts_first(
    client: Client, url: str, columns: Sequence[InvoiceColumn]
) -> None:
    client.post(f"{url}preferences/", {"column": [column.key for column in columns]})

    response = client.get(url)

    headers = list(get_table_headers(response))
    assert len(headers) == len(columns) + 2
    assert "Amount" in headers[2:5]
    assert 'class="panel roomy" tabindex="0"' in get_html(response)
    assert len(get_rows(response)[0]) == len(headers)


def test_every_new_column_shows_its_value(client: Client, economic: Gateway) -> None:
    invoice = next(invoice for invoice in economic.booked.walk(sort=["-bookedInvoiceNumber"]) if invoice.recipient.ean)
    client.post(f"{BOOKED}preferences/", {"column": ["customer", "city", "terms", "ean", "net", "vat"]})

    response = client.get(f"{BOOKED}?q={invoice.booked_invoice_number}")

    cells = dict(zip(get_table_headers(response), get_rows(response)[0], strict=True))
    assert invoice.net_amount is not None
    assert invoice.vat_amount is not None
    assert cells["Customer number"] == str(invoice.customer.customer_number)
    assert cells["City"] == invoice.recipient.city
    assert cells["Payment terms"] == invoice.payment_terms.name
    assert cells["EAN number"] == formatting.format_ean(invoice.recipient.ean)
    assert cells["Subtotal"] == formatting.format_amount(invoice.net_amount)
    assert cells["VAT"] == formatting.format_amount(invoice.vat_amount)


def test_amounts_in_a_foreign_currency_are_also_shown_in_the_agreements(client: Client, economic: Gateway) -> None:
    invoice = next(
        invoice
        for invoice in economic.booked.walk(where("currency").ne("DKK"), ["-bookedInvoiceNumber"])
        if invoice.remainder
    )
    client.post(f"{BOOKED}preferences/", {"column": ["zip", "order", "base-amount", "base-remainder"]})

    response = client.get(f"{BOOKED}?q={invoice.booked_invoice_number}")

    cells = dict(zip(get_table_headers(response), get_rows(response)[0], strict=True))
    assert invoice.gross_amount_in_base_currency
    assert invoice.remainder_in_base_currency
    assert invoice.gross_amount_in_base_currency != invoice.gross_amount
    assert cells == {
        "No.": str(invoice.booked_invoice_number),
        "Customer": invoice.recipient.name,
        "Postal code": invoice.recipient.zip,
        "Order number": str(invoice.order_number),
        "Amount, agreement's currency": formatting.format_amount(invoice.gross_amount_in_base_currency),
        "Unpaid, agreement's currency": formatting.format_amount(invoice.remainder_in_base_currency),
    }


def test_every_sortable_column_can_be_sorted_by(client: Client) -> None:
    client.post(f"{BOOKED}preferences/", {"column": [column.key for column in BOOKED_COLUMNS]})

    headers = get_table_headers(client.get(BOOKED))

    unsortable = {"Age", "Due date", "Days overdue", "Status", "Payment terms"}
    unsortable |= {"Order number", "Subtotal", "VAT", "Amount", "Unpaid amount"}
    unsortable |= {"Amount, agreement's currency", "Unpaid, agreement's currency"}
    assert {name for name, url in headers.items() if not url} == unsortable
    assert {client.get(url).status_code for url in headers.values() if url} == {200}


def test_page_size_is_remembered_per_list(client: Client) -> None:
    response = client.post(f"{BOOKED}preferences/", {"size": "25", "question": "state=paid"})

    assert response["Location"] == f"{BOOKED}?size=25&state=paid"
    assert len(get_rows(client.get(BOOKED))) == 25
    assert len(get_rows(client.get(CUSTOMERS))) == 50


def test_overdue_list_shows_the_days_overdue_of_each_invoice(client: Client, economic: Gateway) -> None:
    due_dates = {
        invoice.booked_invoice_number: invoice.due_date
        for invoice in economic.booked.overdue.walk()
        if (invoice.remainder or 0) > 0
    }

    response = client.get(f"{BOOKED}?state=overdue&size=200")

    days_index = list(get_table_headers(response)).index("Days overdue")
    days_shown = {int(row[0]): row[days_index] for row in get_rows(response)}
    expected = {number: str((timezone.localdate() - day).days) for number, day in due_dates.items() if day}
    assert {number: days_shown[number] for number in expected} == expected
    assert len(expected) > 3
    assert "Days overdue" not in get_table_headers(client.get(BOOKED))


def test_overdue_list_shows_the_days_with_any_choice_of_columns(client: Client) -> None:
    client.post(f"{BOOKED}preferences/", {"column": ["amount"]})

    assert list(get_table_headers(client.get(f"{BOOKED}?state=overdue"))) == [
        *("No.", "Customer", "Days overdue", "Amount"),
    ]


def test_chosen_columns_are_left_out_at_no_width(client: Client) -> None:
    usual = get_html(client.get(BOOKED))
    client.post(f"{BOOKED}preferences/", {"column": ["age", "due"]})

    chosen = get_html(client.get(BOOKED))

    assert '<td class="tnum soft wide" data-label="Age">' in usual
    assert '<td class="tnum second-line" data-label="Age">' in chosen
    assert '<td class="tnum second-line" data-label="Due date">' in chosen
