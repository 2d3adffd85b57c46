"""Turns records into entries of the palette."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from customers.models import WorkingDraft
from customers.palette.results import Entry
from customers.palette.typed_query import TypedQuery
from customers.shared import formatting
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.records import BookedInvoice, Customer, DraftInvoice


def build_customer_entry(request: EconRequest, customer: Customer, query: TypedQuery) -> Entry:
    number = customer.customer_number
    return Entry(
        "building-store",
        customer.name or str(number),
        url_for(request, "customers:customer", number),
        " · ".join(filter(None, (str(number), customer.city))),
        customer.barred,
        is_exact=_is_customer(customer, query),
        words=query.words,
        customer=number,
    )


def _is_customer(customer: Customer, query: TypedQuery) -> bool:
    """Whether the typed number is the customer's: its number, CVR number or EAN number."""
    if not query.digits:
        return False
    cvr = "".join(filter(str.isdigit, customer.corporate_identification_number))
    return query.number == customer.customer_number or query.digits in (cvr, customer.ean.replace(" ", ""))


def build_invoice_entry(request: EconRequest, invoice: DraftInvoice | BookedInvoice, query: TypedQuery) -> Entry:
    amount = "" if invoice.gross_amount is None else formatting.format_amount(invoice.gross_amount)
    if isinstance(invoice, BookedInvoice):
        number, view, icon = invoice.booked_invoice_number, "customers:booked-invoice", "file-invoice"
        text = _("Invoice %(number)s, %(name)s")
    else:
        number, view, icon = invoice.draft_invoice_number, "customers:draft", "file-pencil"
        text = _("Draft %(number)s, %(name)s")
    return Entry(
        icon,
        text % {"number": number, "name": invoice.recipient.name},
        url_for(request, view, number),
        " · ".join(filter(None, (invoice.references.other[:40], f"{invoice.currency} {amount}".strip()))),
        is_exact=query.number == number,
        words=query.words,
    )


def build_unsent_entry(request: EconRequest, draft: WorkingDraft, words: Sequence[str] = ()) -> Entry:
    name = draft.header.recipient.name or str(draft.customer)
    return Entry(
        "file-pencil",
        _("Unsent draft for %(name)s") % {"name": name},
        url_for(request, "customers:unsent-draft", draft.pk),
        "" if draft.person_id == request.user.pk else str(draft.person),
        words=words,
    )
