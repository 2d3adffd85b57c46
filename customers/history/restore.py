"""Makes a deleted document again. e-conomic gives it a new number."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from customers.editing.submit_once import submit_once
from customers.editing.write_outcomes import WriteOutcomes
from customers.history.nouns import NOUNS, build_document_url
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Document, Gateway
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.gateway.json_codec import encode
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation, DraftInvoice, Record
from econ_admin.http import redirect_to, render_error
from econ_admin.trail.models import IS_DEFINITE, Entry, Intent, Outcome, State
from econ_admin.trail.subjects import CUSTOMER_PATH, decode_document

GONE = ("attention", "customerContact", "defaultDeliveryLocation")  # deleted with the customer


@dataclass(frozen=True)
class Restoration:
    """What to send where."""

    entry: Entry
    path: str  # of the collection
    document: Document
    record: type[Record]
    add: Callable[[Gateway], Record]


def build_restoration(entry: Entry, before: Record) -> Restoration:
    """Builds the creation of what the entry deleted, without its number."""
    document = before.with_changes()
    document.pop(NOUNS[entry.noun].number_key, None)
    match = CUSTOMER_PATH.match(entry.intent.path)
    customer = int(match[1]) if match else 0
    match before:
        case Customer():
            document = {name: value for name, value in document.items() if name not in GONE}
            return Restoration(
                entry, "customers", document, Customer, lambda economic: economic.customers.add(document)
            )
        case Contact():
            path = f"customers/{customer}/contacts"
            return Restoration(
                entry, path, document, Contact, lambda economic: economic.contacts.add(customer, document)
            )
        case DeliveryLocation():
            path = f"customers/{customer}/delivery-locations"
            return Restoration(
                entry, path, document, DeliveryLocation,
                lambda economic: economic.delivery_locations.add(customer, document),
            )  # fmt: skip
        case _:
            return Restoration(
                entry, "invoices/drafts", document, DraftInvoice, lambda economic: economic.drafts.add(document)
            )


def restore(request: EconRequest, restoration: Restoration) -> HttpResponse:
    """Creates it once, however often it is asked for. A write of unknown outcome is sent again with its key."""
    key, document = restoration.entry.intent.key, restoration.document
    if earlier := _find_earlier(restoration):
        if not _was_deleted(earlier, restoration):
            return RestoreOutcomes(request, restoration).render_done(_decode(earlier, restoration))
        key = earlier.intent.key
    return RestoreOutcomes(request, restoration).attempt(
        lambda: submit_once(
            request, restoration.path, key, encode(document), restoration.record, restoration.add
        )
    )  # fmt: skip


def _find_earlier(restoration: Restoration) -> Outcome | None:
    """Returns the outcome of the latest restoration, whoever made it."""
    entry, body = restoration.entry, encode(restoration.document)
    intents = Intent.objects.filter(
        agreement=entry.agreement_id, noun=entry.noun, number="", path=restoration.path, body=body, pk__gt=entry.pk
    )
    done = Outcome.objects.filter(IS_DEFINITE, intent__in=intents, status__lt=300)
    return done.select_related("intent").order_by("-intent").first()


def _was_deleted(earlier: Outcome, restoration: Restoration) -> bool:
    """Whether what was restored was deleted again here."""
    entry = restoration.entry
    number = decode_document(bytes(earlier.body)).get(NOUNS[entry.noun].number_key, "")
    deletions = Intent.objects.filter(
        agreement=entry.agreement_id, noun=entry.noun, number=str(number), method="DELETE", pk__gt=earlier.intent_id
    )
    return deletions.filter(entry__state__in=(State.DONE, State.FOUND_DONE)).exists()


def _decode(earlier: Outcome, restoration: Restoration) -> Record:
    return restoration.record.decode(bytes(earlier.body))


class RestoreOutcomes(WriteOutcomes[Record]):
    """Leads to the restored document, or says why there is none."""

    def __init__(self, request: EconRequest, restoration: Restoration) -> None:
        super().__init__(request)
        self.restoration = restoration

    def render_done(self, result: Record) -> HttpResponse:
        noun, path = NOUNS[self.restoration.entry.noun], self.restoration.path
        number = str(decode_document(result.raw).get(noun.number_key, ""))
        text = _("%(noun)s restored with the new number %(number)s.") % {"noun": noun.name, "number": number}
        messages.success(self.request, text)
        return redirect_to(self.request, build_document_url(self.request, noun.key, number, path))

    def render_busy(self) -> HttpResponse:
        return render_error(self.request, _("This is being restored, or has been already. Look at its history."), 409)

    def render_not_found(self, error: NotFound) -> HttpResponse:
        message = _("The customer that this belonged to is no longer in e-conomic. Restore the customer first.")
        return render_error(self.request, message, 409)

    def render_failure(self, error: GatewayError) -> HttpResponse:
        raise error  # the middleware says what it was; the history shows the attempt

    def render_current(self) -> HttpResponse:
        message = _("We don't know whether this was restored, and it is too late to try again safely. Check the list.")
        messages.warning(self.request, message)
        return redirect_to(self.request, url_for(self.request, "customers:history"))
