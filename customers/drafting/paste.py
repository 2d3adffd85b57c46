"""Adds lines from rows pasted from a spreadsheet: number, quantity, optionally price and text. All or none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from customers.drafting.draft_json import change_record_json
from customers.drafting.pricing import ONE, LineProposal, propose_lines
from customers.drafting.revisions import begin_revision, insert_line
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared import parsing
from customers.shared.i18n import _
from customers.shared.parsing import ParseError
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError, Invalid, NotFound
from econ_admin.gateway.records import InvoiceLine
from econ_admin.gateway.records.limits import get_limit

MAX_ROWS = 500  # rows at once
NUMBER, QUANTITY, PRICE, TEXT = 1, 2, 3, 4  # columns, counted from 1
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class CellError:
    """An invalid cell. Row and column count from 1; `message` is a %-style template in English."""

    row: int
    column: int
    message: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.parameters


class PasteError(Exception):
    """Nothing was saved, because these cells are invalid."""

    def __init__(self, errors: Sequence[CellError]) -> None:
        super().__init__("; ".join(f"{error.row}:{error.column} {error}" for error in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class PastedRow:
    """A parsed row. Without a product it is a text line."""

    number: int
    product: str
    quantity: Decimal
    price: Decimal | None
    text: str


def paste_rows(
    request: EconRequest, draft: WorkingDraft, text: str, after: WorkingDraftLine | None = None
) -> list[WorkingDraftLine]:
    """Adds a line for each row, after `after` or at the end. Prices are requested side by side.

    Raises PasteError and DraftNotEditable.
    """
    rows = parse_rows(text)
    product_rows = [row for row in rows if row.product]
    answers = propose_lines(request, draft, [(row.product, row.quantity) for row in product_rows])
    proposals = {row.number: answer for row, answer in zip(product_rows, answers, strict=True)}
    errors = [
        CellError(row.number, NUMBER, _("Product %(product)s does not exist."), {"product": row.product})
        for row in product_rows
        if isinstance(proposals[row.number], NotFound | Invalid)
    ]
    if errors:
        raise PasteError(errors)
    lines = [_build_line(row, proposals.get(row.number)) for row in rows]
    with begin_revision(request, draft) as current:
        previous = after
        for line in lines:
            insert_line(current, line, previous)
            previous = line
    return lines


def parse_rows(text: str) -> list[PastedRow]:
    """Parses the rows, without empty ones. Raises PasteError with all errors."""
    rows: list[PastedRow] = []
    errors: list[CellError] = []
    for row_number, cells in _split_cells(text):
        try:
            rows.append(_parse_row(row_number, cells))
        except PasteError as error:
            errors += error.errors
    if len(rows) > MAX_ROWS:
        errors.append(
            CellError(MAX_ROWS + 1, NUMBER, _("You can paste at most %(most)s rows at a time."), {"most": MAX_ROWS})
        )
    if errors:
        raise PasteError(errors)
    return rows


def _split_cells(text: str) -> Iterator[tuple[int, list[str]]]:
    for row_number, row in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        cells = [cell.strip() for cell in row.split("\t")]
        if any(cells):
            yield row_number, cells


def _parse_row(row_number: int, cells: list[str]) -> PastedRow:
    number, quantity, price, text = (cells + [""] * COLUMNS)[:COLUMNS]
    errors: list[CellError] = []
    if any(cells[COLUMNS:]):
        errors.append(CellError(row_number, COLUMNS + 1, _("The columns are number, quantity, price and text only.")))
    max_length = get_limit(InvoiceLine, "description").max_length or 0
    if len(text) > max_length:
        parameters = {"longest": max_length, "length": len(text)}
        errors.append(
            CellError(
                row_number,
                TEXT,
                _("A line can have at most %(longest)s characters. This one has %(length)s."),
                parameters,
            )
        )
    if not number:
        message = _("An amount needs a product.")
        errors += [
            CellError(row_number, column, message) for column, cell in ((QUANTITY, quantity), (PRICE, price)) if cell
        ]
    parsed_quantity = _parse_number(row_number, QUANTITY, quantity, errors)
    parsed_price = _parse_number(row_number, PRICE, price, errors)
    if errors:
        raise PasteError(errors)
    return PastedRow(row_number, number, ONE if parsed_quantity is None else parsed_quantity, parsed_price, text)


def _parse_number(row_number: int, column: int, cell: str, errors: list[CellError]) -> Decimal | None:
    """Parses a number with at most two decimals, which is e-conomic's limit for quantities too."""
    if not cell:
        return None
    try:
        return parsing.parse_amount(cell)
    except ParseError as error:
        errors.append(CellError(row_number, column, error.message, error.parameters))
        return None


def _build_line(row: PastedRow, proposal: LineProposal | GatewayError | None) -> WorkingDraftLine:
    line = WorkingDraftLine(wire="{}")
    if isinstance(proposal, LineProposal):
        line.wire, line.product_group = proposal.serialize(row.quantity), proposal.product_group
    elif row.product:  # no answer: add the line without a price
        line.wire = change_record_json(line.content, {"product": row.product, "quantity": row.quantity})
        line.unpriced = row.price is None
    if row.price is not None:
        line.wire, line.price_by_hand = change_record_json(line.content, {"unit_net_price": row.price}), True
    if row.text:
        line.wire = change_record_json(line.content, {"description": row.text})
    return line
