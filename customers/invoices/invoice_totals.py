"""What an invoice comes to, as e-conomic says: lines, VAT per rate, totals. Nothing is reckoned but sums per rate."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.invoices.columns import Invoice, money
from customers.shared import formatting
from customers.shared.invoice_math import Vat
from customers.shared.text_links import Line as TextLine
from customers.shared.text_links import plain
from econ_admin.gateway.records import BookedInvoice, BookedLine, DraftInvoice, InvoiceLine


class Row(NamedTuple):
    """A line of the invoice. A text between the lines has its text alone."""

    product: str
    text: list[TextLine]
    is_text: bool = False
    quantity: str = ""
    unit: str = ""
    price: str = ""
    discount: str = ""
    vat: str = ""
    amount: str = ""


class Total(NamedTuple):
    """An amount below the lines."""

    label: str
    amount: str
    is_grand: bool = False


def rows(invoice: Invoice) -> list[Row]:
    return [_row(line) for line in invoice.lines]


def _row(line: InvoiceLine) -> Row:
    if line.product is None and not line.quantity and not line.unit_net_price:
        return Row("", plain(line.description), is_text=True)
    return Row(
        product=line.product.product_number if line.product else "",
        text=plain(line.description),
        quantity=_number(line.quantity),
        unit=line.unit.name if line.unit else "",
        price=money(line.unit_net_price),
        discount=_percent(line.discount_percentage) if line.discount_percentage else "",
        vat=_percent(line.vat_rate) if isinstance(line, BookedLine) else "",
        amount=money(line.total_net_amount),
    )


def totals(invoice: Invoice, vats: Sequence[Vat] = ()) -> list[Total]:
    """`vats` are a draft's by rate, where they are known: a booked invoice has them in its lines."""
    shown = [Total(_("Net amount"), money(invoice.net_amount))]
    shown += [_at_rate(each.rate, each.net, each.amount) for each in vats] or _vat(invoice)
    if invoice.rounding_amount:
        shown.append(Total(_("Rounding"), money(invoice.rounding_amount)))
    shown.append(
        Total(_("Total %(currency)s") % {"currency": invoice.currency}, money(invoice.gross_amount), is_grand=True)
    )
    if _is_foreign(invoice):
        own = _("Total in the agreement's own currency")
        shown.append(Total(own, money(invoice.gross_amount_in_base_currency)))
    if isinstance(invoice, BookedInvoice) and invoice.remainder is not None:
        shown.append(Total(_("Remainder"), money(invoice.remainder)))
    return shown


def margins(draft: DraftInvoice) -> list[Total]:
    """For those who may see them; always in the agreement's own currency."""
    if draft.margin_in_base_currency is None:
        return []
    percent = _percent(draft.margin_percentage)
    return [
        Total(_("Cost price"), money(draft.cost_price_in_base_currency)),
        Total(_("Margin, %(percent)s") % {"percent": percent}, money(draft.margin_in_base_currency)),
    ]


def _vat(invoice: Invoice) -> list[Total]:
    """Per rate where the lines tell."""
    booked = [line for line in invoice.lines if isinstance(line, BookedLine) and line.vat_rate is not None]
    rates = sorted({line.vat_rate or Decimal() for line in booked})
    if not rates:
        return [Total(_("VAT"), money(invoice.vat_amount))]
    return [_of_lines(rate, [line for line in booked if line.vat_rate == rate]) for rate in rates]


def _of_lines(rate: Decimal, lines: Sequence[BookedLine]) -> Total:
    net = sum((line.total_net_amount or Decimal() for line in lines), Decimal())
    return _at_rate(rate, net, sum((line.vat_amount or Decimal() for line in lines), Decimal()))


def _at_rate(rate: Decimal, net: Decimal, vat: Decimal) -> Total:
    words = {"rate": _percent(rate), "net": money(net)}
    return Total(_("VAT %(rate)s of %(net)s") % words, money(vat))


def _is_foreign(invoice: Invoice) -> bool:
    return invoice.exchange_rate is not None and invoice.exchange_rate != 100


def _number(value: Decimal | None) -> str:
    return "" if value is None else formatting.quantity(value)


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{formatting.quantity(value)} %"
