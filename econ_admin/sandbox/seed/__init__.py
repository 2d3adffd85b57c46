"""A believable Danish agreement: the same for everybody who asks for the same size on the same day."""

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
    """Everything a fresh sandbox holds, as (noun, stored document): reference lists, products, then each customer.

    A customer does not depend on `size`, nor do its invoices but for their numbers: a small agreement is the
    beginning of a large one.
    """
    yield from generate_reference_lists(day)
    yield from generate_products()
    yield from quantity_discounts.generate_level_documents()
    numbers = InvoiceNumbers(size, day)
    for index in range(size):
        yield from generate_customer(index, day, numbers)
