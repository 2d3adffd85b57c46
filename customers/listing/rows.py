"""The rows of the list: what of a customer stands in the table."""

from collections.abc import Iterable, Mapping
from typing import TypedDict

from customers import formats
from econ_admin.gateway.records import Customer


class Row(TypedDict):
    """A customer in the table. A dict, since the template asks for keys first: attributes cost a fifth more."""

    number: str
    url: str
    name: str
    city: str
    group: str
    email: str
    barred: bool
    over_limit: bool
    ean: bool
    balance: str
    balance_css: str
    due: str
    due_css: str


def rows(customers: Iterable[Customer], groups: Mapping[int, str], url: str, tail: str) -> list[Row]:
    """A customer's page is at `url`, its number, `tail`: looking each address up would cost more than the row."""
    return [_row(customer, groups, f"{url}{customer.customer_number}/{tail}") for customer in customers]


def _row(customer: Customer, groups: Mapping[int, str], url: str) -> Row:
    group = customer.customer_group.customer_group_number
    balance, due = customer.balance, customer.due_amount
    return Row(
        number=str(customer.customer_number),
        url=url,
        name=customer.name,
        city=customer.city,
        group=groups.get(group, str(group)),
        email=customer.email,
        barred=customer.barred,
        over_limit=is_over_limit(customer),
        ean=bool(customer.ean),
        balance=formats.amount(balance) if balance is not None else "",
        balance_css="" if balance else " soft",
        due=formats.amount(due) if due is not None else "",
        due_css=" bad" if due and due > 0 else " soft",
    )


def is_over_limit(customer: Customer) -> bool:
    """Over limit means balance above credit limit, everywhere."""
    limit, balance = customer.credit_limit, customer.balance
    return limit is not None and balance is not None and balance > limit
