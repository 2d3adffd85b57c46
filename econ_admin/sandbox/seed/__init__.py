"""A believable Danish agreement: the same for everybody who asks for the same size on the same day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from econ_admin.sandbox.seed import quantity_discounts
from econ_admin.sandbox.seed.customers import customer
from econ_admin.sandbox.seed.invoice_calendar import Numbers
from econ_admin.sandbox.seed.products import products
from econ_admin.sandbox.seed.reference import references

__all__ = ["documents"]


def documents(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything a fresh sandbox holds, as (noun, stored document): reference lists, products, then each customer.

    A customer does not depend on `size`, nor do its invoices but for their numbers: a small agreement is the
    beginning of a large one.
    """
    yield from references(day)
    yield from products()
    yield from quantity_discounts.documents()
    numbers = Numbers(size, day)
    for index in range(size):
        yield from customer(index, day, numbers)
