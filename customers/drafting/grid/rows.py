"""Builds the rows of the grid."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.drafting.draft_totals import DraftTotals
from customers.drafting.grid import cells
from customers.drafting.grid.grid_row import GridCell, GridRow
from customers.models import WorkingDraftLine
from customers.shared import formatting
from customers.shared.invoice_math import Margin


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
        delivery_date=formatting.format_date(content.delivery_date) if content.delivery_date else "",
        is_text=content.product is None,
        price_by_hand=line.price_by_hand,
        discount_by_hand=line.discount_by_hand,
        price_from=line.price_from,
        unpriced=line.unpriced,
        no_price_in=line.no_price_in,
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
        return _("Was empty")
    value = Decimal(was[name])
    is_price = name == "unit_net_price"
    previous = formatting.format_amount(value) if is_price else formatting.format_quantity(value)
    return _("Was %(previous)s") % {"previous": previous}
