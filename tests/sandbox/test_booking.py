"""Booking: the draft is gone, the invoice keeps what it was, and its customer owes what it comes to."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.booking import CLOSED
from tests.sandbox.conftest import NOON
from tests.sandbox.small_seed import documents
from tests.sandbox.test_drafts import DRAFT, HERE, LINE, made

DAY = 86_400
UNPRICED = {"description": "Tak for ordren"}


def book(sandbox: Sandbox, draft: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The booked invoice, as it was answered."""
    answer = sandbox.ask("POST", "/invoices/booked", named(draft) | more)
    assert answer.status == 201, answer.body
    invoice: dict[str, Any] = answer.json()
    return invoice


def named(draft: dict[str, Any]) -> dict[str, Any]:
    return {"draftInvoice": {"draftInvoiceNumber": draft["draftInvoiceNumber"]}}


def owes(sandbox: Sandbox, customer: int = 3) -> tuple[str, str]:
    """Balance and due amount, as they are written."""
    told = sandbox.ask("GET", f"/customers/{customer}").json()
    return str(told["balance"]), str(told["dueAmount"])


def test_a_booked_invoice_keeps_what_its_draft_was_and_the_draft_is_gone(sandbox: Sandbox) -> None:
    draft = made(sandbox, lines=[LINE, UNPRICED], notes={"heading": "Hej"}, references={"other": "PO-1"})

    answer = sandbox.ask("POST", "/invoices/booked", named(draft))

    invoice = answer.json()
    assert (answer.status, answer.headers["Location"]) == (201, f"{HERE}/invoices/booked/1")
    assert answer.body == sandbox.ask("GET", "/invoices/booked/1").body
    assert sandbox.ask("GET", f"/invoices/drafts/{draft['draftInvoiceNumber']}").status == 404
    kept = ("date", "dueDate", "currency", "customer", "recipient", "paymentTerms", "layout", "notes", "references")
    assert {key: invoice[key] for key in kept} == {key: draft[key] for key in kept}
    assert invoice["orderNumber"] == draft["draftInvoiceNumber"]
    assert not {"marginInBaseCurrency", "attachment", "templates", "soap", "lastUpdated"} & invoice.keys()


def test_its_amounts_have_the_decimals_of_booked_invoices(sandbox: Sandbox) -> None:
    draft = made(sandbox, lines=[LINE, UNPRICED])

    answer = sandbox.ask("POST", "/invoices/booked", named(draft))

    assert b'"exchangeRate":100.000000,"netAmount":200.00,"netAmountInBaseCurrency":200.00,' in answer.body
    assert b'"grossAmount":250.00,' in answer.body
    assert b'"remainder":250.00,"remainderInBaseCurrency":250.00,' in answer.body
    assert b'"vatRate":25.00000000,"vatAmount":50.0000,"totalNetAmount":200.00,' in answer.body
    assert answer.json()["lines"][1] == {"lineNumber": 2, "sortKey": 2, **UNPRICED}


def test_a_draft_without_lines_is_booked_at_nothing(sandbox: Sandbox) -> None:
    invoice = book(sandbox, made(sandbox))

    assert (invoice["grossAmount"], invoice["remainder"], "lines" in invoice) == (0, 0, False)
    assert sandbox.ask("GET", "/invoices/booked/1/pdf").status == 200


def test_a_customer_owes_what_was_booked_and_it_is_due_when_its_day_is_over(sandbox: Sandbox) -> None:
    draft = made(sandbox, date="2026-11-23", lines=[LINE])  # due on 1 December

    book(sandbox, draft)

    assert owes(sandbox) == ("250.00", "0.00")
    sandbox.advance(8 * DAY)
    assert owes(sandbox) == ("250.00", "0.00")
    sandbox.advance(DAY)
    assert owes(sandbox) == ("250.00", "250.00")


def test_a_credit_note_is_a_booked_invoice_with_negative_amounts(sandbox: Sandbox) -> None:
    book(sandbox, made(sandbox, lines=[LINE]))

    credited = book(sandbox, made(sandbox, lines=[{**LINE, "quantity": -1}]))

    assert (credited["netAmount"], credited["vatAmount"], credited["remainder"]) == (-100, -25, -125)
    assert owes(sandbox) == ("125.00", "0.00")


def test_an_invoice_in_another_currency_is_owed_in_the_customers_own(sandbox: Sandbox) -> None:
    euros = made(sandbox, currency="EUR", lines=[LINE])
    kroner = made(sandbox, lines=[LINE])

    for draft in (euros, kroner):
        book(sandbox, draft)

    assert owes(sandbox) == ("2109.79", "0.00")  # 250 EUR at 743.914941, and 250


def test_a_customer_that_changes_its_currency_owes_the_same_in_the_other(sandbox: Sandbox) -> None:
    book(sandbox, made(sandbox, lines=[LINE]))
    customer = sandbox.ask("GET", "/customers/3").json()

    sandbox.ask("PUT", "/customers/3", {**customer, "currency": "EUR"})

    assert owes(sandbox) == ("33.61", "0.00")


def test_it_gets_the_number_that_is_asked_for_else_the_next(sandbox: Sandbox) -> None:
    first, second, third = (made(sandbox, lines=[LINE]) for _ in range(3))

    asked = book(sandbox, first, bookWithNumber=40)
    put = sandbox.ask("PUT", "/invoices/booked/50", named(second) | {"bookWithNumber": 50})

    assert asked["bookedInvoiceNumber"] == 40
    assert (put.status, put.json()["bookedInvoiceNumber"]) == (201, 50)
    assert book(sandbox, third)["bookedInvoiceNumber"] == 51


def test_a_number_that_is_taken_books_nothing(sandbox: Sandbox) -> None:
    first, second = made(sandbox, lines=[LINE]), made(sandbox, lines=[LINE])
    book(sandbox, first, bookWithNumber=7)

    posted = sandbox.ask("POST", "/invoices/booked", named(second) | {"bookWithNumber": 7})
    put = sandbox.ask("PUT", "/invoices/booked/7", named(second))

    assert [(response.status, response.json()["errorCode"]) for response in (posted, put)] == [(400, "E06010")] * 2
    assert sandbox.ask("GET", f"/invoices/drafts/{second['draftInvoiceNumber']}").status == 200
    assert owes(sandbox) == ("250.00", "0.00")


def test_the_number_of_a_booked_draft_is_not_given_again(sandbox: Sandbox) -> None:
    draft = made(sandbox, lines=[LINE])

    book(sandbox, draft)

    assert made(sandbox)["draftInvoiceNumber"] == draft["draftInvoiceNumber"] + 1


def test_a_draft_may_be_named_by_its_address(sandbox: Sandbox) -> None:
    draft = made(sandbox, lines=[LINE])
    told = sandbox.ask("GET", draft["templates"]["bookingInstructions"].removeprefix(HERE)).json()

    answer = sandbox.ask("POST", "/invoices/booked", {"draftInvoice": {"self": told["draftInvoice"]["self"]}})

    assert (answer.status, answer.json()["orderNumber"]) == (201, draft["draftInvoiceNumber"])


@pytest.mark.parametrize(("path", "body"), [("", {}), ("", {"draftInvoice": {"draftInvoiceNumber": 99}}), ("/5", {})])
def test_a_draft_that_nobody_has_cannot_be_booked(sandbox: Sandbox, path: str, body: dict[str, Any]) -> None:
    answer = sandbox.ask("PUT" if path else "POST", f"/invoices/booked{path}", body)

    assert answer.status == 400
    [error] = answer.json()["errors"]["draftInvoice"]["errors"]
    assert error["errorCode"] == ("E06000" if body else "E04500")


@pytest.mark.parametrize("number", [0, 10**20, -1])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_an_impossible_number_is_refused(sandbox: Sandbox, method: str, number: int) -> None:
    body = named(made(sandbox)) | {"bookWithNumber": number}

    answer = sandbox.ask(method, f"/invoices/booked/{number}" if method == "PUT" else "/invoices/booked", body)

    assert answer.status in (400, 404)


@pytest.mark.parametrize("send_by", ["EAN", "ean"])
def test_an_invoice_is_sent_by_ean_in_either_case_to_who_has_one(sandbox: Sandbox, send_by: str) -> None:
    recipient = {**DRAFT["recipient"], "ean": "5798000363007"}

    sent = book(sandbox, made(sandbox, recipient=recipient, lines=[LINE]), sendBy=send_by)
    refused = sandbox.ask("POST", "/invoices/booked", named(made(sandbox)) | {"sendBy": send_by})

    assert sent["recipient"]["ean"] == "5798000363007"
    assert refused.json()["errors"]["sendBy"]["errors"][0]["errorCode"] == "E04000"


def test_other_words_for_how_to_send_are_off_the_schema(sandbox: Sandbox) -> None:
    answer = sandbox.ask("POST", "/invoices/booked", named(made(sandbox)) | {"sendBy": "email"})

    assert answer.status == 400
    assert answer.json()["schemaPath"].endswith("invoices.booked.post.schema.json")


def test_a_barred_customer_is_not_invoiced(sandbox: Sandbox) -> None:
    draft = made(sandbox, lines=[LINE])
    customer = sandbox.ask("GET", "/customers/3").json()
    sandbox.ask("PUT", "/customers/3", {**customer, "barred": True})

    answer = sandbox.ask("POST", "/invoices/booked", named(draft))

    [error] = answer.json()["errors"]["customer"]["errors"]
    assert (answer.status, error["errorCode"]) == (400, "E06820")
    assert error["errorMessage"] == "Customer '3' is barred."


def test_a_repeated_key_books_once(sandbox: Sandbox) -> None:
    draft = made(sandbox, lines=[LINE])
    headers = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox", "Idempotency-Key": "once"}

    first, again = (sandbox.ask("POST", "/invoices/booked", named(draft), headers) for _ in range(2))

    assert (first.status, again.status, first.body) == (201, 201, again.body)
    assert owes(sandbox) == ("250.00", "0.00")


def _in_time(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Books that are closed until last year, and two payments of invoice 1 to come."""
    for noun, document in documents(size, day):
        yield noun, {**document, CLOSED: "2025-12-31"} if noun == "self" else document
    for number, (then, amount) in enumerate((("2026-11-25", "100.00"), ("2026-12-24", "150.00")), 1):
        told = {"paymentNumber": number, "date": then, "amount": Decimal(amount)}
        yield "payments", {**told, "bookedInvoice": {"bookedInvoiceNumber": 1}}


@pytest.fixture
def in_time(tmp_path: Path) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path / "sandbox.sqlite", 3, date(2026, 11, 23), lambda: NOON, seed=_in_time)
    yield made
    made.close()


def test_an_invoice_is_paid_as_days_go_by(in_time: Sandbox) -> None:
    book(in_time, made(in_time, date="2026-11-23", lines=[LINE]))
    seen = []

    for days in (1, 1, 7, 30):
        in_time.advance(days * DAY)
        remainder = in_time.ask("GET", "/invoices/booked/1").json()["remainder"]
        seen.append((str(remainder), *owes(in_time)))

    assert seen == [
        ("250.00", "250.00", "0.00"),
        ("150.00", "150.00", "0.00"),
        ("150.00", "150.00", "150.00"),
        ("0.00", "0.00", "0.00"),
    ]


@pytest.mark.parametrize(("day", "status"), [("2025-12-31", 400), ("2026-01-01", 201)])
def test_a_year_that_is_closed_takes_no_invoice(in_time: Sandbox, day: str, status: int) -> None:
    draft = made(in_time, date=day, lines=[LINE])

    answer = in_time.ask("POST", "/invoices/booked", named(draft))

    assert answer.status == status
    if status == 400:
        assert answer.json()["errors"]["date"]["errors"][0]["errorCode"] == "E04870"
    assert CLOSED.encode() not in in_time.ask("GET", "/self").body
