"""Computes the totals of a working draft, and compares them with e-conomic's after sending."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from customers.drafting.line_order import list_lines
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared import invoice_math, products, vat_rates
from customers.shared.draft_vat import sold_of
from customers.shared.invoice_math import Margin, Totals
from econ_admin.gateway import Document, Gateway
from econ_admin.gateway.json_codec import encode
from econ_admin.gateway.records import DraftInvoice, InvoiceLine

COMPARED_AMOUNTS = (
    ("net_amount", "net"),
    ("vat_amount", "vat"),
    ("gross_amount", "gross"),
    ("net_amount_in_base_currency", "net_in_base"),
    ("gross_amount_in_base_currency", "gross_in_base"),
)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class DraftTotals:
    """The totals, and amounts by line pk. Text lines have no amounts."""

    totals: Totals
    nets: Mapping[int, Decimal]
    margins: Mapping[int, Margin]
    lines_without_rate: tuple[int, ...]
    """The pks of lines with an unknown VAT rate. The VAT of the draft is then unknown too."""
    unanswered_rates: frozenset[int] = frozenset()
    """Those of them whose rate, or product group, e-conomic did not return."""


@dataclass(frozen=True, slots=True)
class AmountDifference:
    """An amount that e-conomic computes differently. `line` counts from 0; None means the whole draft."""

    field: str
    expected: Decimal
    actual: Decimal | None
    line: int | None = None

    def to_json(self) -> dict[str, str | int | None]:
        """Returns the JSON that is stored with the draft."""
        actual = None if self.actual is None else str(self.actual)
        return {"field": self.field, "ours": str(self.expected), "theirs": actual, "line": self.line}


def compute_draft_totals(
    economic: Gateway, draft: WorkingDraft, lines: Iterable[WorkingDraftLine] | None = None
) -> DraftTotals:
    """Computes the totals of the draft's lines. Loads VAT rates, which are cached for an hour."""
    draft_lines = list_lines(draft) if lines is None else list(lines)
    header = draft.header
    zone = header.recipient.vat_zone
    groups = {row.product_group for row in draft_lines if row.product_group is not None}
    vat = vat_rates.find_vat_rates(economic, groups, zone.number if zone else None)
    rates = vat.rates
    contents = {row.pk: (row, row.content) for row in draft_lines}
    sold_lines = {
        pk: sold_of(content, rates.get(row.product_group or 0))
        for pk, (row, content) in contents.items()
        if content.product
    }
    exchange_rate = header.exchange_rate
    return DraftTotals(
        invoice_math.compute_totals(sold_lines.values(), exchange_rate),
        {pk: sold.net for pk, sold in sold_lines.items()},
        {}
        if exchange_rate is None
        else {pk: invoice_math.compute_line_margin(sold, exchange_rate) for pk, sold in sold_lines.items()},
        tuple(pk for pk, sold in sold_lines.items() if sold.vat_rate is None),
        frozenset(
            pk
            for pk, sold in sold_lines.items()
            if sold.vat_rate is None and (contents[pk][0].product_group in {None, *vat.unanswered})
        ),
    )


def compute_net(lines: Iterable[WorkingDraftLine]) -> Decimal:
    """Sums the line totals, without VAT. Makes no calls."""
    contents = [line.content for line in lines]
    return sum((sold_of(content, None).net for content in contents if content.product), invoice_math.ZERO)


def compare_amounts(
    economic: Gateway, draft_lines: Iterable[WorkingDraftLine], sent_document: Document, invoice: DraftInvoice
) -> tuple[AmountDifference, ...]:
    """Returns the amounts in which e-conomic differs from ours, in total and by line. Unknown amounts are skipped."""
    lines = [InvoiceLine.decode(encode(line_json)) for line_json in sent_document.get("lines", ())]
    groups = {row.product_number: row.product_group for row in draft_lines if row.product_group is not None}
    numbers = {line.product.product_number for line in lines if line.product}
    groups |= products.load_product_groups(economic, numbers - set(groups))
    zone = invoice.recipient.vat_zone
    rates = vat_rates.load_vat_rates(economic, set(groups.values()), zone.number if zone else None)
    sold_lines = [
        sold_of(line, rates.get(groups.get(line.product.product_number, 0))) for line in lines if line.product
    ]
    expected = invoice_math.compute_totals(sold_lines, invoice.exchange_rate)
    return (*_compare_totals(expected, invoice), *_compare_lines(lines, invoice.lines))


def _compare_totals(expected: Totals, invoice: DraftInvoice) -> Iterator[AmountDifference]:
    for field, name in COMPARED_AMOUNTS:
        expected_amount, actual_amount = getattr(expected, name), getattr(invoice, field)
        if expected_amount is not None and expected_amount != actual_amount:
            yield AmountDifference(field, expected_amount, actual_amount)


def _compare_lines(
    sent_lines: Iterable[InvoiceLine], received_lines: Iterable[InvoiceLine]
) -> Iterator[AmountDifference]:
    """Compares line totals. Lines without a product count as typed, because e-conomic drops their amount."""
    for index, (line, received_line) in enumerate(zip(sent_lines, received_lines, strict=False)):
        quantity = line.quantity or (invoice_math.ZERO if line.product else ONE)
        net = invoice_math.compute_line_total(
            quantity, line.unit_net_price, line.discount_percentage or invoice_math.ZERO
        )
        if net != (received_line.total_net_amount or invoice_math.ZERO):
            yield AmountDifference("total_net_amount", net, received_line.total_net_amount, index)
