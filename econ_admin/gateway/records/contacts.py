"""A customer's contact."""

from typing import Annotated, ClassVar

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.references import CustomerReference
from econ_admin.gateway.records.values import Identifier


class Contact(Record, frozen=True):
    """A contact person of a customer. `sort_key` counts per customer; e-conomic's own pages show it as the number."""

    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"deleted", "sortKey"})

    customer_contact_number: Identifier
    name: Annotated[str, Limit(255)] = ""
    email: Annotated[str, Limit(255)] = ""
    phone: Annotated[str, Limit(50)] = ""
    e_invoice_id: Annotated[str, Limit(50)] = ""
    notes: Annotated[str, Limit(2000)] = ""
    email_notifications: tuple[str, ...] = ()
    """Any of invoices, orders, quotations, reminders."""
    customer: CustomerReference | None = None
    sort_key: Identifier = 0
    deleted: bool = False
