"""What a sheet comes to, by our own reckoning; and where e-conomic's differs, once it is sent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from customers.drafting.line_order import standing
from customers.models import Sheet, SheetLine
from customers.shared import invoice_math, products, vat_rates
from customers.shared.draft_vat import sold_of
from customers.shared.invoice_math import Margin, Totals
from econ_admin.gateway import Document, Gateway
from econ_admin.gateway.json_codec import encode
from econ_admin.gateway.records import DraftInvoice, InvoiceLine

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
    rates = vat_rates.rates(economic, groups, zone.number if zone else None)
    contents = {row.pk: (row, row.content) for row in rows}
    solds = {
        pk: sold_of(content, rates.get(row.product_group or 0))
        for pk, (row, content) in contents.items()
        if content.product
    }
    rate = head.exchange_rate
    return Reckoning(
        invoice_math.totals(solds.values(), rate),
        {pk: each.net for pk, each in solds.items()},
        {} if rate is None else {pk: invoice_math.line_margin(each, rate) for pk, each in solds.items()},
        tuple(pk for pk, each in solds.items() if each.vat_rate is None),
    )


def differences(
    economic: Gateway, rows: Iterable[SheetLine], sent: Document, draft: DraftInvoice
) -> tuple[Difference, ...]:
    """Where e-conomic's amounts are not ours, line by line and in all; what we do not know is not compared."""
    lines = [InvoiceLine.decode(encode(each)) for each in sent.get("lines", ())]
    groups = {row.product: row.product_group for row in rows if row.product_group is not None}
    numbers = {line.product.product_number for line in lines if line.product}
    groups |= products.groups_of(economic, numbers - set(groups))
    zone = draft.recipient.vat_zone
    rates = vat_rates.rates(economic, set(groups.values()), zone.number if zone else None)
    solds = [sold_of(line, rates.get(groups.get(line.product.product_number, 0))) for line in lines if line.product]
    ours = invoice_math.totals(solds, draft.exchange_rate)
    return (*_of_the_whole(ours, draft), *_of_the_lines(lines, draft.lines))


def _of_the_whole(ours: Totals, draft: DraftInvoice) -> Iterator[Difference]:
    for field, name in COMPARED:
        mine, theirs = getattr(ours, name), getattr(draft, field)
        if mine is not None and mine != theirs:
            yield Difference(field, mine, theirs)


def _of_the_lines(sent: Iterable[InvoiceLine], answered: Iterable[InvoiceLine]) -> Iterator[Difference]:
    """An amount without a product counts for the person who typed it, and e-conomic drops it."""
    for index, (line, theirs) in enumerate(zip(sent, answered, strict=False)):
        quantity = line.quantity or (invoice_math.ZERO if line.product else ONE)
        net = invoice_math.line_total(quantity, line.unit_net_price, line.discount_percentage or invoice_math.ZERO)
        if net != (theirs.total_net_amount or invoice_math.ZERO):
            yield Difference("total_net_amount", net, theirs.total_net_amount, index)
