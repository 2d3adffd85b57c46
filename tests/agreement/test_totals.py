"""Totals have the properties that are published; no recording shows one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from tests.reference import schema_facts

DAY = date(2026, 11, 23)
ADDRESSES = {
    "invoices.totals.get": "/invoices/totals",
    "invoices.totals.drafts.get": "/invoices/totals/drafts",
    "invoices.totals.drafts.customers.get": "/invoices/totals/drafts/customers",
    "invoices.totals.drafts.customers.customerNumber.get": "/invoices/totals/drafts/customers/{customer}",
    "invoices.totals.drafts.employees.get": "/invoices/totals/drafts/employees",
    "invoices.totals.drafts.employees.employeeNumber.get": "/invoices/totals/drafts/employees/{employee}",
    "invoices.totals.booked.get": "/invoices/totals/booked",
    "invoices.totals.booked.paid.get": "/invoices/totals/booked/paid",
    "invoices.totals.booked.unpaid.get": "/invoices/totals/booked/unpaid",
    "invoices.totals.booked.unpaid.overdue.get": "/invoices/totals/booked/unpaid/overdue",
    "invoices.totals.booked.unpaid.not-overdue.get": "/invoices/totals/booked/unpaid/not-overdue",
}
CORRECTIONS = {"employee.customerNumber": "employee.employeeNumber"}  # the list of them has it right
NOT_IMPLEMENTED = ("accounting-years", "periods")


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    store: Path = tmp_path_factory.mktemp("totals") / "sandbox.sqlite"
    sandbox = Sandbox(store, 200, DAY, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
    yield sandbox
    sandbox.close()


def list_properties(document: Any, path: str = "") -> Iterator[str]:
    for key, value in document.items():
        yield f"{path}{key}"
        if isinstance(value, dict):
            yield from list_properties(value, f"{path}{key}.")
        elif isinstance(value, list):
            yield from list_properties(value[0], f"{path}{key}[].")


@pytest.mark.parametrize("schema", ADDRESSES)
def test_totals_have_the_published_properties(sandbox: Sandbox, schema: str) -> None:
    published = {CORRECTIONS.get(each, each) for each in schema_facts()[schema]}
    customer = sandbox.request("GET", "/invoices/totals/drafts/customers").json()["customers"][0]["customer"]
    employee = sandbox.request("GET", "/invoices/totals/drafts/employees").json()["employees"][0]["employee"]
    numbers = {"customer": customer["customerNumber"], "employee": employee["employeeNumber"]}

    totals = sandbox.request("GET", ADDRESSES[schema].format(**numbers)).json()

    assert set(list_properties(totals)) == published


def test_every_published_total_is_served_except_years_and_periods() -> None:
    published = {each for each in schema_facts() if each.startswith("invoices.totals")}

    assert {
        schema_name for schema_name in published if not any(name in schema_name for name in NOT_IMPLEMENTED)
    } == ADDRESSES.keys()


def test_total_amounts_have_two_decimals(sandbox: Sandbox) -> None:
    totals = sandbox.request("GET", "/invoices/totals/booked/unpaid").json()

    amounts = [totals["netAmountInBaseCurrency"], totals["grossRemainderInBaseCurrency"]]
    assert [isinstance(amount, Decimal) and amount.as_tuple().exponent for amount in amounts] == [-2, -2]
    assert isinstance(totals["invoiceCount"], int)
