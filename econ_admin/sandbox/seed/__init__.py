"""Seed data: a realistic Danish agreement, the same for each size and day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from econ_admin.sandbox.seed import quantity_discounts
from econ_admin.sandbox.seed.customers import generate_customer
from econ_admin.sandbox.seed.invoice_calendar import InvoiceNumbers
from econ_admin.sandbox.seed.products import generate_products
from econ_admin.sandbox.seed.reference import generate_reference_lists

__all__ = ["generate_documents"]


def generate_documents(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields all documents of a new sandbox as (noun, document): reference lists, products, then each customer.

    Customers do not depend on `size`, and neither do their invoices except for the numbers, so a small agreement is the
    start of a large one.
    """
    yield from generate_reference_lists(day)
    yield from generate_products()
    yield from quantity_discounts.generate_level_documents()
    numbers = InvoiceNumbers(size, day)
    for index in range(size):
        yield from generate_customer(index, day, numbers)
