"""Lines, VAT by rate and totals of an invoice, as e-conomic states them. Only sums per VAT rate are computed here."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.invoices.columns import Invoice, format_money
from customers.shared import formatting
from customers.shared.invoice_math import Vat
from customers.shared.text_links import TextLine as TextLine
from customers.shared.text_links import split_lines
from econ_admin.gateway.records import BookedInvoice, BookedLine, DraftInvoice, InvoiceLine


class InvoiceRow(NamedTuple):
    """A line of the invoice. Text lines have nothing but their text."""

    product: str
    text: list[TextLine]
    is_text: bool = False
    quantity: str = ""
    unit: str = ""
    price: str = ""
    discount: str = ""
    vat: str = ""
    vat_amount: str = ""
    amount: str = ""
    cost: str = ""
    margin: str = ""
    margin_percent: str = ""
    delivery_date: str = ""


class Total(NamedTuple):
    """An amount below the lines."""

    label: str
    amount: str
    is_grand: bool = False


def build_invoice_rows(invoice: Invoice) -> list[InvoiceRow]:
    return [_build_row(line) for line in invoice.lines]


def _build_row(line: InvoiceLine) -> InvoiceRow:
    if line.product is None and not line.quantity and not line.unit_net_price:
        return InvoiceRow("", split_lines(line.description), is_text=True)
    return InvoiceRow(
        product=line.product.product_number if line.product else "",
        text=split_lines(line.description),
        quantity=_format_number(line.quantity),
        unit=line.unit.name if line.unit else "",
        price=format_money(line.unit_net_price),
        discount=_format_percent(line.discount_percentage) if line.discount_percentage else "",
        vat=_format_percent(line.vat_rate) if isinstance(line, BookedLine) else "",
        vat_amount=format_money(line.vat_amount) if isinstance(line, BookedLine) else "",
        amount=format_money(line.total_net_amount),
        cost=format_money(line.unit_cost_price),
        margin=format_money(line.margin_in_base_currency),
        margin_percent=_format_percent(line.margin_percentage),
        delivery_date=_format_day(line.delivery_date),
    )


def build_totals(invoice: Invoice, vats: Sequence[Vat] = ()) -> list[Total]:
    """Builds the totals. `vats` is a draft's VAT by rate, if known; booked invoices have it in their lines."""
    rows = [Total(_("Subtotal"), format_money(invoice.net_amount))]
    rows += [_build_vat_row(vat.rate, vat.net, vat.amount) for vat in vats] or _build_vat_rows(invoice)
    if invoice.rounding_amount:
        rows.append(Total(_("Rounding"), format_money(invoice.rounding_amount)))
    rows.append(
        Total(
            _("Total %(currency)s") % {"currency": invoice.currency}, format_money(invoice.gross_amount), is_grand=True
        )
    )
    if isinstance(invoice, BookedInvoice) and invoice.remainder is not None:
        rows.append(Total(_("Unpaid amount"), format_money(invoice.remainder)))
    return rows


def build_base_totals(invoice: Invoice) -> list[Total]:
    """Builds the totals in the agreement's currency, of an invoice in another one. e-conomic states no VAT in it."""
    if not is_foreign(invoice):
        return []
    amounts = [
        (_("Subtotal"), invoice.net_amount_in_base_currency),
        (_("Total"), invoice.gross_amount_in_base_currency),
        (_("Unpaid amount"), invoice.remainder_in_base_currency if isinstance(invoice, BookedInvoice) else None),
    ]
    return [Total(label, format_money(amount)) for label, amount in amounts if amount is not None]


def build_margins(draft: DraftInvoice) -> list[Total]:
    """Builds cost price and margin, in the agreement's currency."""
    if draft.margin_in_base_currency is None:
        return []
    percent = {"percent": _format_percent(draft.margin_percentage)}
    cost_label, margin_label = _("Cost price"), _("Margin, %(percent)s") % percent
    if is_foreign(draft):
        cost_label = _("Cost price in the agreement's currency")
        margin_label = _("Margin in the agreement's currency, %(percent)s") % percent
    return [
        Total(cost_label, format_money(draft.cost_price_in_base_currency)),
        Total(margin_label, format_money(draft.margin_in_base_currency)),
    ]


def _build_vat_rows(invoice: Invoice) -> list[Total]:
    """Builds a row per VAT rate if the lines have rates, otherwise one row for all VAT."""
    booked = [line for line in invoice.lines if isinstance(line, BookedLine) and line.vat_rate is not None]
    rates = sorted({line.vat_rate or Decimal() for line in booked})
    if not rates:
        return [Total(_("VAT"), format_money(invoice.vat_amount))]
    return [_sum_at_rate(rate, [line for line in booked if line.vat_rate == rate]) for rate in rates]


def _sum_at_rate(rate: Decimal, lines: Sequence[BookedLine]) -> Total:
    net = sum((line.total_net_amount or Decimal() for line in lines), Decimal())
    return _build_vat_row(rate, net, sum((line.vat_amount or Decimal() for line in lines), Decimal()))


def _build_vat_row(rate: Decimal, net: Decimal, vat: Decimal) -> Total:
    parameters = {"rate": _format_percent(rate), "net": format_money(net)}
    return Total(_("VAT %(rate)s of %(net)s") % parameters, format_money(vat))


def is_foreign(invoice: Invoice) -> bool:
    """Whether the invoice is in another currency than the agreement's."""
    return invoice.exchange_rate is not None and invoice.exchange_rate != 100


def _format_number(value: Decimal | None) -> str:
    return "" if value is None else formatting.format_quantity(value)


def _format_day(day: date | None) -> str:
    return formatting.format_date(day) if day else ""


def _format_percent(value: Decimal | None) -> str:
    return "" if value is None else f"{formatting.format_quantity(value)} %"
