"""What a credit note has in place of the invoice's own: its heading, its layout, and negative quantities."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from django.utils.translation import gettext as _

from econ_admin.gateway.records import InvoiceHeader, InvoiceLine, Layout

# The API does not mark such layouts; agreements name them so
LAYOUT_WORDS = ("kreditnota", "kreditnote", "credit note", "credit memo", "creditnote")


def build_credit_changes(header: InvoiceHeader, invoice_number: int, layouts: Sequence[Layout]) -> dict[str, Any]:
    """Returns the changes to the header of the credited invoice."""
    changes: dict[str, Any] = {"notes.heading": _("Credit note for invoice %(number)s") % {"number": invoice_number}}
    own_number = header.layout.layout_number if header.layout else None
    if layout := find_credit_layout(layouts, own_number):
        changes["layout"] = layout.layout_number
    return changes


def find_credit_layout(layouts: Sequence[Layout], invoice_layout: int | None) -> Layout | None:
    """Finds the layout for credit notes by its name: of several, the one whose name begins like the invoice's."""
    own_name = next((layout.name for layout in layouts if layout.layout_number == invoice_layout), "")
    candidates = [
        layout
        for layout in layouts
        if not layout.deleted and any(word in layout.name.casefold() for word in LAYOUT_WORDS)
    ]
    return max(candidates, key=lambda layout: _count_same_start(layout.name, own_name), default=None)


def _count_same_start(name: str, other: str) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(name, other, strict=False)))


def negate_quantity(line: InvoiceLine) -> dict[str, Any]:
    """Returns the change to a line of the credited invoice."""
    return {} if line.quantity is None else {"quantity": -line.quantity}
