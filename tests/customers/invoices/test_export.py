"""Exports of the invoice lists: whole or not at all, with the filters of the list and all columns."""

import csv
import re
from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from customers.shared import long_read
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import BookedInvoice
from econ_admin.sandbox import Sandbox
from tests.customers.page_reader import get_html, get_link

BOOKED, DRAFTS = "/sandbox/booked/", "/sandbox/drafts/"
FILES = ["booked/booked.csv", "booked/booked.xlsx", "drafts/drafts.csv", "drafts/drafts.xlsx"]


def get_body(response: Any) -> bytes:
    """The complete content of a streamed file."""
    return b"".join(response.streaming_content)


def read_csv(response: Any) -> list[dict[str, str]]:
    text = get_body(response).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


def read_xlsx(response: Any) -> list[dict[str, Any]]:
    worksheet = load_workbook(BytesIO(get_body(response))).active
    assert worksheet
    header, *rows = worksheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def find_overdue(economic: Gateway) -> BookedInvoice:
    overdue = economic.booked.overdue.page(sort=("-bookedInvoiceNumber",), size=100).items
    return next(invoice for invoice in overdue if (invoice.remainder or 0) > 0)


def test_file_has_all_pages_in_the_order_of_the_list(client: Client, economic: Gateway) -> None:
    expected = [
        str(invoice.booked_invoice_number) for invoice in economic.booked.walk(sort=["date", "bookedInvoiceNumber"])
    ]

    rows = read_csv(client.get(f"{BOOKED}booked.csv?sort=date&size=25&page=3"))

    assert [row["No."] for row in rows] == expected
    assert len(rows) > 25


def test_xlsx_has_amounts_as_numbers_and_dates_as_dates(client: Client, economic: Gateway) -> None:
    invoice = find_overdue(economic)
    assert invoice.due_date
    assert invoice.gross_amount is not None

    rows = read_xlsx(client.get(f"{BOOKED}booked.xlsx?state=overdue&q={invoice.booked_invoice_number}"))

    row = next(row for row in rows if row["No."] == invoice.booked_invoice_number)
    assert row["Customer"] == invoice.recipient.name
    assert row["Customer number"] == invoice.customer.customer_number
    assert row["Due date"] == datetime.combine(invoice.due_date, time())
    assert row["Days overdue"] == (timezone.localdate() - invoice.due_date).days
    assert row["Currency"] == invoice.currency
    amounts = {"Subtotal": invoice.net_amount, "VAT": invoice.vat_amount, "Amount": invoice.gross_amount}
    amounts["Unpaid amount"] = invoice.remainder
    assert {name: Decimal(str(row[name])) for name in amounts} == amounts


def test_file_has_all_columns_whatever_the_list_shows(client: Client) -> None:
    client.post(f"{BOOKED}preferences/", {"column": ["date"]})

    row = read_csv(client.get(f"{BOOKED}booked.csv"))[0]

    assert list(row) == [
        *(
            "No.",
            "Customer",
            "Customer number",
            "Postal code",
            "City",
            "Date",
            "Age",
            "Due date",
            "Days overdue",
            "Status",
        ),
        *("Reference", "Payment terms", "Delivery date", "EAN number", "Order number", "Currency", "Subtotal", "VAT"),
        *("Amount", "Unpaid amount", "Amount, agreement's currency", "Unpaid, agreement's currency"),
    ]


@pytest.mark.parametrize("state", ["unpaid", "overdue", "not-due", "paid"])
def test_file_has_the_state_of_the_list(client: Client, economic: Gateway, state: str) -> None:
    expected = {invoice.booked_invoice_number for invoice in getattr(economic.booked, state.replace("-", "_")).walk()}

    rows = read_csv(client.get(f"{BOOKED}booked.csv?state={state}"))

    assert {int(row["No."]) for row in rows} == expected
    assert expected


def test_file_of_one_customer_has_only_its_invoices(client: Client, economic: Gateway) -> None:
    customer = find_overdue(economic).customer.customer_number
    everything = read_csv(client.get(f"/sandbox/customers/{customer}/booked/booked.csv"))
    overdue = read_csv(client.get(f"/sandbox/customers/{customer}/booked/booked.csv?state=overdue"))

    assert {row["Customer number"] for row in [*everything, *overdue]} == {str(customer)}
    assert len(everything) == economic.booked.of(customer).results
    assert 0 < len(overdue) < len(everything)


def test_drafts_are_exported_with_the_time_of_their_last_change(client: Client, economic: Gateway) -> None:
    drafts = {draft.draft_invoice_number: draft for draft in economic.drafts.walk()}

    rows = read_xlsx(client.get(f"{DRAFTS}drafts.xlsx"))

    assert [row["No."] for row in rows] == sorted(drafts, reverse=True)
    assert all(isinstance(row["Last changed"], datetime) for row in rows)
    assert "Unpaid amount" not in rows[0]


def test_menu_links_to_the_files_with_the_filters_of_the_list(client: Client, htmx: Client) -> None:
    url = f"{BOOKED}?state=unpaid&q=a"

    assert get_link(client.get(url), "CSV") == f"{BOOKED}booked.csv?q=a&state=unpaid"
    assert get_link(htmx.get(url), "Excel") == f"{BOOKED}booked.xlsx?q=a&state=unpaid"
    assert get_link(client.get("/sandbox/customers/10007/drafts/"), "CSV").startswith(
        "/sandbox/customers/10007/drafts/drafts.csv"
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("booked/booked.csv", "sandbox-booked-invoices-all-"),
        ("booked/booked.csv?state=not-due", "sandbox-booked-invoices-not-due-"),
        ("customers/10007/booked/booked.csv?state=paid", "sandbox-booked-invoices-10007-paid-"),
        ("drafts/drafts.csv?q=a", "sandbox-drafts-"),
    ],
)
def test_file_is_named_after_list_customer_and_view(client: Client, path: str, name: str) -> None:
    response = client.get(f"/sandbox/{path}")
    response.close()

    assert re.fullmatch(rf'attachment; filename="{name}\d{{4}}-\d\d-\d\d\.csv"', response["Content-Disposition"])


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("fault", ["status:503", "silence-before", "garbage", "throttle:9"])
def test_page_failing_midway_shows_an_error_and_sends_no_file(
    client: Client, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, path: str, fault: str
) -> None:
    monkeypatch.setattr(long_read, "MAX_PAGE_SIZE", 3)
    monkeypatch.setattr(long_read, "MAX_PAGES_IN_A_REQUEST", 999)
    sandbox.fault("GET", f"/invoices/{path.partition('/')[0]}", "slow:1")  # the first page is answered
    sandbox.fault("GET", f"/invoices/{path.partition('/')[0]}", fault, times=99)

    response = client.get(f"/sandbox/{path}")

    assert response.status_code in {502, 503, 504}
    assert "No file was created" in get_html(response)
    assert "Content-Disposition" not in response


def test_invalid_filter_makes_no_file(client: Client) -> None:
    response = client.get(f"{BOOKED}booked.csv?since=31-02-2026")

    assert response.status_code == 422
    assert "No file was created" in get_html(response)


@pytest.mark.parametrize("path", FILES)
def test_viewer_can_export_invoices(sign_in: Callable[..., Client], path: str) -> None:
    response = sign_in("viewer").get(f"/sandbox/{path}")

    assert response.status_code == 200
    assert get_body(response)
