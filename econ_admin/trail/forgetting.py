"""What the audit trail has of one customer, and what the law lets us forget of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet

from econ_admin.access.models import Agreement
from econ_admin.trail.erasure import LAW_YEARS, blank_entries, compute_kept_until
from econ_admin.trail.models import Entry, Subject


@dataclass(frozen=True)
class Forgotten:
    """How many writes were blanked, how many are kept, and the last day until which the law asks for them."""

    blanked: int
    kept: int
    kept_until: date | None


def list_customer_entries(agreement: Agreement, customer: int) -> QuerySet[Entry]:
    """Returns the writes of a customer and of what belongs to it."""
    subjects = Subject.objects.filter(agreement=agreement, noun="customers", number=str(customer))
    return Entry.objects.filter(pk__in=subjects.values("entry")).order_by("pk")


def forget_customer(agreement: Agreement, customer: int, cutoff: datetime) -> Forgotten:
    """Blanks the customer's writes before `cutoff`."""
    entries = list_customer_entries(agreement, customer)
    blanked = blank_entries(list(entries.filter(at__lt=cutoff)))
    latest = entries.aggregate(latest=Max("at"))["latest"]
    return Forgotten(blanked, entries.count(), compute_kept_until(latest, LAW_YEARS) if latest else None)
