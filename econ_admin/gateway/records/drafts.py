"""Draft invoices."""

import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, NoReturn

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.invoices import InvoiceHeader
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.lines import InvoiceLine
from econ_admin.gateway.records.references import CustomerReference, InvoicePaymentTerms
from econ_admin.gateway.records.values import Identifier


class DraftInvoice(InvoiceHeader, frozen=True, kw_only=True):
    """An invoice that can still be changed. e-conomic computes all its totals.

    `last_updated` has a resolution of one minute, so two changes within a minute look like one.
    """

    KEY: ClassVar[str] = "draftInvoiceNumber"
    LINKS: ClassVar[frozenset[str]] = Record.LINKS | {"attachment", "pdf", "templates"}
    READ_ONLY: ClassVar[frozenset[str]] = frozenset(
        {
            "costPriceInBaseCurrency",
            "grossAmount",
            "grossAmountInBaseCurrency",
            "lastUpdated",
            "marginInBaseCurrency",
            "marginPercentage",
            "netAmount",
            "netAmountInBaseCurrency",
            "roundingAmount",
            "soap",
            "vatAmount",
        }
    )
    FIXED: ClassVar[frozenset[str]] = frozenset({"draftInvoiceNumber"})

    draft_invoice_number: Annotated[Identifier, Limit(min_value=1, max_value=999_999_999)]
    date: datetime.date
    currency: str
    customer: CustomerReference
    payment_terms: InvoicePaymentTerms
    lines: tuple[InvoiceLine, ...] = ()

    net_amount: Decimal | None = None
    net_amount_in_base_currency: Decimal | None = None
    gross_amount: Decimal | None = None
    gross_amount_in_base_currency: Decimal | None = None
    vat_amount: Decimal | None = None
    rounding_amount: Decimal | None = None
    cost_price_in_base_currency: Decimal | None = None
    margin_in_base_currency: Decimal | None = None
    margin_percentage: Decimal | None = None
    last_updated: datetime.datetime | None = None


class ListedDraft(DraftInvoice, frozen=True):
    """A draft as returned in lists: without lines, so a PUT of it would delete them."""

    def with_changes(self, **changes: object) -> NoReturn:
        raise TypeError("Lists leave out the lines. Get the draft itself before changing it.")
