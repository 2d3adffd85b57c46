"""Rows pasted from a spreadsheet: number, quantity, and if they are there price and text. All of them, or none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from customers.drafting.draft_json import laid_over
from customers.drafting.pricing import ONE, Proposal, ask_for
from customers.drafting.revisions import changing, insert
from customers.models import Sheet, SheetLine
from customers.shared import parsing
from customers.shared.i18n import _
from customers.shared.parsing import Misread
from econ_admin.gateway.errors import GatewayError, Invalid, NotFound
from econ_admin.gateway.records import InvoiceLine
from econ_admin.gateway.records.limits import get_limit
from econ_admin.http import EconRequest

MOST = 500  # rows at once
NUMBER, QUANTITY, PRICE, TEXT = 1, 2, 3, 4  # columns, as people count
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Mistake:
    """A cell that cannot be understood; row and column count from 1, `sentence` is a %-style template in English."""

    row: int
    column: int
    sentence: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence % self.parameters


class Misunderstood(Exception):
    """Nothing was kept: these cells are wrong."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"{each.row}:{each.column} {each}" for each in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read. Without a product it is a line of text."""

    at: int
    product: str
    quantity: Decimal
    price: Decimal | None
    text: str


def paste(request: EconRequest, sheet: Sheet, pasted: str, after: SheetLine | None = None) -> list[SheetLine]:
    """Make a line of each row, after another or after all; e-conomic is asked for all of them side by side.

    Raises Misunderstood and NotOpen.
    """
    rows = read(pasted)
    products = [row for row in rows if row.product]
    asked = ask_for(request, sheet, [(row.product, row.quantity) for row in products])
    proposals = {row.at: each for row, each in zip(products, asked, strict=True)}
    mistakes = [
        Mistake(row.at, NUMBER, _("There is no product %(product)s."), {"product": row.product})
        for row in products
        if isinstance(proposals[row.at], NotFound | Invalid)
    ]
    if mistakes:
        raise Misunderstood(mistakes)
    lines = [_line(row, proposals.get(row.at)) for row in rows]
    with changing(request, sheet) as now:
        before = after
        for line in lines:
            insert(now, line, before)
            before = line
    return lines


def read(pasted: str) -> list[Row]:
    """The rows, empty ones left out. Raises Misunderstood with all that is wrong, not only the first."""
    rows: list[Row] = []
    mistakes: list[Mistake] = []
    for at, cells in _cells(pasted):
        try:
            rows.append(_row(at, cells))
        except Misunderstood as wrong:
            mistakes += wrong.mistakes
    if len(rows) > MOST:
        mistakes.append(Mistake(MOST + 1, NUMBER, _("At most %(most)s rows at a time."), {"most": MOST}))
    if mistakes:
        raise Misunderstood(mistakes)
    return rows


def _cells(pasted: str) -> Iterator[tuple[int, list[str]]]:
    for at, row in enumerate(pasted.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        cells = [cell.strip() for cell in row.split("\t")]
        if any(cells):
            yield at, cells


def _row(at: int, cells: list[str]) -> Row:
    number, quantity, price, text = (cells + [""] * COLUMNS)[:COLUMNS]
    mistakes: list[Mistake] = []
    if any(cells[COLUMNS:]):
        mistakes.append(Mistake(at, COLUMNS + 1, _("There are columns for number, quantity, price and text only.")))
    longest = get_limit(InvoiceLine, "description").max_length or 0
    if len(text) > longest:
        told = {"longest": longest, "length": len(text)}
        mistakes.append(Mistake(at, TEXT, _("A line holds %(longest)s characters; this has %(length)s."), told))
    if not number:
        sentence = _("Without a product there is no amount.")
        mistakes += [Mistake(at, column, sentence) for column, cell in ((QUANTITY, quantity), (PRICE, price)) if cell]
    many = _number(at, QUANTITY, quantity, mistakes)
    each = _number(at, PRICE, price, mistakes)
    if mistakes:
        raise Misunderstood(mistakes)
    return Row(at, number, ONE if many is None else many, each, text)


def _number(at: int, column: int, cell: str, mistakes: list[Mistake]) -> Decimal | None:
    """With two decimals at most: e-conomic takes no more, of quantities too."""
    if not cell:
        return None
    try:
        return parsing.read_amount(cell)
    except Misread as misread:
        mistakes.append(Mistake(at, column, misread.sentence, misread.parameters))
        return None


def _line(row: Row, proposal: Proposal | GatewayError | None) -> SheetLine:
    line = SheetLine(wire="{}")
    if isinstance(proposal, Proposal):
        line.wire, line.product_group = proposal.wire(row.quantity), proposal.group
    elif row.product:  # no answer: the row is kept, its price is asked for later
        line.wire = laid_over(line.content, {"product": row.product, "quantity": row.quantity})
        line.unpriced = row.price is None
    if row.price is not None:
        line.wire, line.price_by_hand = laid_over(line.content, {"unit_net_price": row.price}), True
    if row.text:
        line.wire = laid_over(line.content, {"description": row.text})
    return line
