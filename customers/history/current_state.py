"""What e-conomic has now, beside a write of unknown outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.history.changes import ChangeFormatter
from customers.history.documents import Versions
from customers.history.nouns import NOUNS, build_document_url
from customers.shared import formatting
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway, where
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation, DraftInvoice, Record
from econ_admin.gateway.server_clock import MAX_CLOCK_DIFFERENCE
from econ_admin.trail.models import Entry, Intent, State
from econ_admin.trail.subjects import CUSTOMER_PATH, decode_document

MAX_SIMILAR = 20
MAX_DRAFTS = 1000


class FieldState(NamedTuple):
    """A field as it was sent, and as e-conomic has it."""

    label: str
    mine: str
    theirs: str


class SimilarDocument(NamedTuple):
    """A document that the write may have created."""

    text: str
    url: str


@dataclass(frozen=True)
class CurrentState:
    """What e-conomic has now, as a sentence and what it rests on."""

    sentence: str
    fields: Sequence[FieldState] = ()
    similar: Sequence[SimilarDocument] = ()


def load_current_state(
    request: EconRequest, entry: Entry, versions: Versions, formatter: ChangeFormatter
) -> CurrentState:
    """Loads what tells whether the write was done. Raises GatewayError."""
    if entry.intent.method == "POST":
        similar = _list_similar(request, entry, versions.after)
        sentence = _("This may be it:") if similar else _("e-conomic has nothing like it.")
        return CurrentState(sentence, similar=similar)
    try:
        current = _load_document(request.economic.refreshed(), entry)
    except NotFound:
        return CurrentState(_("It is no longer in e-conomic."))
    if entry.intent.method == "DELETE":
        return CurrentState(_("It is still in e-conomic."))
    return _compare(versions, current, formatter)


def _compare(versions: Versions, current: Record, formatter: ChangeFormatter) -> CurrentState:
    before, sent = versions
    changed_since = {change.label: change.after for change in formatter.list_changes(before, current)}
    changes = formatter.list_changes(before, sent)
    fields = [
        FieldState(change.label, change.after, changed_since.get(change.label, change.before)) for change in changes
    ]
    if not fields:
        return CurrentState(_("None of the fields shown here were to change. Look in e-conomic itself."))
    if all(field.mine == field.theirs for field in fields):
        return CurrentState(_("e-conomic has what was sent."), fields)
    if all(change.before == field.theirs for change, field in zip(changes, fields, strict=True)):
        return CurrentState(_("e-conomic has what was there before."), fields)
    return CurrentState(_("e-conomic has other values. Somebody may have saved since."), fields)


def _load_document(economic: Gateway, entry: Entry) -> Record:
    number, customer = int(entry.intent.number), _get_customer(entry)
    calls: dict[str, Callable[[], Record]] = {
        "customers": lambda: economic.customers.get(number),
        "contacts": lambda: economic.contacts.get(customer, number),
        "delivery-locations": lambda: economic.delivery_locations.get(customer, number),
        "drafts": lambda: economic.drafts.get(number),
    }
    return calls[entry.noun]()


def _list_similar(request: EconRequest, entry: Entry, sent: Record | None) -> list[SimilarDocument]:
    """Lists documents of the same name; of drafts, those of the customer that changed since."""
    noun, path = NOUNS[entry.noun], entry.intent.path
    documents = _load_similar(request.economic.refreshed(), entry, sent)
    similar = []
    for document in documents[:MAX_SIMILAR]:
        number = str(decode_document(document.raw).get(noun.number_key, ""))
        url = build_document_url(request, noun.key, number, path)
        similar.append(SimilarDocument(f"{noun.name} {number} {noun.get_name(document)}".rstrip(), url))
    return similar


def _load_similar(economic: Gateway, entry: Entry, sent: Record | None) -> Sequence[Record]:
    customer = _get_customer(entry)
    match sent:
        case Customer():
            return economic.customers.page(where("name").eq(sent.name), size=MAX_SIMILAR).items
        case Contact():
            return [contact for contact in economic.contacts.of(customer) if contact.name == sent.name]
        case DeliveryLocation():
            locations = economic.delivery_locations.of(customer)
            return [location for location in locations if location.address == sent.address]
        case DraftInvoice():
            drafts = economic.drafts.of(sent.customer.customer_number, size=MAX_DRAFTS).complete().items
            since = entry.at - MAX_CLOCK_DIFFERENCE
            return [draft for draft in drafts if draft.last_updated is None or draft.last_updated >= since]
        case _:
            return []


def describe_later_write(entry: Entry) -> str:
    """Says if the same thing was saved here afterwards; "" if not."""
    later = _find_later_write(entry)
    if later is None:
        return ""
    parameters = {"person": later.person, "date": formatting.format_datetime(later.at)}
    if entry.intent.method == "POST":
        return _("%(person)s sent the same again on %(date)s, and that was done.") % parameters
    return _("%(person)s saved it again on %(date)s, and that was done.") % parameters


def _find_later_write(entry: Entry) -> Intent | None:
    intent: Intent = entry.intent
    owner = {"agreement": entry.agreement_id, "noun": intent.noun, "number": intent.number, "path": intent.path}
    later = Intent.objects.filter(**owner, pk__gt=entry.pk, entry__state=State.DONE).select_related("person")
    if intent.method == "POST":
        later = later.filter(method="POST", body=intent.body)
    return later.order_by("pk").first()


def _get_customer(entry: Entry) -> int:
    match = CUSTOMER_PATH.match(entry.intent.path)
    return int(match[1]) if match else 0
