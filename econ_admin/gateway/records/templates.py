"""Templates for a customer: an invoice, and lines with the customer's prices."""

from econ_admin.gateway.records.invoices import InvoiceHeader
from econ_admin.gateway.records.lines import InvoiceLine


class InvoiceTemplate(InvoiceHeader, frozen=True):
    """A draft before it is created: `with_changes(lines=…)` returns the document to add.

    The schema lists neither layout nor notes, but other clients rely on the layout. It may be None here; then the draft
    needs one.
    """

    lines: tuple[InvoiceLine, ...] = ()


class LineTemplate(InvoiceLine, frozen=True):
    """A line for a product, priced for a customer and a quantity. In lists it has only product and description."""
