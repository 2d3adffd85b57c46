"""The statement of account: open items, sums by age and currency, and the balance in e-conomic."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from customers.invoices import statement as statement_module
from customers.invoices.statement import Statement, build_items, sum_by_currency
from customers.invoices.statement_pdf import render_statement
from customers.invoices.statement_text import list_notes
from customers.shared import formatting
from econ_admin.access.models import Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import BookedInvoice
from econ_admin.gateway.records.invoices import InvoiceReferences
from econ_admin.sandbox import Sandbox
from tests.customers.invoices.statement_data import COMPANY, TODAY, build_customer, build_invoice
from tests.customers.page_reader import get_html, get_link, get_rows, get_text

FAULTS = ["status:503", "silence-before", "garbage", "throttle:9"]


def build_statement(*invoices: BookedInvoice, **fields: Any) -> Statement:
    items = build_items(invoices, TODAY)
    read_at = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    return Statement(build_customer(**fields), COMPANY, "DKK", items, sum_by_currency(items, "DKK"), read_at)


def read_pdf(content: bytes) -> list[str]:
    """The text of each page, words one space apart."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def find_debtor(economic: Gateway) -> int:
    """The customer with the most open invoices."""
    numbers = [invoice.customer.customer_number for invoice in economic.booked.unpaid.walk()]
    return max(set(numbers), key=numbers.count)


def list_open(economic: Gateway, customer: int) -> list[BookedInvoice]:
    unpaid = [invoice for invoice in economic.booked.unpaid.walk() if invoice.customer.customer_number == customer]
    return sorted(unpaid, key=lambda invoice: (invoice.due_date or invoice.date, invoice.booked_invoice_number))


def statement_url(customer: int) -> str:
    return f"/sandbox/customers/{customer}/statement/"


@pytest.mark.parametrize(
    ("days", "index"), [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (5_000, 4)]
)
def test_item_is_summed_at_its_age(days: int, index: int) -> None:
    (sums,) = build_statement(build_invoice(1, days, "100")).sums

    expected = [Decimal()] * 5
    expected[index] = Decimal(100)
    assert sums.amounts == [*expected, Decimal(100)]


def test_credit_note_is_deducted_at_its_own_age() -> None:
    statement = build_statement(build_invoice(1, 10, "100"), build_invoice(2, 40, "-30"))

    assert statement.sums[0].amounts == [Decimal(amount) for amount in ("0", "100", "-30", "0", "0", "70")]
    assert list_notes(statement) == ["Open credit notes are deducted at the age of their own due date."]


def test_currencies_are_summed_apart_the_agreements_own_first() -> None:
    statement = build_statement(build_invoice(1, 1, "10", "AUD"), build_invoice(2, 1, "20"), build_invoice(3, 1, "5"))

    assert [(sums.currency, sums.total) for sums in statement.sums] == [("DKK", Decimal(25)), ("AUD", Decimal(10))]
    assert "All currencies together, in DKK: 95,00." in list_notes(statement)


def test_total_in_the_agreements_currency_needs_every_amount() -> None:
    unknown = build_invoice(1, 1, "10", "AUD", remainder_in_base_currency=None)

    assert build_statement(unknown, build_invoice(2, 1, "20")).base_total is None


@pytest.mark.parametrize(
    ("balance", "currency", "is_said"),
    [("100", "DKK", False), ("80", "DKK", True), (None, "DKK", False), ("80", "EUR", False)],
)
def test_balance_is_said_if_it_differs_in_the_same_currency(balance: str | None, currency: str, is_said: bool) -> None:
    amount = Decimal(balance) if balance else None

    notes = list_notes(build_statement(build_invoice(1, 1, "100"), balance=amount, currency=currency))

    message = (
        "The balance in e-conomic is DKK 80,00. It also includes payments and other entries that are not matched to "
        "an invoice."
    )
    assert notes == ([message] if is_said else [])


def test_items_are_sorted_by_due_date_and_paid_ones_left_out() -> None:
    statement = build_statement(build_invoice(3, 5, "1"), build_invoice(1, 9, "1"), build_invoice(2, 7, "0"))

    assert [item.invoice.booked_invoice_number for item in statement.items] == [1, 3]


def test_page_lists_the_open_items_by_due_date(client: Client, economic: Gateway) -> None:
    customer = find_debtor(economic)
    invoices = list_open(economic, customer)

    response = client.get(statement_url(customer))

    rows = get_rows(response)
    assert [row[0] for row in rows] == [str(invoice.booked_invoice_number) for invoice in invoices]
    assert [row[-1] for row in rows] == [
        formatting.format_amount(invoice.remainder or Decimal()) for invoice in invoices
    ]
    assert {row[4] for row in rows} >= {"Not due"}
    total = sum((invoice.remainder or Decimal() for invoice in invoices), Decimal())
    assert f"{formatting.format_amount(total)}</b></td></tr>" in get_html(response)


def test_page_says_whose_it_is_and_of_when(client: Client, economic: Gateway) -> None:
    customer = economic.customers.get(find_debtor(economic))
    company = economic.agreement.get().company

    text = get_text(get_html(client.get(statement_url(customer.customer_number))).partition('id="statement-title"')[2])

    assert f"{customer.zip} {customer.city}" in text
    assert company.name in text
    assert "Open items on 23-11-2026" in text


def test_customer_page_leads_to_the_statement(client: Client) -> None:
    url = get_link(client.get("/sandbox/customers/10007/"), "Statement of account")

    assert url == statement_url(10007)


def test_customer_without_open_items_gets_an_empty_statement(client: Client, economic: Gateway) -> None:
    debtors = {invoice.customer.customer_number for invoice in economic.booked.unpaid.walk()}
    customer = next(
        record.customer_number for record in economic.customers.walk() if record.customer_number not in debtors
    )

    page = client.get(statement_url(customer))
    pdf = client.get(f"{statement_url(customer)}pdf/")

    assert "Nothing is open: all invoices are paid." in get_text(get_html(page))
    assert "Nothing is open: all invoices are paid." in read_pdf(pdf.content)[0]


def test_unknown_customer_has_no_statement(client: Client) -> None:
    assert client.get(statement_url(999_999)).status_code == 404
    assert client.get(f"{statement_url(999_999)}pdf/?download=1").status_code == 404
    assert client.get(f"{statement_url(999_999)}statement.xlsx").status_code == 404


def test_pdf_has_what_the_page_has(client: Client, economic: Gateway) -> None:
    customer = find_debtor(economic)
    invoices = list_open(economic, customer)

    response = client.get(f"{statement_url(customer)}pdf/?download=1")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="statement-{customer}.pdf"'
    assert response["Content-Length"] == str(len(response.content))
    (text,) = read_pdf(response.content)
    assert text.startswith(economic.customers.get(customer).name)
    assert f"Statement of account Customer {customer} · Open items on 23-11-2026" in text
    for invoice in invoices:
        assert f"{invoice.booked_invoice_number} " in text
        assert formatting.format_amount(invoice.remainder or Decimal()) in text
    assert "Page 1 of 1" in text


def test_pdf_is_in_the_persons_language(client: Client, people: dict[str, Person], economic: Gateway) -> None:
    Person.objects.update(language="da")

    response = client.get(f"{statement_url(find_debtor(economic))}pdf/")

    assert str(PdfReader(BytesIO(response.content)).root_object["/Lang"]) == "da"


def test_long_pdf_repeats_the_headers_and_numbers_its_pages() -> None:
    statement = build_statement(*(build_invoice(number, 121 - number, "1250.5") for number in range(1, 121)))

    with translation.override("en"):
        pages = read_pdf(render_statement(statement))

    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
    assert [("Due date" in text) for text in pages[:-1]] == [True] * (len(pages) - 1)
    assert sum(text.count("1.250,50") for text in pages) == 240
    assert "150.060,00" in pages[-1]


def test_pdf_shows_a_box_for_characters_that_the_font_lacks() -> None:
    statement = build_statement(build_invoice(1, 1, "1"), name="Ærø 北京 <b>& Søn</b> 🚲")

    (text,) = read_pdf(render_statement(statement))

    assert text.startswith("Ærø ☐☐ <b>& Søn</b> ☐ ")


def test_pdf_wraps_a_long_name_without_losing_any_of_it() -> None:
    name = "Hovedstadsområdets " * 12 + "x" * 200

    (text,) = read_pdf(render_statement(build_statement(build_invoice(1, 1, "1"), name=name)))

    assert text.count("Hovedstadsområdets") == 12
    assert text.replace(" ", "").count("x") >= 200


@pytest.mark.parametrize(
    ("invoice_fields", "customer_fields"),
    [
        ({}, {"address": "\n".join(["ab"] * 170)}),  # as long as e-conomic allows
        pytest.param({}, {"name": "<b>W&" * 3000, "city": "x" * 9000}, marks=pytest.mark.slow),
        ({"references": InvoiceReferences(other="x" * 9000)}, {}),
    ],
)
def test_pdf_continues_texts_that_are_longer_than_a_page(
    invoice_fields: dict[str, Any], customer_fields: dict[str, Any]
) -> None:
    statement = build_statement(build_invoice(1, 1, "17", **invoice_fields), **customer_fields)

    pages = read_pdf(render_statement(statement))

    assert len(pages) > 1
    assert "17,00" in pages[-1]


def test_spreadsheet_has_items_sums_and_whose_they_are(client: Client, economic: Gateway) -> None:
    customer = find_debtor(economic)
    invoices = list_open(economic, customer)

    response = client.get(f"{statement_url(customer)}statement.xlsx")

    items, sums, about = load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets  # type: ignore[attr-defined]
    header, *rows = items.iter_rows(values_only=True)
    assert [row[0] for row in rows] == [invoice.booked_invoice_number for invoice in invoices]
    assert [Decimal(str(row[-1])) for row in rows] == [invoice.remainder for invoice in invoices]
    assert header[4] == "Days overdue"
    assert rows[0][4] == (TODAY - (invoices[0].due_date or TODAY)).days
    total = sum((invoice.remainder or Decimal() for invoice in invoices), Decimal())
    assert Decimal(str(sums["G2"].value)) == total
    assert about["B2"].value == customer
    assert f"statement-{customer}-2026-11-23.xlsx" in response["Content-Disposition"]


@pytest.mark.parametrize("path", ["pdf/?download=1", "statement.xlsx"])
@pytest.mark.parametrize("source", ["/invoices/unpaid", "/self"])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_document_is_made_of_half_the_data(
    client: Client, economic: Gateway, sandbox: Sandbox, path: str, source: str, fault: str
) -> None:
    url = statement_url(find_debtor(economic))
    sandbox.fault("GET", source, fault, times=99)

    response = client.get(f"{url}{path}")

    title = "PDF not available" if path.startswith("pdf") else "No file was created"
    assert response.status_code in {502, 503, 504}
    assert title in get_html(response)


@pytest.mark.parametrize("fault", FAULTS[:3])  # when throttled, the customer cannot be read either
def test_page_says_why_there_are_no_items(client: Client, sandbox: Sandbox, fault: str) -> None:
    sandbox.fault("GET", "/invoices/unpaid", fault, times=99)

    response = client.get(statement_url(10007))

    assert response.status_code in {502, 503, 504}
    assert "This could not be loaded" in get_text(get_html(response))
    assert "Nothing is open" not in get_html(response)
    assert "Download PDF" not in get_html(response)


def test_items_of_several_pages_are_all_there(
    client: Client, economic: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = find_debtor(economic)
    monkeypatch.setattr(statement_module, "MAX_PAGE_SIZE", 2)

    rows = get_rows(client.get(statement_url(customer)))

    assert len(rows) == len(list_open(economic, customer)) > 2


def test_too_many_open_items_are_refused_with_the_count(
    client: Client, economic: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = find_debtor(economic)
    count = len(list_open(economic, customer))
    monkeypatch.setattr(statement_module, "MAX_ITEMS", 1)
    url = statement_url(customer)

    message = f"This customer has {count} open items. A statement of account can have at most 1."
    for path in ("", "pdf/?download=1", "statement.xlsx"):
        response = client.get(url + path)
        assert response.status_code == 400
        assert message in get_text(get_html(response))


def test_viewer_gets_every_form_of_the_statement(sign_in: Callable[..., Client]) -> None:
    viewer = sign_in("viewer")

    for path in ("", "pdf/", "statement.xlsx"):
        response = viewer.get(f"{statement_url(10007)}{path}")
        assert response.status_code == 200
        response.close()


def test_palette_offers_the_statement_of_the_customer_found(htmx: Client) -> None:
    response = htmx.get("/sandbox/search/?q=10007")

    assert f'href="{statement_url(10007)}"' in get_html(response)
