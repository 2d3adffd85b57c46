"""Booked invoices as they are got: all, one, and by what is still to be paid."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox

DAY = date(2026, 11, 23)
STATES = ("booked", "paid", "unpaid", "overdue", "not-due")


@pytest.fixture(scope="module")
def seeded_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A sandbox of 300 customers on the day that it was seeded for."""
    store: Path = tmp_path_factory.mktemp("booked") / "sandbox.sqlite"
    return Sandbox(store, 300, DAY, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def count_results(sandbox: Sandbox, path: str) -> int:
    body = sandbox.request("GET", path).json()
    count: int = body["pagination"]["results"]
    return count


def test_state_lists_partition_the_booked_invoices(seeded_sandbox: Sandbox) -> None:
    counts = {state: count_results(seeded_sandbox, f"/invoices/{state}") for state in STATES}

    assert counts["booked"] == counts["paid"] + counts["unpaid"]
    assert counts["unpaid"] == counts["overdue"] + counts["not-due"]
    assert min(counts.values()) > 20


def test_invoice_due_today_is_overdue_tomorrow(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", 300, DAY, lambda: datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    before = count_results(sandbox, "/invoices/overdue")

    sandbox.advance(60)

    assert count_results(sandbox, "/invoices/overdue") > before
    sandbox.close()


def test_list_items_have_no_lines(seeded_sandbox: Sandbox) -> None:
    item = seeded_sandbox.request("GET", "/invoices/unpaid?pagesize=1").json()["collection"][0]

    invoice = seeded_sandbox.request("GET", f"/invoices/booked/{item['bookedInvoiceNumber']}").json()

    assert item == {key: value for key, value in invoice.items() if key != "lines"}
    assert invoice["lines"]


def test_zero_vat_rate_keeps_its_decimals(seeded_sandbox: Sandbox) -> None:
    abroad = seeded_sandbox.request("GET", "/invoices/booked?filter=recipient.vatZone.vatZoneNumber$eq:3").json()[
        "collection"
    ][0]

    response = seeded_sandbox.request("GET", f"/invoices/booked/{abroad['bookedInvoiceNumber']}")

    assert b'"vatRate":0.00000000,"vatAmount":0.0000,' in response.body


def test_customer_list_has_only_its_own_booked_invoices(seeded_sandbox: Sandbox) -> None:
    customer = seeded_sandbox.request("GET", "/invoices/booked?pagesize=1").json()["collection"][0]["customer"][
        "customerNumber"
    ]

    body = seeded_sandbox.request(
        "GET", f"/customers/{customer}/invoices/booked?filter=date$gt:2020-01-01&sort=-date"
    ).json()

    filtered = count_results(seeded_sandbox, f"/invoices/booked?filter=customer.customerNumber$eq:{customer}")
    assert {invoice["customer"]["customerNumber"] for invoice in body["collection"]} == {customer}
    assert body["pagination"]["results"] == filtered
    assert seeded_sandbox.request("GET", "/customers/1/invoices/booked").status == 404


def test_customer_with_invoices_cannot_be_deleted(seeded_sandbox: Sandbox) -> None:
    customer = seeded_sandbox.request("GET", "/invoices/booked?pagesize=1").json()["collection"][0]["customer"][
        "customerNumber"
    ]

    response = seeded_sandbox.request("DELETE", f"/customers/{customer}")

    assert (response.status, response.json()["errorCode"]) == (400, "CustomerIsInUse")
    assert seeded_sandbox.request("GET", f"/customers/{customer}").status == 200


@pytest.mark.parametrize(
    "query", ["filter=remainder$gt:0", "sort=dueDate", "filter=grossAmount$gt:1", "sort=vatAmount"]
)
def test_amounts_and_due_dates_cannot_be_filtered_or_sorted(seeded_sandbox: Sandbox, query: str) -> None:
    assert seeded_sandbox.request("GET", f"/invoices/booked?{query}").status == 400


def test_invoices_root_links_to_the_lists(seeded_sandbox: Sandbox) -> None:
    links = seeded_sandbox.request("GET", "/invoices").json()

    assert list(links) == ["drafts", "booked", "paid", "unpaid", "overdue", "notDue", "sent", "totals", "self"]
    assert links["notDue"] == "https://sandbox.invalid/invoices/not-due"


def test_overdue_list_is_not_below_booked(seeded_sandbox: Sandbox) -> None:
    assert seeded_sandbox.request("GET", "/invoices/booked/overdue").status == 404
