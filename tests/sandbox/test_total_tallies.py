"""The sums agree: what customers owe and what totals tell is what the invoices say, read one by one."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from econ_admin.sandbox import Sandbox
from tests.sandbox import small_seed
from tests.sandbox.conftest import NOON
from tests.sandbox.test_drafts import DRAFT

DAY = date(2026, 11, 23)
CUSTOMERS, INVOICES = 2_500, 5_000
STATES: dict[str, Callable[[Any, str], bool]] = {
    "booked": lambda invoice, today: True,
    "booked/paid": lambda invoice, today: not invoice["remainder"],
    "booked/unpaid": lambda invoice, today: bool(invoice["remainder"]),
    "booked/unpaid/overdue": lambda invoice, today: bool(invoice["remainder"]) and invoice["dueDate"] < today,
    "booked/unpaid/not-overdue": lambda invoice, today: bool(invoice["remainder"]) and invoice["dueDate"] >= today,
}


def list_all(sandbox: Sandbox, path: str) -> list[dict[str, Any]]:
    """All documents of a collection, page by page."""
    documents: list[dict[str, Any]] = []
    while path:
        page = sandbox.request("GET", path).json()
        documents += page["collection"]
        path = page["pagination"].get("nextPage", "").removeprefix("https://sandbox.invalid")
    return documents


def calculate_totals(invoices: list[dict[str, Any]], *, owed: bool) -> dict[str, Any]:
    """What totals say of these invoices."""
    days = [invoice["date"] for invoice in invoices]
    return {
        "netAmountInBaseCurrency": sum((invoice["netAmountInBaseCurrency"] for invoice in invoices), Decimal("0.00")),
        "invoiceCount": len(invoices),
        **({"maxDate": max(days), "minDate": min(days)} if days else {}),
        **(
            {"grossRemainderInBaseCurrency": sum(invoice["remainderInBaseCurrency"] for invoice in invoices)}
            if owed
            else {}
        ),
    }


def get_totals(sandbox: Sandbox, path: str) -> dict[str, Any]:
    body = sandbox.request("GET", f"/invoices/totals/{path}").json()
    return {key: value for key, value in body.items() if not isinstance(value, str) or key in ("maxDate", "minDate")}


def check_customers(sandbox: Sandbox, today: str, rate: dict[str, Decimal]) -> None:
    """Each customer's balance and due amount, and its totals, against its invoices."""
    invoices_by_customer: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for invoice in list_all(sandbox, "/invoices/booked?pagesize=1000"):
        invoices_by_customer[invoice["customer"]["customerNumber"]].append(invoice)
    totals = {
        customer_totals["customer"]["customerNumber"]: customer_totals
        for customer_totals in get_totals(sandbox, "booked/customers")["customers"]
    }
    assert totals.keys() == invoices_by_customer.keys()
    for customer in list_all(sandbox, "/customers?pagesize=1000"):
        customer_invoices = invoices_by_customer[customer["customerNumber"]]
        due_invoices = [invoice for invoice in customer_invoices if invoice["dueDate"] < today]
        assert customer["balance"] == _calculate_owed(customer_invoices, customer["currency"], rate), customer[
            "customerNumber"
        ]
        assert customer["dueAmount"] == _calculate_owed(due_invoices, customer["currency"], rate), customer[
            "customerNumber"
        ]
        if customer_invoices:
            total = totals[customer["customerNumber"]]
            assert {key: total[key] for key in calculate_totals(customer_invoices, owed=False)} == calculate_totals(
                customer_invoices, owed=False
            )


def _calculate_owed(invoices: list[dict[str, Any]], currency: str, rate: dict[str, Decimal]) -> Decimal:
    own_currency = sum((invoice["remainder"] for invoice in invoices if invoice["currency"] == currency), Decimal(0))
    other_currencies = sum(
        (invoice["remainderInBaseCurrency"] for invoice in invoices if invoice["currency"] != currency), Decimal(0)
    )
    return (own_currency + other_currencies * 100 / rate[currency] if other_currencies else own_currency).quantize(
        Decimal("0.01"), "ROUND_HALF_UP"
    )


def check_totals(sandbox: Sandbox, today: str) -> None:
    """The totals of all invoices in each state, against the invoices."""
    booked = list_all(sandbox, "/invoices/booked?pagesize=1000")
    for path, matches in STATES.items():
        expected = calculate_totals([invoice for invoice in booked if matches(invoice, today)], owed="unpaid" in path)
        assert get_totals(sandbox, path) == expected, path
    drafts = list_all(sandbox, "/invoices/drafts?pagesize=1000")
    assert get_totals(sandbox, "drafts") == calculate_totals(drafts, owed=False)


@pytest.fixture(scope="module")
def seeded_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox with a year of business, on the day that it was seeded for."""
    store: Path = tmp_path_factory.mktemp("sums") / "sandbox.sqlite"
    sandbox = Sandbox(store, CUSTOMERS, DAY, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
    yield sandbox
    sandbox.close()


@pytest.mark.slow
def test_seeded_balances_and_totals_match_the_invoices(seeded_sandbox: Sandbox) -> None:
    assert get_totals(seeded_sandbox, "booked")["invoiceCount"] >= INVOICES
    check_customers(seeded_sandbox, DAY.isoformat(), {})
    check_totals(seeded_sandbox, DAY.isoformat())


@pytest.mark.slow
def test_balances_and_totals_match_as_days_pass(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", 300, DAY, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
    for days, today in ((1, "2026-11-24"), (13, "2026-12-07"), (60, "2027-02-05")):
        sandbox.advance(days * 86_400)

        check_customers(sandbox, today, {})
        check_totals(sandbox, today)
    sandbox.close()


def _seed_without_balances(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Customers in kroner and euros that owe nothing yet, none of them barred, and payments to come."""
    for noun, document in small_seed.generate_documents(size, day):
        if noun == "customers":
            document = {key: value for key, value in document.items() if key != "barred"} | {"balance": 0}
            document["dueAmount"] = Decimal("0.00")
        yield noun, document
    for number in range(1, 6):
        payment = {"paymentNumber": number, "date": f"2026-12-{number * 5:02}", "amount": Decimal("10.00")}
        yield "payments", {**payment, "bookedInvoice": {"bookedInvoiceNumber": number}}


AMOUNTS = st.decimals(-1000, 1000, places=2)
LINES = st.lists(
    st.fixed_dictionaries(
        {"product": st.sampled_from([{"productNumber": "1"}, {"productNumber": "3"}]), "quantity": AMOUNTS},
        optional={"unitNetPrice": AMOUNTS, "discountPercentage": st.decimals(0, 100, places=2)},
    ),
    max_size=4,
)


class BusinessMachine(RuleBasedStateMachine):
    """Drafts are made, booked and deleted, days go by, payments come."""

    store: Path

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox(self.store, 3, DAY, lambda: NOON, seed=_seed_without_balances)
        self.sandbox.reset()
        self.elapsed_days = 0

    @rule(
        customer=st.integers(1, 3),
        currency=st.sampled_from(["DKK", "EUR"]),
        lines=LINES,
        day=st.integers(1, 23),
        book=st.booleans(),
    )
    def invoice(self, customer: int, currency: str, lines: list[Any], day: int, book: bool) -> None:
        """Draw up an invoice, and perhaps book it."""
        header = {"customer": {"customerNumber": customer}, "currency": currency, "date": f"2026-11-{day:02}"}
        draft = self.sandbox.request("POST", "/invoices/drafts", {**DRAFT, **header, "lines": lines})
        assert draft.status == 201, draft.body
        if book:
            draft_reference = {"draftInvoiceNumber": draft.json()["draftInvoiceNumber"]}
            assert self.sandbox.request("POST", "/invoices/booked", {"draftInvoice": draft_reference}).status == 201

    @rule()
    def remove_drafts(self) -> None:
        assert self.sandbox.request("DELETE", "/invoices/drafts").status == 200

    @rule(days=st.integers(1, 20))
    def advance_days(self, days: int) -> None:
        self.elapsed_days += days
        self.sandbox.advance(days * 86_400)

    @invariant()
    def check_sums(self) -> None:
        today = date.fromordinal(DAY.toordinal() + self.elapsed_days).isoformat()
        check_customers(self.sandbox, today, {"DKK": Decimal(100), "EUR": Decimal("743.914941")})
        check_totals(self.sandbox, today)

    def teardown(self) -> None:
        self.sandbox.close()


@pytest.mark.slow
def test_balances_and_totals_match_after_random_bookings(tmp_path: Path) -> None:
    class BoundBusinessMachine(BusinessMachine):
        store = tmp_path / "sandbox.sqlite"

    examples = min(settings().max_examples, 60)
    run_state_machine_as_test(
        BoundBusinessMachine, settings=settings(max_examples=examples, stateful_step_count=12, deadline=None)
    )
