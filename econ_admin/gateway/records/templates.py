"""What e-conomic proposes for a customer: an invoice, and lines with the customer's own prices."""

from econ_admin.gateway.records.invoices import InvoiceHeader
from econ_admin.gateway.records.lines import InvoiceLine


class InvoiceTemplate(InvoiceHeader, frozen=True):
    """A draft that is not made yet: `replaced(lines=…)` is the document to add.

    The schema names neither layout nor notes; clients of others live on its having a layout. So that may be None,
    and then a draft must be given one.
    """

    lines: tuple[InvoiceLine, ...] = ()


class LineTemplate(InvoiceLine, frozen=True):
    """A line for a product, priced for the customer and the quantity; in lists, product and description alone."""
