"""The rows of the grid."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.drafting.draft_totals import DraftTotals
from customers.drafting.grid import cells
from customers.models import WorkingDraftLine
from customers.shared import formatting
from customers.shared.invoice_math import Margin


@dataclass
class GridCell:
    """A cell's text and messages."""

    name: str
    value: str
    errors: list[str] = field(default_factory=list)
    their_value: str | None = None
    """Someone else's newer value, if it conflicts with the input."""
    previous: str = ""
    """What it was before e-conomic changed it, until somebody has looked at it."""

    @property
    def has_messages(self) -> bool:
        return bool(self.errors) or self.their_value is not None

    @property
    def label(self) -> str:
        return get_column_labels()[self.name]


@dataclass
class GridRow:
    """A line, or the empty row for a new line (`pk` is None)."""

    pk: int | None
    number: int
    revision: int
    cells: dict[str, GridCell]
    original_json: str
    """The texts of the cells as shown, to detect changes; JSON."""
    net: str = ""
    margin: str = ""
    is_text: bool = False
    price_by_hand: bool = False
    discount_by_hand: bool = False
    price_from: str = ""
    """The former currency of a price that was not converted."""
    unpriced: bool = False
    removed: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.pk or "new")

    @property
    def control_labels(self) -> dict[str, str]:
        """Accessible names of the row's controls. Built here, because templates are slow for this many."""
        parameters = {"place": self.number}
        return {
            "up": _("Move line %(place)s up") % parameters,
            "down": _("Move line %(place)s down") % parameters,
            "product": _("Product, line %(place)s") % parameters,
            "description": _("Text, line %(place)s") % parameters,
            "quantity": _("Quantity, line %(place)s") % parameters,
            "unit": _("Unit, line %(place)s") % parameters,
            "unit_net_price": _("Price, line %(place)s") % parameters,
            "discount_percentage": _("Discount %%, line %(place)s") % parameters,
            "reprice": _("Reprice line %(place)s") % parameters,
            "duplicate": _("Duplicate line %(place)s") % parameters,
            "remove": _("Remove line %(place)s") % parameters,
            "line": _("line %(place)s") % parameters,
        }

    @property
    def cells_with_messages(self) -> list[GridCell]:
        return [cell for cell in self.cells.values() if cell.has_messages]

    @property
    def manual_label(self) -> str:
        """Says which figures were set by hand; "" if none."""
        if self.is_text or not (self.price_by_hand or self.discount_by_hand):
            return ""
        if self.price_by_hand and self.discount_by_hand:
            return _("Manual price and discount")
        return _("Manual price") if self.price_by_hand else _("Manual discount")

    @property
    def has_messages(self) -> bool:
        """Whether anything is to be said below the line."""
        marks = (self.errors, self.cells_with_messages, self.manual_label, self.unpriced, self.price_from)
        return any(marks)

    @property
    def text_lines(self) -> int:
        return self.cells["description"].value.count("\n") + 1


def get_column_labels() -> dict[str, str]:
    """Returns the column labels, shown above the fields on narrow screens and in messages."""
    return {
        "product": _("Product"),
        "description": _("Text"),
        "quantity": _("Quantity"),
        "unit": _("Unit"),
        "unit_net_price": _("Price"),
        "discount_percentage": _("Discount %"),
        "net": _("Line total"),
    }


def build_row(line: WorkingDraftLine, number: int, draft_totals: DraftTotals) -> GridRow:
    """Builds the row of a saved line."""
    content = line.content
    texts = cells.format_cells(content)
    net, margin = draft_totals.nets.get(line.pk), draft_totals.margins.get(line.pk)
    return GridRow(
        pk=line.pk,
        number=number,
        revision=line.revision,
        cells={name: GridCell(name, text, previous=_describe_previous(line.was, name)) for name, text in texts.items()},
        original_json=json.dumps(texts),
        net="" if net is None else formatting.format_amount(net),
        margin=format_margin(margin) if margin and content.unit_cost_price else "",
        is_text=content.product is None,
        price_by_hand=line.price_by_hand,
        discount_by_hand=line.discount_by_hand,
        price_from=line.price_from,
        unpriced=line.unpriced,
        removed=line.removed,
    )


def build_empty_row(number: int) -> GridRow:
    """Builds the empty row for the next line."""
    texts = dict.fromkeys(cells.CELL_NAMES, "")
    return GridRow(None, number, 0, {name: GridCell(name, "") for name in cells.CELL_NAMES}, json.dumps(texts))


def build_rows(lines: Sequence[WorkingDraftLine], draft_totals: DraftTotals) -> list[GridRow]:
    return [build_row(line, number, draft_totals) for number, line in enumerate(lines, 1)]


def fill_row(
    row: GridRow, texts: Mapping[str, str], errors: Mapping[str, Sequence[str]], conflicting: Sequence[str]
) -> GridRow:
    """Adds input, errors and conflicting values to the row."""
    for name, text in texts.items():
        cell = row.cells[name]
        if name in conflicting:
            cell.their_value = cell.value or _("empty")
        cell.value = text
    for name, messages in errors.items():
        (row.cells[name].errors if name in row.cells else row.errors).extend(messages)
    return row


def format_margin(margin: Margin) -> str:
    return f"{formatting.format_amount(margin.amount)} ({formatting.format_quantity(margin.percentage)} %)"


def _describe_previous(was: Mapping[str, str], name: str) -> str:
    """Describes a figure as it was before e-conomic changed it."""
    if name not in was:
        return ""
    if not was[name]:
        return _("Was none")
    value = Decimal(was[name])
    is_price = name == "unit_net_price"
    previous = formatting.format_amount(value) if is_price else formatting.format_quantity(value)
    return _("Was %(previous)s") % {"previous": previous}
