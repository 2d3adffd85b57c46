"""Booked invoices as they are got: all, one, and by what is still to be paid."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox

DAY = date(2026, 11, 23)
STATES = ("booked", "paid", "unpaid", "overdue", "not-due")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A sandbox of 300 customers on the day that it was seeded for."""
    store: Path = tmp_path_factory.mktemp("booked") / "sandbox.sqlite"
    return Sandbox(store, 300, DAY, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def results(sandbox: Sandbox, path: str) -> int:
    answer = sandbox.ask("GET", path).json()
    found: int = answer["pagination"]["results"]
    return found


def test_every_invoice_is_paid_or_not_and_due_or_not(seeded: Sandbox) -> None:
    counted = {state: results(seeded, f"/invoices/{state}") for state in STATES}

    assert counted["booked"] == counted["paid"] + counted["unpaid"]
    assert counted["unpaid"] == counted["overdue"] + counted["not-due"]
    assert min(counted.values()) > 20


def test_what_falls_due_today_is_overdue_tomorrow(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", 300, DAY, lambda: datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    before = results(sandbox, "/invoices/overdue")

    sandbox.advance(60)

    assert results(sandbox, "/invoices/overdue") > before
    sandbox.close()


def test_a_list_has_the_invoices_without_their_lines(seeded: Sandbox) -> None:
    listed = seeded.ask("GET", "/invoices/unpaid?pagesize=1").json()["collection"][0]

    alone = seeded.ask("GET", f"/invoices/booked/{listed['bookedInvoiceNumber']}").json()

    assert listed == {key: value for key, value in alone.items() if key != "lines"}
    assert alone["lines"]


def test_a_rate_of_zero_keeps_its_decimals(seeded: Sandbox) -> None:
    abroad = seeded.ask("GET", "/invoices/booked?filter=recipient.vatZone.vatZoneNumber$eq:3").json()["collection"][0]

    answer = seeded.ask("GET", f"/invoices/booked/{abroad['bookedInvoiceNumber']}")

    assert b'"vatRate":0.00000000,"vatAmount":0.0000,' in answer.body


def test_a_customer_has_its_own(seeded: Sandbox) -> None:
    customer = seeded.ask("GET", "/invoices/booked?pagesize=1").json()["collection"][0]["customer"]["customerNumber"]

    answer = seeded.ask("GET", f"/customers/{customer}/invoices/booked?filter=date$gt:2020-01-01&sort=-date").json()

    filtered = results(seeded, f"/invoices/booked?filter=customer.customerNumber$eq:{customer}")
    assert {invoice["customer"]["customerNumber"] for invoice in answer["collection"]} == {customer}
    assert answer["pagination"]["results"] == filtered
    assert seeded.ask("GET", "/customers/1/invoices/booked").status == 404


def test_a_customer_that_was_invoiced_cannot_be_deleted(seeded: Sandbox) -> None:
    customer = seeded.ask("GET", "/invoices/booked?pagesize=1").json()["collection"][0]["customer"]["customerNumber"]

    answer = seeded.ask("DELETE", f"/customers/{customer}")

    assert (answer.status, answer.json()["errorCode"]) == (400, "CustomerIsInUse")
    assert seeded.ask("GET", f"/customers/{customer}").status == 200


@pytest.mark.parametrize(
    "query", ["filter=remainder$gt:0", "sort=dueDate", "filter=grossAmount$gt:1", "sort=vatAmount"]
)
def test_amounts_and_due_dates_are_never_filtered_or_sorted_by(seeded: Sandbox, query: str) -> None:
    assert seeded.ask("GET", f"/invoices/booked?{query}").status == 400


def test_invoices_lead_to_their_lists(seeded: Sandbox) -> None:
    links = seeded.ask("GET", "/invoices").json()

    assert list(links) == ["drafts", "booked", "paid", "unpaid", "overdue", "notDue", "sent", "totals", "self"]
    assert links["notDue"] == "https://sandbox.invalid/invoices/not-due"


def test_there_is_no_list_of_what_is_overdue_below_the_booked(seeded: Sandbox) -> None:
    assert seeded.ask("GET", "/invoices/booked/overdue").status == 404
