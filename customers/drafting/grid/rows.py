"""The rows of the grid."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.drafting.draft_totals import Reckoning
from customers.drafting.grid import cells
from customers.models import SheetLine
from customers.shared import formatting
from customers.shared.invoice_math import Margin


@dataclass
class Cell:
    """What stands in a cell, and what is said of it."""

    name: str
    value: str
    errors: list[str] = field(default_factory=list)
    newer: str | None = None
    """What somebody else made of it, where that is not what was typed here."""

    @property
    def is_told(self) -> bool:
        """Whether there is something to say of it."""
        return bool(self.errors) or self.newer is not None


@dataclass
class Row:
    """A line, or with `pk` None the empty one in which the next begins."""

    pk: int | None
    place: int
    revision: int
    cells: dict[str, Cell]
    shown: str
    """What the cells had when they were shown, for telling what was changed; JSON."""
    net: str = ""
    margin: str = ""
    is_text: bool = False
    price_by_hand: bool = False
    discount_by_hand: bool = False
    price_from: str = ""
    """The currency that its price was in, where the number alone was kept."""
    unpriced: bool = False
    step: str = ""
    removed: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.pk or "new")

    @property
    def says(self) -> dict[str, str]:
        """What its controls are called. Made here: a template takes long over so many."""
        place = {"place": self.place}
        return {
            "up": _("Move line %(place)s up") % place,
            "down": _("Move line %(place)s down") % place,
            "product": _("Product, line %(place)s") % place,
            "description": _("Text, line %(place)s") % place,
            "quantity": _("Quantity, line %(place)s") % place,
            "unit": _("Unit, line %(place)s") % place,
            "unit_net_price": _("Price, line %(place)s") % place,
            "discount_percentage": _("Discount in per cent, line %(place)s") % place,
            "reprice": _("Reprice line %(place)s") % place,
            "duplicate": _("Duplicate line %(place)s") % place,
            "remove": _("Remove line %(place)s") % place,
            "line": _("line %(place)s") % place,
        }

    @property
    def text_lines(self) -> int:
        return self.cells["description"].value.count("\n") + 1


def labels() -> dict[str, str]:
    """What the columns are called, beside each cell where the screen is too narrow for heads."""
    return {
        "quantity": _("Quantity"),
        "unit": _("Unit"),
        "unit_net_price": _("Price"),
        "discount_percentage": _("Discount %"),
        "net": _("Line total"),
    }


def row_of(line: SheetLine, place: int, reckoning: Reckoning) -> Row:
    """A line as it is kept."""
    content = line.content
    written = cells.written(content)
    net, margin = reckoning.nets.get(line.pk), reckoning.margins.get(line.pk)
    return Row(
        pk=line.pk,
        place=place,
        revision=line.revision,
        cells={name: Cell(name, text) for name, text in written.items()},
        shown=json.dumps(written),
        net="" if net is None else formatting.amount(net),
        margin=margin_words(margin) if margin and content.unit_cost_price else "",
        is_text=content.product is None,
        price_by_hand=line.price_by_hand,
        discount_by_hand=line.discount_by_hand,
        price_from=line.price_from,
        unpriced=line.unpriced,
        step=_step(line.was),
        removed=line.removed,
    )


def empty_row(place: int) -> Row:
    """Where the next line begins."""
    written = dict.fromkeys(cells.CELLS, "")
    return Row(None, place, 0, {name: Cell(name, "") for name in cells.CELLS}, json.dumps(written))


def rows_of(lines: Sequence[SheetLine], reckoning: Reckoning) -> list[Row]:
    return [row_of(line, place, reckoning) for place, line in enumerate(lines, 1)]


def typed_into(row: Row, typed: Mapping[str, str], wrong: Mapping[str, Sequence[str]], newer: Sequence[str]) -> Row:
    """The row with what was typed, what is wrong with it, and beside it what a colleague made of the same cells."""
    for name, text in typed.items():
        cell = row.cells[name]
        if name in newer:
            cell.newer = cell.value or _("nothing")
        cell.value = text
    for name, messages in wrong.items():
        (row.cells[name].errors if name in row.cells else row.errors).extend(messages)
    return row


def margin_words(margin: Margin) -> str:
    return f"{formatting.amount(margin.amount)} ({formatting.quantity(margin.percentage)} %)"


def _step(was: Mapping[str, str]) -> str:
    """What the latest quantity made e-conomic change."""
    if "discount_percentage" in was:
        return _("Discount was %(was)s %%") % {"was": formatting.quantity(Decimal(was["discount_percentage"]))}
    if "unit_net_price" in was:
        return _("Price was %(was)s") % {"was": formatting.amount(Decimal(was["unit_net_price"]))}
    return ""
