"""Parses pasted spreadsheet rows: number, quantity, optionally price and text. Each row is parsed independently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from customers.drafting.pasted_cells import (
    COLUMNS,
    NUMBER,
    PRICE,
    QUANTITY,
    TEXT,
    CopiedRow,
    arrange_cells,
    is_header,
    join_cells,
    order_by_header,
    split_rows,
)
from customers.drafting.pricing import ONE
from customers.shared import parsing
from customers.shared.i18n import _
from customers.shared.parsing import ParseError
from econ_admin.gateway.records import InvoiceLine
from econ_admin.gateway.records.limits import get_limit

MAX_ROWS = 500  # rows at once
NO_CURRENCY = ""


@dataclass(frozen=True, slots=True)
class CellError:
    """An invalid cell. The column counts from 1; `message` is a %-style template in English."""

    column: int
    message: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.parameters


@dataclass(frozen=True, slots=True)
class PastedRow:
    """A valid row. Without a product it is a text line."""

    number: int
    """The row in the pasted text, from 1."""
    copied: str
    """The row as it was copied."""
    product: str
    quantity: Decimal
    price: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is left for the person to correct."""

    number: int
    copied: str
    errors: Sequence[CellError]


@dataclass(frozen=True, slots=True)
class ParsedRows:
    """The rows, without empty ones. `header` has the cells of a header row that was left out."""

    valid: Sequence[PastedRow]
    rejected: Sequence[RejectedRow]
    header: Sequence[str] = ()


def parse_rows(text: str, currency: str) -> ParsedRows:
    """Parses rows whose prices are in the currency. More rows than `MAX_ROWS` are rejected."""
    valid: list[PastedRow] = []
    rejected: list[RejectedRow] = []
    header: list[str] = []
    order: Mapping[int, int] = {}
    for row in split_rows(text):
        if not (header or valid or rejected) and is_header(row.cells):
            header, order = row.cells, order_by_header(row.cells)
            continue
        cells = arrange_cells(row.cells, order)
        parsed = _parse_row(CopiedRow(row.number, cells, join_cells(cells) if order else row.text), currency)
        if isinstance(parsed, RejectedRow):
            rejected.append(parsed)
        elif len(valid) < MAX_ROWS:
            valid.append(parsed)
        else:
            too_many = CellError(NUMBER, _("You can add at most %(limit)s rows at a time."), {"limit": MAX_ROWS})
            rejected.append(RejectedRow(parsed.number, parsed.copied, [too_many]))
    return ParsedRows(valid, rejected, [cell for cell in header if cell])


def _parse_row(row: CopiedRow, currency: str) -> PastedRow | RejectedRow:
    number, quantity, price, text = (row.cells + [""] * COLUMNS)[:COLUMNS]
    errors: list[CellError] = []
    if any(row.cells[COLUMNS:]):
        errors.append(CellError(COLUMNS + 1, _("Use at most four columns: product number, quantity, price and text.")))
    max_length = get_limit(InvoiceLine, "description").max_length or 0
    if len(text) > max_length:
        message = _("The text of a line can have at most %(limit)s characters. This text has %(length)s.")
        errors.append(CellError(TEXT, message, {"limit": max_length, "length": len(text)}))
    if not number:
        message = _("A quantity or a price needs a product.")
        errors += [CellError(column, message) for column, cell in ((QUANTITY, quantity), (PRICE, price)) if cell]
    parsed_quantity = _parse_number(QUANTITY, quantity, NO_CURRENCY, errors)
    parsed_price = _parse_number(PRICE, price, currency, errors)
    if errors:
        return RejectedRow(row.number, row.text, errors)
    return PastedRow(
        row.number, row.text, number, ONE if parsed_quantity is None else parsed_quantity, parsed_price, text
    )


def _parse_number(column: int, cell: str, currency: str, errors: list[CellError]) -> Decimal | None:
    """Parses a number with at most two decimals, which is e-conomic's limit for quantities too."""
    if not cell:
        return None
    try:
        return parsing.parse_amount(cell, currency)
    except ParseError as error:
        errors.append(CellError(column, error.message, error.parameters))
        return None
