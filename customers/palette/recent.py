"""What a person worked with lately: from the trail of their writes, and from their unsent drafts. Asks nothing.

Pages that were only opened are not among it, since a GET records nothing.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from customers.models import WorkingDraft
from customers.palette.entries import build_unsent_entry
from customers.palette.results import Entry
from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import REQUIRED_ROLES
from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import decode
from econ_admin.trail.models import Intent

MAX_WRITES = 40  # the latest, of which several may be of one customer
MAX_DRAFTS = 10
MAX_ENTRIES = 6
CUSTOMER_PATH = re.compile(r"customers/([0-9]+)(?:/|$)")


class RecentCustomer(NamedTuple):
    """A customer worked with lately. The name is "" if no write contained it."""

    number: int
    name: str


class _Write(NamedTuple):
    """A write that e-conomic carried out."""

    method: str
    noun: str
    path: str
    number: str
    document: dict[str, Any]
    """As e-conomic answered it, or else as it was sent."""


def list_recent(request: EconRequest) -> list[Entry]:
    """Returns the customers, drafts and invoices worked with lately: unsent drafts first, then by time."""
    drafts, writes = _list_working_drafts(request), list(_list_writes(request))
    entries = [build_unsent_entry(request, draft) for draft in drafts if draft.state != WorkingDraft.State.SENT]
    entries = entries[:3] if request.role >= REQUIRED_ROLES["customers:unsent-draft"] else []
    entries += _list_draft_entries(request, writes)[:3]
    entries += [build_recent_customer_entry(request, customer) for customer in _merge_customers(drafts, writes)]
    entries += _list_invoice_entries(request, drafts)
    return list({entry.url: entry for entry in entries}.values())[:MAX_ENTRIES]


def list_recent_customers(request: EconRequest) -> list[RecentCustomer]:
    """Returns the customers worked with lately."""
    return _merge_customers(_list_working_drafts(request), list(_list_writes(request)))[:MAX_ENTRIES]


def build_recent_customer_entry(request: EconRequest, customer: RecentCustomer) -> Entry:
    text = customer.name or _("Customer %(number)s") % {"number": customer.number}
    url = url_for(request, "customers:customer", customer.number)
    return Entry("building-store", text, url, str(customer.number) if customer.name else "", customer=customer.number)


def _list_working_drafts(request: EconRequest) -> list[WorkingDraft]:
    drafts = WorkingDraft.objects.filter(agreement=request.agreement, person=request.user).select_related("person")
    return list(drafts.order_by("-changed", "-pk")[:MAX_DRAFTS])


def _list_writes(request: EconRequest) -> Iterator[_Write]:
    intents = Intent.objects.filter(agreement=request.agreement, person=request.user).order_by("-pk")
    for intent in intents.prefetch_related("outcomes")[:MAX_WRITES]:
        done = [outcome for outcome in intent.outcomes.all() if outcome.status is not None and outcome.status < 300]
        if done:
            document = _decode(bytes(done[-1].body)) or _decode(bytes(intent.body)) or _decode(bytes(intent.before))
            yield _Write(intent.method, intent.noun, intent.path, intent.number, document)


def _decode(body: bytes) -> dict[str, Any]:
    try:
        document = decode(body) if body else None
    except UnexpectedResponse:
        return {}
    return document if isinstance(document, dict) else {}


def _merge_customers(drafts: list[WorkingDraft], writes: list[_Write]) -> list[RecentCustomer]:
    """Returns each customer once, with the first name that is known of it. Deleted ones are left out."""
    names: dict[int, str] = {}
    for draft in drafts:
        names.setdefault(draft.customer, draft.header.recipient.name)
    deleted: set[int] = set()
    for write in writes:
        number, name = _get_customer(write)
        if write.noun == "customers" and write.method == "DELETE" and number not in names:
            deleted.add(number)
        elif number and number not in deleted:
            names[number] = names.get(number) or name
    return [RecentCustomer(number, name) for number, name in names.items()]


def _get_customer(write: _Write) -> tuple[int, str]:
    """Returns the number and name of the write's customer; 0 if it has none."""
    match = CUSTOMER_PATH.match(write.path)
    name = write.document.get("name") if write.noun == "customers" else ""
    if write.noun == "drafts":
        customer, recipient = write.document.get("customer"), write.document.get("recipient")
        number = customer.get("customerNumber") if isinstance(customer, dict) else 0
        name = recipient.get("name") if isinstance(recipient, dict) else ""
    else:
        number = int(match[1]) if match else write.document.get("customerNumber")
    return (number if isinstance(number, int) else 0), (name if isinstance(name, str) else "")


def _list_draft_entries(request: EconRequest, writes: list[_Write]) -> list[Entry]:
    entries: dict[int, Entry | None] = {}
    for write in writes:
        number = write.document.get("draftInvoiceNumber") or (int(write.number) if write.number.isdigit() else 0)
        if write.noun != "drafts" or not isinstance(number, int) or not number or number in entries:
            continue
        text = _("Draft %(number)s, %(name)s") % {"number": number, "name": _get_customer(write)[1]}
        url = url_for(request, "customers:draft", number)
        entries[number] = None if write.method == "DELETE" else Entry("file-pencil", text.rstrip(", "), url)
    return [entry for entry in entries.values() if entry]


def _list_invoice_entries(request: EconRequest, drafts: list[WorkingDraft]) -> list[Entry]:
    """Returns the booked invoices that were copied or credited."""
    origins = (WorkingDraft.Origin.INVOICE, WorkingDraft.Origin.CREDIT_NOTE)
    return [
        Entry(
            "file-invoice",
            _("Invoice %(number)s, %(name)s") % {"number": draft.origin_number, "name": draft.header.recipient.name},
            url_for(request, "customers:booked-invoice", draft.origin_number),
        )
        for draft in drafts
        if draft.origin in origins and draft.origin_number
    ]
