"""Findings of the checks before sending, and the facts they are based on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from customers.drafting.draft_totals import DraftTotals
from customers.drafting.usual_rate import UsualRate
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
    """A problem with a draft. `message` is a %-style template in English. A blocking finding prevents sending."""

    code: str
    is_blocking: bool
    message: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    field_name: str = ""
    """A field of the header, or of the line."""
    line_pk: int | None = None

    @property
    def fingerprint(self) -> str:
        """Identifies the finding and its parameters. The panel sends it back to acknowledge the warning."""
        parameters = "\0".join(f"{name}={value}" for name, value in sorted(self.parameters.items()))
        return sha256(f"{self.code}\0{self.field_name}\0{self.line_pk}\0{parameters}".encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return self.message % self.parameters

    def to_json(self, person: str, at: datetime) -> dict[str, str]:
        """Returns the JSON that is stored with the draft."""
        return {
            "code": self.code,
            "sentence": str(self),
            "mark": self.fingerprint,
            "person": person,
            "at": at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class PresendFacts:
    """A draft and the facts around it; None where e-conomic did not answer."""

    header: InvoiceHeader
    lines: Mapping[int, InvoiceLine]
    """By pk, in order."""
    draft_totals: DraftTotals
    unpriced: frozenset[int]
    """Lines whose price was requested without an answer."""
    no_price_in: Mapping[int, str]
    """By pk, the currency in which e-conomic has no price for the product."""
    price_from: Mapping[int, str]
    """By pk, the former currency of a price that was not converted."""
    customer: Customer | None
    products: Mapping[str, Product]
    location: DeliveryLocation | None
    overdue: CustomerInvoiceTotals | None
    other_drafts_total: Decimal | None
    """The total with VAT of the customer's other drafts in the customer's currency."""
    is_address_in_question: bool
    """The delivery address is not the location's, and the person has not said which is meant."""
    is_credit_note: bool
    """The draft lowers what the customer owes."""
    base_currency: str
    """The agreement's currency; "" if e-conomic did not answer."""
    home_country: str
    """The agreement's country code."""
    usual_rate: UsualRate | None = None
    missing_draft_number: int | None = None
    """The number of the draft being edited, if it is no longer in e-conomic."""
    unanswered: Sequence[str] = ()
    """Labels of the facts that e-conomic did not return."""
