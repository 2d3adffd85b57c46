"""Customers put in order here, where e-conomic cannot: by what they are late with, or from several answers."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from customers.query.columns import COLUMNS, NAME, NUMBER, Names
from customers.shared.overdue_invoices import Late
from econ_admin.gateway.records import Customer

LATER = {"overdue": lambda late: late.amount, "oldest": lambda late: -late.since.toordinal()}
VALUES = {column.sort: column.value for column in (NUMBER, NAME, *COLUMNS) if column.sort}
DANISH = str.maketrans({"æ": "z1", "ä": "z1", "ø": "z2", "ö": "z2", "å": "z3"})  # after z, in this order
NO_NAMES = Names()


def ordered(customers: list[Customer], sort: str, late: Mapping[int, Late]) -> list[Customer]:
    """By the list's sort, the number deciding among equals. Nothing stands before anything."""
    key = sort.removeprefix("-")

    def value(customer: Customer) -> Any:
        if key in LATER:
            return LATER[key](late[customer.customer_number])
        return _comparable(VALUES[key](customer, NO_NAMES))

    by_number = sorted(customers, key=lambda each: each.customer_number)
    return sorted(by_number, key=value, reverse=sort.startswith("-"))


def _comparable(value: str | int | Decimal | datetime | None) -> tuple[bool, Any]:
    if isinstance(value, str):
        return bool(value), value.casefold().translate(DANISH)
    return value is not None, 0 if value is None else value
