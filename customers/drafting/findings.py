"""A finding about a sheet, before it is sent; and what has to be known around the sheet to find any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from customers.drafting.draft_totals import DraftTotals
from econ_admin.gateway.records import (
    Customer,
    CustomerInvoiceTotals,
    DeliveryLocation,
    InvoiceHeader,
    InvoiceLine,
    Product,
)

DRAFT_GONE = "draft-gone"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a sheet; `sentence` is a %-style template in English. What `blocks` would be refused, or lost."""

    code: str
    is_blocking: bool
    message: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    field_name: str = ""
    """A field of the sheet, or of the line."""
    line_pk: int | None = None
    """The line's pk."""

    @property
    def fingerprint(self) -> str:
        """What the panel sends back to say that this was seen: as it stands now, not as it may become."""
        parameters = "\0".join(f"{name}={value}" for name, value in sorted(self.parameters.items()))
        return sha256(f"{self.code}\0{self.field_name}\0{self.line_pk}\0{parameters}".encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return self.message % self.parameters

    def to_json(self, person: str, at: datetime) -> dict[str, str]:
        """As it is remembered with the sheet."""
        return {
            "code": self.code,
            "sentence": str(self),
            "mark": self.fingerprint,
            "person": person,
            "at": at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class PresendFacts:
    """A sheet and what is known around it; None where e-conomic did not say."""

    header: InvoiceHeader
    lines: Mapping[int, InvoiceLine]
    """By pk, in their order."""
    draft_totals: DraftTotals
    unpriced: frozenset[int]
    price_from: Mapping[int, str]
    """By pk, the currency that a price was in whose number alone was kept."""
    customer: Customer | None
    products: Mapping[str, Product]
    location: DeliveryLocation | None
    overdue: CustomerInvoiceTotals | None
    other_drafts_total: Decimal | None
    """What the customer's other drafts in its currency come to with VAT: its balance and its limit are in that."""
    home_country: str
    """The agreement's country, by its code."""
    missing_draft_number: int | None = None
    """The number of the draft that the sheet was opened on, where e-conomic has none of that number any more."""
    unanswered: Sequence[str] = ()
    """What e-conomic did not tell when it was asked."""
