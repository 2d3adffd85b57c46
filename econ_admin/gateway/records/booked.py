"""Booked invoices."""

import datetime
from decimal import Decimal
from typing import ClassVar

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.invoices import InvoiceHeader
from econ_admin.gateway.records.lines import BookedLine
from econ_admin.gateway.records.references import CustomerReference, InvoicePaymentTerms
from econ_admin.gateway.records.values import Identifier


class BookedInvoice(InvoiceHeader, frozen=True, kw_only=True):
    """A booked invoice, which cannot be changed. A credit note is one with negative amounts.

    `order_number` is its number as a draft; older responses lack it.
    """

    KEY: ClassVar[str] = "bookedInvoiceNumber"
    LINKS: ClassVar[frozenset[str]] = Record.LINKS | {"pdf", "sent"}
    READ_ONLY: ClassVar[frozenset[str]] = frozenset(
        {
            "bookedInvoiceNumber",
            "grossAmount",
            "grossAmountInBaseCurrency",
            "netAmount",
            "netAmountInBaseCurrency",
            "orderNumber",
            "remainder",
            "remainderInBaseCurrency",
            "roundingAmount",
            "vatAmount",
        }
    )

    booked_invoice_number: Identifier
    order_number: Identifier | None = None
    date: datetime.date
    currency: str
    customer: CustomerReference
    payment_terms: InvoicePaymentTerms
    lines: tuple[BookedLine, ...] = ()
    """Empty in lists."""

    net_amount: Decimal | None = None
    net_amount_in_base_currency: Decimal | None = None
    gross_amount: Decimal | None = None
    gross_amount_in_base_currency: Decimal | None = None
    vat_amount: Decimal | None = None
    rounding_amount: Decimal | None = None
    remainder: Decimal | None = None
    remainder_in_base_currency: Decimal | None = None
    sent: str = ""


class BookedAmounts(Record, frozen=True, kw_only=True):
    """The dates and amounts of a booked invoice, for sums over many: decoded in a fifth of the time."""

    KEY: ClassVar[str] = BookedInvoice.KEY

    booked_invoice_number: Identifier
    date: datetime.date
    due_date: datetime.date | None = None
    customer: CustomerReference
    net_amount_in_base_currency: Decimal | None = None
    remainder: Decimal | None = None
    remainder_in_base_currency: Decimal | None = None
