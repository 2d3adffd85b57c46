"""A draft made of a body: everything but its number and handle."""

from collections.abc import Sequence
from decimal import Decimal

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting import lines
from econ_admin.sandbox.drafting.header import currency_and_rate, payment_terms_and_due_date, recipient, references
from econ_admin.sandbox.drafting.resolve_references import CUSTOMER, DELIVERY_LOCATION, LAYOUT, Pointing
from econ_admin.sandbox.error_responses import invalid
from econ_admin.sandbox.repository import Books
from econ_admin.sandbox.request import Call

AS_SENT = ("delivery", "notes")


def draft(call: Call, sent: Document, before: Document) -> Document:
    """The draft that a body describes; `before` is the one it replaces, if there is one. Raises a refusal."""
    pointing = Pointing(call)
    layout = sent["layout"] if "layout" in sent else before["layout"]  # the published PUT has none
    owner = pointing.unbarred("customer", CUSTOMER, sent["customer"], "E06820") or {}
    customer = int(owner.get("customerNumber", 0))
    made: Document = {
        "date": sent["date"],
        **currency_and_rate(pointing, sent),
        **payment_terms_and_due_date(pointing, sent),
        "customer": {"customerNumber": customer},
        "recipient": recipient(pointing, sent["recipient"], owner, before),
        "layout": pointing.snapshot("layout", LAYOUT, layout),
        **{name: sent[name] for name in AS_SENT if sent.get(name)},
    }
    if "deliveryLocation" in sent:
        place = pointing.snapshot("deliveryLocation", DELIVERY_LOCATION, sent["deliveryLocation"], owner=customer)
        made["deliveryLocation"] = place
    if told := references(pointing, sent.get("references", {}), customer):
        made["references"] = told
    if number := sent.get("project", {}).get("projectNumber"):
        made["project"] = {"projectNumber": number}  # the sandbox has no projects to look it up in
    kept = lines.taken(pointing, sent.get("lines", ()))
    if pointing.wrongs:
        raise invalid(pointing.wrongs)
    return reckoned(call.books, made, kept, call.minute)


def with_lines(call: Call, before: Document, sent: Sequence[Document]) -> Document:
    """A draft with more lines. Raises a refusal."""
    pointing = Pointing(call)
    kept = lines.taken(pointing, sent, before.get("lines", ()))
    if pointing.wrongs:
        raise invalid(pointing.wrongs)
    return reckoned(call.books, before, kept, call.minute)


def reckoned(books: Books, made: Document, kept: Sequence[Document], minute: str) -> Document:
    """The draft with what it comes to."""
    zone = made["recipient"]["vatZone"]["vatZoneNumber"]
    whole, total = lines.reckoned(books, kept, zone, Decimal(made["exchangeRate"]))
    made = {**made, **total.of_draft(), "lastUpdated": minute}
    return {**made, "lines": whole} if whole else {key: value for key, value in made.items() if key != "lines"}
