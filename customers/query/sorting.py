"""Sorts customers here, when e-conomic cannot: by overdue amounts, or across several responses."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from customers.query.columns import COLUMNS, NAME, NUMBER
from customers.query.reference_names import ReferenceNames
from customers.shared.overdue_invoices import CustomerOverdue
from econ_admin.gateway.records import Customer

OVERDUE_KEYS: dict[str, Callable[[CustomerOverdue], Any]] = {
    "overdue": lambda overdue: overdue.amount,
    "oldest": lambda overdue: -overdue.oldest_due_date.toordinal(),
}
SORT_VALUES = {column.sort: column.value for column in (NUMBER, NAME, *COLUMNS) if column.sort}
DANISH_ORDER = str.maketrans({"æ": "z1", "ä": "z1", "ø": "z2", "ö": "z2", "å": "z3"})  # æ, ø, å after z
NO_NAMES = ReferenceNames()


def sort_customers(
    customers: list[Customer], sort: str, overdue_by_customer: Mapping[int, CustomerOverdue]
) -> list[Customer]:
    """Sorts by the list's sort order, then by number. Empty values come first."""
    key = sort.removeprefix("-")

    def sort_key(customer: Customer) -> Any:
        if key in OVERDUE_KEYS:
            return OVERDUE_KEYS[key](overdue_by_customer[customer.customer_number])
        return _make_comparable(SORT_VALUES[key](customer, NO_NAMES))

    by_number = sorted(customers, key=lambda customer: customer.customer_number)
    return sorted(by_number, key=sort_key, reverse=sort.startswith("-"))


def sort_numbers(overdue_by_customer: Mapping[int, CustomerOverdue], sort: str) -> list[int]:
    """Sorts customer numbers by what is overdue, or by the number itself."""
    numbers, is_descending = sorted(overdue_by_customer), sort.startswith("-")
    get_key = OVERDUE_KEYS.get(sort.removeprefix("-"))
    if get_key is None:
        return numbers[::-1] if is_descending else numbers
    return sorted(numbers, key=lambda number: get_key(overdue_by_customer[number]), reverse=is_descending)


def _make_comparable(value: str | int | Decimal | datetime | None) -> tuple[bool, Any]:
    if isinstance(value, str):
        return bool(value), value.casefold().translate(DANISH_ORDER)
    return value is not None, 0 if value is None else value
