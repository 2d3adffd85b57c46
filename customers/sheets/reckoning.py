"""What a sheet comes to, by our own reckoning; and where e-conomic's differs, once it is sent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from customers import drafting
from customers.drafting import Margin, Sold, Totals, Vat
from customers.models import Sheet, SheetLine
from customers.sheets import products, vat
from customers.sheets.placing import standing
from econ_admin.gateway import Document, Gateway
from econ_admin.gateway.records import DraftInvoice, Line
from econ_admin.gateway.wire import encode

COMPARED = (
    ("net_amount", "net"),
    ("vat_amount", "vat"),
    ("gross_amount", "gross"),
    ("net_amount_in_base_currency", "net_in_base"),
    ("gross_amount_in_base_currency", "gross_in_base"),
)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The totals, and what each line comes to, by its pk; lines of text come to nothing and are not there."""

    totals: Totals
    nets: Mapping[int, Decimal]
    margins: Mapping[int, Margin]
    without_rate: tuple[int, ...]
    """Lines whose VAT is not known, by pk: then neither is the VAT of the whole."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An amount that e-conomic reckons otherwise; `line` counts from 0, None for the whole."""

    field: str
    ours: Decimal
    theirs: Decimal | None
    line: int | None = None

    def kept(self) -> dict[str, str | int | None]:
        """As it is remembered with the sheet."""
        theirs = None if self.theirs is None else str(self.theirs)
        return {"field": self.field, "ours": str(self.ours), "theirs": theirs, "line": self.line}


def reckon(economic: Gateway, sheet: Sheet, lines: Iterable[SheetLine] | None = None) -> Reckoning:
    """Reckon with the lines that stand on the sheet. Asks for VAT rates, which are kept for an hour."""
    rows = standing(sheet) if lines is None else list(lines)
    head = sheet.head
    zone = head.recipient.vat_zone
    groups = {row.product_group for row in rows if row.product_group is not None}
    rates = vat.rates(economic, groups, zone.number if zone else None)
    contents = {row.pk: (row, row.content) for row in rows}
    solds = {
        pk: sold_of(content, rates.get(row.product_group or 0))
        for pk, (row, content) in contents.items()
        if content.product
    }
    rate = head.exchange_rate
    return Reckoning(
        drafting.totals(solds.values(), rate),
        {pk: each.net for pk, each in solds.items()},
        {} if rate is None else {pk: drafting.line_margin(each, rate) for pk, each in solds.items()},
        tuple(pk for pk, each in solds.items() if each.vat_rate is None),
    )


def sold_of(line: Line, vat_rate: Decimal | None) -> Sold:
    """A line with a product, ready to be reckoned with."""
    return Sold(
        line.quantity or drafting.ZERO,
        line.unit_net_price,
        line.discount_percentage or drafting.ZERO,
        line.unit_cost_price or drafting.ZERO,
        vat_rate,
    )


def differences(
    economic: Gateway, rows: Iterable[SheetLine], sent: Document, draft: DraftInvoice
) -> tuple[Difference, ...]:
    """Where e-conomic's amounts are not ours, line by line and in all; what we do not know is not compared."""
    lines = [Line.read(encode(each)) for each in sent.get("lines", ())]
    groups = {row.product: row.product_group for row in rows if row.product_group is not None}
    numbers = {line.product.product_number for line in lines if line.product}
    groups |= products.groups_of(economic, numbers - set(groups))
    zone = draft.recipient.vat_zone
    rates = vat.rates(economic, set(groups.values()), zone.number if zone else None)
    solds = [sold_of(line, rates.get(groups.get(line.product.product_number, 0))) for line in lines if line.product]
    ours = drafting.totals(solds, draft.exchange_rate)
    return (*_of_the_whole(ours, draft), *_of_the_lines(lines, draft.lines))


def vats(economic: Gateway, draft: DraftInvoice, groups: Mapping[str, int]) -> tuple[Vat, ...]:
    """What a draft has at each rate, which e-conomic does not say; `groups` are those of its products. Nothing where
    that does not come to e-conomic's own sums, or where a rate cannot be found out: it would be a guess.
    """
    zone = draft.recipient.vat_zone
    sold = [line for line in draft.lines if line.product]
    rates = vat.rates(economic, set(groups.values()), zone.number if zone else None)
    ours = drafting.totals(
        [sold_of(line, rates.get(groups.get(line.product.product_number, 0))) for line in sold if line.product],
        draft.exchange_rate,
    )
    is_theirs = (ours.net, ours.vat, ours.gross) == (draft.net_amount, draft.vat_amount, draft.gross_amount)
    return ours.vats if is_theirs else ()


def _of_the_whole(ours: Totals, draft: DraftInvoice) -> Iterator[Difference]:
    for field, name in COMPARED:
        mine, theirs = getattr(ours, name), getattr(draft, field)
        if mine is not None and mine != theirs:
            yield Difference(field, mine, theirs)


def _of_the_lines(sent: Iterable[Line], answered: Iterable[Line]) -> Iterator[Difference]:
    """An amount without a product counts for the person who typed it, and e-conomic drops it."""
    for index, (line, theirs) in enumerate(zip(sent, answered, strict=False)):
        quantity = line.quantity or (drafting.ZERO if line.product else ONE)
        net = drafting.line_total(quantity, line.unit_net_price, line.discount_percentage or drafting.ZERO)
        if net != (theirs.total_net_amount or drafting.ZERO):
            yield Difference("total_net_amount", net, theirs.total_net_amount, index)
