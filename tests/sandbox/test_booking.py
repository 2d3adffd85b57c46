"""Booking: the draft is gone, the invoice keeps what it was, and its customer owes what it comes to."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.booking import CLOSED_UNTIL_KEY
from tests.sandbox.conftest import NOON
from tests.sandbox.small_seed import generate_documents
from tests.sandbox.test_drafts import DRAFT, LINE, ORIGIN, create_draft

DAY = 86_400
TEXT_LINE = {"description": "Tak for ordren"}


def book_draft(sandbox: Sandbox, draft: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """The booked invoice, as it was answered."""
    response = sandbox.request("POST", "/invoices/booked", build_booking_body(draft) | extra)
    assert response.status == 201, response.body
    invoice: dict[str, Any] = response.json()
    return invoice


def build_booking_body(draft: dict[str, Any]) -> dict[str, Any]:
    return {"draftInvoice": {"draftInvoiceNumber": draft["draftInvoiceNumber"]}}


def get_balance(sandbox: Sandbox, customer: int = 3) -> tuple[str, str]:
    """Balance and due amount, as they are written."""
    document = sandbox.request("GET", f"/customers/{customer}").json()
    return str(document["balance"]), str(document["dueAmount"])


def test_booking_copies_the_draft_and_removes_it(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, lines=[LINE, TEXT_LINE], notes={"heading": "Hej"}, references={"other": "PO-1"})

    response = sandbox.request("POST", "/invoices/booked", build_booking_body(draft))

    invoice = response.json()
    assert (response.status, response.headers["Location"]) == (201, f"{ORIGIN}/invoices/booked/1")
    assert response.body == sandbox.request("GET", "/invoices/booked/1").body
    assert sandbox.request("GET", f"/invoices/drafts/{draft['draftInvoiceNumber']}").status == 404
    copied_properties = (
        "date",
        "dueDate",
        "currency",
        "customer",
        "recipient",
        "paymentTerms",
        "layout",
        "notes",
        "references",
    )
    assert {key: invoice[key] for key in copied_properties} == {key: draft[key] for key in copied_properties}
    assert invoice["orderNumber"] == draft["draftInvoiceNumber"]
    assert not {"marginInBaseCurrency", "attachment", "templates", "soap", "lastUpdated"} & invoice.keys()


def test_booked_amounts_have_the_scales_of_booked_invoices(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, lines=[LINE, TEXT_LINE])

    response = sandbox.request("POST", "/invoices/booked", build_booking_body(draft))

    assert b'"exchangeRate":100.000000,"netAmount":200.00,"netAmountInBaseCurrency":200.00,' in response.body
    assert b'"grossAmount":250.00,' in response.body
    assert b'"remainder":250.00,"remainderInBaseCurrency":250.00,' in response.body
    assert b'"vatRate":25.00000000,"vatAmount":50.0000,"totalNetAmount":200.00,' in response.body
    assert response.json()["lines"][1] == {"lineNumber": 2, "sortKey": 2, **TEXT_LINE}


def test_draft_without_lines_is_booked_at_zero(sandbox: Sandbox) -> None:
    invoice = book_draft(sandbox, create_draft(sandbox))

    assert (invoice["grossAmount"], invoice["remainder"], "lines" in invoice) == (0, 0, False)
    assert sandbox.request("GET", "/invoices/booked/1/pdf").status == 200


def test_booked_amount_is_owed_and_due_after_the_due_date(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, date="2026-11-23", lines=[LINE])  # due on 1 December

    book_draft(sandbox, draft)

    assert get_balance(sandbox) == ("250.00", "0.00")
    sandbox.advance(8 * DAY)
    assert get_balance(sandbox) == ("250.00", "0.00")
    sandbox.advance(DAY)
    assert get_balance(sandbox) == ("250.00", "250.00")


def test_credit_note_has_negative_amounts(sandbox: Sandbox) -> None:
    book_draft(sandbox, create_draft(sandbox, lines=[LINE]))

    credited = book_draft(sandbox, create_draft(sandbox, lines=[{**LINE, "quantity": -1}]))

    assert (credited["netAmount"], credited["vatAmount"], credited["remainder"]) == (-100, -25, -125)
    assert get_balance(sandbox) == ("125.00", "0.00")


def test_foreign_invoice_is_owed_in_the_customers_currency(sandbox: Sandbox) -> None:
    euros = create_draft(sandbox, currency="EUR", lines=[LINE])
    kroner = create_draft(sandbox, lines=[LINE])

    for draft in (euros, kroner):
        book_draft(sandbox, draft)

    assert get_balance(sandbox) == ("2109.79", "0.00")  # 250 EUR at 743.914941, and 250


def test_changing_the_currency_converts_the_balance(sandbox: Sandbox) -> None:
    book_draft(sandbox, create_draft(sandbox, lines=[LINE]))
    customer = sandbox.request("GET", "/customers/3").json()

    sandbox.request("PUT", "/customers/3", {**customer, "currency": "EUR"})

    assert get_balance(sandbox) == ("33.61", "0.00")


def test_booking_uses_the_given_number_or_the_next(sandbox: Sandbox) -> None:
    first, second, third = (create_draft(sandbox, lines=[LINE]) for _ in range(3))

    numbered = book_draft(sandbox, first, bookWithNumber=40)
    put_response = sandbox.request("PUT", "/invoices/booked/50", build_booking_body(second) | {"bookWithNumber": 50})

    assert numbered["bookedInvoiceNumber"] == 40
    assert (put_response.status, put_response.json()["bookedInvoiceNumber"]) == (201, 50)
    assert book_draft(sandbox, third)["bookedInvoiceNumber"] == 51


def test_taken_number_books_nothing(sandbox: Sandbox) -> None:
    first, second = create_draft(sandbox, lines=[LINE]), create_draft(sandbox, lines=[LINE])
    book_draft(sandbox, first, bookWithNumber=7)

    post_response = sandbox.request("POST", "/invoices/booked", build_booking_body(second) | {"bookWithNumber": 7})
    put_response = sandbox.request("PUT", "/invoices/booked/7", build_booking_body(second))

    assert [(response.status, response.json()["errorCode"]) for response in (post_response, put_response)] == [
        (400, "E06010")
    ] * 2
    assert sandbox.request("GET", f"/invoices/drafts/{second['draftInvoiceNumber']}").status == 200
    assert get_balance(sandbox) == ("250.00", "0.00")


def test_number_of_a_booked_draft_is_not_reused(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, lines=[LINE])

    book_draft(sandbox, draft)

    assert create_draft(sandbox)["draftInvoiceNumber"] == draft["draftInvoiceNumber"] + 1


def test_draft_can_be_referenced_by_url(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, lines=[LINE])
    instructions = sandbox.request("GET", draft["templates"]["bookingInstructions"].removeprefix(ORIGIN)).json()

    response = sandbox.request(
        "POST", "/invoices/booked", {"draftInvoice": {"self": instructions["draftInvoice"]["self"]}}
    )

    assert (response.status, response.json()["orderNumber"]) == (201, draft["draftInvoiceNumber"])


@pytest.mark.parametrize(("path", "body"), [("", {}), ("", {"draftInvoice": {"draftInvoiceNumber": 99}}), ("/5", {})])
def test_unknown_draft_cannot_be_booked(sandbox: Sandbox, path: str, body: dict[str, Any]) -> None:
    response = sandbox.request("PUT" if path else "POST", f"/invoices/booked{path}", body)

    assert response.status == 400
    [error] = response.json()["errors"]["draftInvoice"]["errors"]
    assert error["errorCode"] == ("E06000" if body else "E04500")


@pytest.mark.parametrize("number", [0, 10**20, -1])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_impossible_number_is_refused(sandbox: Sandbox, method: str, number: int) -> None:
    body = build_booking_body(create_draft(sandbox)) | {"bookWithNumber": number}

    response = sandbox.request(method, f"/invoices/booked/{number}" if method == "PUT" else "/invoices/booked", body)

    assert response.status in (400, 404)


@pytest.mark.parametrize("send_by", ["EAN", "ean"])
def test_send_by_ean_needs_a_recipient_with_ean(sandbox: Sandbox, send_by: str) -> None:
    recipient = {**DRAFT["recipient"], "ean": "5798000363007"}

    invoice = book_draft(sandbox, create_draft(sandbox, recipient=recipient, lines=[LINE]), sendBy=send_by)
    refused_response = sandbox.request(
        "POST", "/invoices/booked", build_booking_body(create_draft(sandbox)) | {"sendBy": send_by}
    )

    assert invoice["recipient"]["ean"] == "5798000363007"
    assert refused_response.json()["errors"]["sendBy"]["errors"][0]["errorCode"] == "E04000"


def test_unknown_send_by_value_fails_the_schema(sandbox: Sandbox) -> None:
    response = sandbox.request(
        "POST", "/invoices/booked", build_booking_body(create_draft(sandbox)) | {"sendBy": "email"}
    )

    assert response.status == 400
    assert response.json()["schemaPath"].endswith("invoices.booked.post.schema.json")


def test_barred_customer_cannot_be_invoiced(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, lines=[LINE])
    customer = sandbox.request("GET", "/customers/3").json()
    sandbox.request("PUT", "/customers/3", {**customer, "barred": True})

    response = sandbox.request("POST", "/invoices/booked", build_booking_body(draft))

    [error] = response.json()["errors"]["customer"]["errors"]
    assert (response.status, error["errorCode"]) == (400, "E06820")
    assert error["errorMessage"] == "Customer '3' is barred."


def test_repeated_idempotency_key_books_once(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, lines=[LINE])
    headers = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox", "Idempotency-Key": "once"}

    first, second = (sandbox.request("POST", "/invoices/booked", build_booking_body(draft), headers) for _ in range(2))

    assert (first.status, second.status, first.body) == (201, 201, second.body)
    assert get_balance(sandbox) == ("250.00", "0.00")


def _seed_with_payments(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Books that are closed until last year, and two payments of invoice 1 to come."""
    for noun, document in generate_documents(size, day):
        yield noun, {**document, CLOSED_UNTIL_KEY: "2025-12-31"} if noun == "self" else document
    for number, (payment_date, amount) in enumerate((("2026-11-25", "100.00"), ("2026-12-24", "150.00")), 1):
        payment = {"paymentNumber": number, "date": payment_date, "amount": Decimal(amount)}
        yield "payments", {**payment, "bookedInvoice": {"bookedInvoiceNumber": 1}}


@pytest.fixture
def sandbox_with_payments(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", 3, date(2026, 11, 23), lambda: NOON, seed=_seed_with_payments)
    yield sandbox
    sandbox.close()


def test_payments_are_applied_as_days_pass(sandbox_with_payments: Sandbox) -> None:
    book_draft(sandbox_with_payments, create_draft(sandbox_with_payments, date="2026-11-23", lines=[LINE]))
    history = []

    for days in (1, 1, 7, 30):
        sandbox_with_payments.advance(days * DAY)
        remainder = sandbox_with_payments.request("GET", "/invoices/booked/1").json()["remainder"]
        history.append((str(remainder), *get_balance(sandbox_with_payments)))

    assert history == [
        ("250.00", "250.00", "0.00"),
        ("150.00", "150.00", "0.00"),
        ("150.00", "150.00", "150.00"),
        ("0.00", "0.00", "0.00"),
    ]


@pytest.mark.parametrize(("day", "status"), [("2025-12-31", 400), ("2026-01-01", 201)])
def test_closed_accounting_year_takes_no_invoice(sandbox_with_payments: Sandbox, day: str, status: int) -> None:
    draft = create_draft(sandbox_with_payments, date=day, lines=[LINE])

    response = sandbox_with_payments.request("POST", "/invoices/booked", build_booking_body(draft))

    assert response.status == status
    if status == 400:
        assert response.json()["errors"]["date"]["errors"][0]["errorCode"] == "E04870"
    assert CLOSED_UNTIL_KEY.encode() not in sandbox_with_payments.request("GET", "/self").body
