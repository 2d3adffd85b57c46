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
    """What stands in a cell, and what is said of it."""

    name: str
    value: str
    errors: list[str] = field(default_factory=list)
    their_value: str | None = None
    """What somebody else made of it, where that is not what was typed here."""

    @property
    def has_messages(self) -> bool:
        """Whether there is something to say of it."""
        return bool(self.errors) or self.their_value is not None


@dataclass
class GridRow:
    """A line, or with `pk` None the empty one in which the next begins."""

    pk: int | None
    number: int
    revision: int
    cells: dict[str, GridCell]
    original_json: str
    """What the cells had when they were shown, for telling what was changed; JSON."""
    net: str = ""
    margin: str = ""
    is_text: bool = False
    price_by_hand: bool = False
    discount_by_hand: bool = False
    price_from: str = ""
    """The currency that its price was in, where the number alone was kept."""
    unpriced: bool = False
    price_change: str = ""
    removed: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.pk or "new")

    @property
    def control_labels(self) -> dict[str, str]:
        """What its controls are called. Made here: a template takes long over so many."""
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
    def text_lines(self) -> int:
        return self.cells["description"].value.count("\n") + 1


def get_column_labels() -> dict[str, str]:
    """What the columns are called, beside each cell where the screen is too narrow for heads."""
    return {
        "quantity": _("Quantity"),
        "unit": _("Unit"),
        "unit_net_price": _("Price"),
        "discount_percentage": _("Discount %"),
        "net": _("Line total"),
    }


def build_row(line: WorkingDraftLine, number: int, draft_totals: DraftTotals) -> GridRow:
    """A line as it is kept."""
    content = line.content
    texts = cells.format_cells(content)
    net, margin = draft_totals.nets.get(line.pk), draft_totals.margins.get(line.pk)
    return GridRow(
        pk=line.pk,
        number=number,
        revision=line.revision,
        cells={name: GridCell(name, text) for name, text in texts.items()},
        original_json=json.dumps(texts),
        net="" if net is None else formatting.format_amount(net),
        margin=format_margin(margin) if margin and content.unit_cost_price else "",
        is_text=content.product is None,
        price_by_hand=line.price_by_hand,
        discount_by_hand=line.discount_by_hand,
        price_from=line.price_from,
        unpriced=line.unpriced,
        price_change=_describe_price_change(line.was),
        removed=line.removed,
    )


def build_empty_row(number: int) -> GridRow:
    """Where the next line begins."""
    texts = dict.fromkeys(cells.CELL_NAMES, "")
    return GridRow(None, number, 0, {name: GridCell(name, "") for name in cells.CELL_NAMES}, json.dumps(texts))


def build_rows(lines: Sequence[WorkingDraftLine], draft_totals: DraftTotals) -> list[GridRow]:
    return [build_row(line, number, draft_totals) for number, line in enumerate(lines, 1)]


def fill_row(
    row: GridRow, texts: Mapping[str, str], errors: Mapping[str, Sequence[str]], conflicting: Sequence[str]
) -> GridRow:
    """The row with what was typed, what is wrong with it, and beside it what a colleague made of the same cells."""
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


def _describe_price_change(previous: Mapping[str, str]) -> str:
    """What the latest quantity made e-conomic change."""
    if "discount_percentage" in previous:
        return _("Discount was %(was)s %%") % {
            "was": formatting.format_quantity(Decimal(previous["discount_percentage"]))
        }
    if "unit_net_price" in previous:
        return _("Price was %(was)s") % {"was": formatting.format_amount(Decimal(previous["unit_net_price"]))}
    return ""
