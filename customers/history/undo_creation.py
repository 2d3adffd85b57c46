"""Takes a creation back: deletes what was created, unless it was changed since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.editing.delete_once import delete_once
from customers.editing.undo_links import build_undo_url
from customers.editing.unresolved_writes import UnresolvedWrite, find_posted
from customers.history.changes import Change, ChangeFormatter
from customers.history.undo_outcomes import UndoOutcomes
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation, DraftInvoice, Record
from econ_admin.http import redirect_to
from econ_admin.trail.labels import describe_subject
from econ_admin.trail.models import Entry
from econ_admin.trail.subjects import CUSTOMER_PATH


class ChangedSince(Exception):
    """Nothing was deleted: what was created has been changed, or has something of its own."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__(", ".join(change.label for change in changes))
        self.changes = changes


@dataclass(frozen=True)
class Creation:
    """A document that was created, and how to reach it."""

    noun: str
    number: int
    path: str
    created: Record
    get: Callable[[Gateway], Record]
    remove: Callable[[Gateway, Record], None]


def build_creation(entry: Entry, created: Record) -> Creation:
    """Builds what is needed to take the creation of this document back."""
    match = CUSTOMER_PATH.match(entry.intent.path)
    customer = int(match[1]) if match else 0
    noun, path = entry.noun, entry.intent.path
    match created:
        case Customer(customer_number=number):
            return Creation(
                noun, number, f"{path}/{number}", created, lambda economic: economic.customers.get(number),
                lambda economic, current: economic.customers.remove(number, current),  # type: ignore[arg-type]  # as created
            )  # fmt: skip
        case Contact(customer_contact_number=number):
            return Creation(
                noun, number, f"{path}/{number}", created, lambda economic: economic.contacts.get(customer, number),
                lambda economic, current: economic.contacts.remove(customer, number, current),  # type: ignore[arg-type]  # as created
            )  # fmt: skip
        case DeliveryLocation(delivery_location_number=number):
            return Creation(
                noun, number, f"{path}/{number}", created,
                lambda economic: economic.delivery_locations.get(customer, number),
                lambda economic, current: economic.delivery_locations.remove(customer, number, current),  # type: ignore[arg-type]  # as created
            )  # fmt: skip
        case DraftInvoice(draft_invoice_number=number):
            return Creation(
                noun, number, f"{path}/{number}", created, lambda economic: economic.drafts.get(number),
                lambda economic, current: economic.drafts.remove(number, current),  # type: ignore[arg-type]  # as created
            )  # fmt: skip
        case _:
            raise TypeError(f"no creation of {noun}")


def undo_creation(request: EconRequest, creation: Creation) -> HttpResponse:
    """Deletes it once, however often it is asked for."""
    unresolved = find_posted(request, "DELETE", creation.path)
    outcomes = CreationUndoOutcomes(request, creation, unresolved)
    formatter = ChangeFormatter(with_costs=True)  # drafts are written by accountants only

    def remove(economic: Gateway) -> None:
        current = creation.get(economic)
        if changes := [*formatter.list_changes(creation.created, current), *_list_children(economic, current)]:
            raise ChangedSince(changes)
        creation.remove(economic, current)

    try:
        return outcomes.attempt(lambda: delete_once(request, creation.noun, creation.number, unresolved, remove))
    except ChangedSince as error:
        return outcomes.render_changed(error)


def _list_children(economic: Gateway, current: Record) -> list[Change]:
    """Lists what e-conomic would delete with a customer."""
    if not isinstance(current, Customer):
        return []
    number = current.customer_number
    contacts, locations = economic.contacts.of(number), economic.delivery_locations.of(number)
    counts = {_("Contacts"): len(contacts), _("Delivery locations"): len(locations)}
    return [Change(label, "", str(count)) for label, count in counts.items() if count]


class CreationUndoOutcomes(UndoOutcomes[None]):
    """Leads to the list that it was in, with a message whose button restores it."""

    def __init__(self, request: EconRequest, creation: Creation, unresolved: UnresolvedWrite | None) -> None:
        super().__init__(request, creation.noun, creation.number, _build_list_url(request, creation))
        self.unresolved = unresolved
        self.subject = describe_subject(creation.noun, str(creation.number))

    def render_done(self, result: None) -> HttpResponse:
        text = _("%(subject)s deleted: its creation is undone.") % {"subject": self.subject}
        messages.success(self.request, text, extra_tags=build_undo_url(self.request, self.noun, self.number))
        return redirect_to(self.request, self.back)

    def render_not_found(self, error: NotFound) -> HttpResponse:
        return self.render_done(None) if self.unresolved else super().render_not_found(error)

    def render_changed(self, error: ChangedSince) -> HttpResponse:
        context = {"subject": self.subject, "changes": error.changes, "back": self.back}
        return render(self.request, "history/changed_since.html", context, status=409)


def _build_list_url(request: EconRequest, creation: Creation) -> str:
    match = CUSTOMER_PATH.match(creation.path)
    if creation.noun == "drafts":
        return url_for(request, "customers:all-drafts")
    views = {"contacts": "customers:contacts", "delivery-locations": "customers:delivery-locations"}
    if match and creation.noun in views:
        return url_for(request, views[creation.noun], int(match[1]))
    return url_for(request, "customers:list")
