"""One invoice as a readable document, draft or booked, with its PDF in the page."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import formats
from customers.drafting import Vat
from customers.invoices.columns import Invoice, money
from customers.invoices.document import Names, groups, names_contacts
from customers.invoices.money import margins, rows, totals
from customers.invoices.standing import age
from customers.overview.links import plain
from customers.sheets import reckoning
from econ_admin.access.roles import Role
from econ_admin.gateway import wanted
from econ_admin.gateway.errors import Missing
from econ_admin.gateway.records import BookedInvoice, DraftInvoice
from econ_admin.http import EconRequest, failure, url_for

I = TypeVar("I", DraftInvoice, BookedInvoice)  # noqa: E741 - an invoice


def shown(
    request: EconRequest, page: str, get: Callable[[], I], missing: str, more: Callable[[I], dict[str, Any]]
) -> HttpResponse:
    """`missing` says what it means that e-conomic does not have it; `more` is what this kind has beside the rest."""
    economic = request.economic
    try:
        invoice, layouts, employees = economic.together(
            get, wanted(economic.layouts.all), wanted(economic.employees.all)
        )
    except Missing:
        return failure(request, missing, 404, title=_("No such invoice"))
    names = Names(
        layouts={each.layout_number: each.name for each in layouts or ()},
        employees={each.employee_number: each.name for each in employees or ()},
        contacts=_contacts(request, invoice),
    )
    return render(request, page, _document(request, invoice, names, _vats(request, invoice)) | more(invoice))


def _contacts(request: EconRequest, invoice: Invoice) -> dict[int, str]:
    """A second call, since only the invoice tells whose contacts they are; none where it names nobody."""
    if not names_contacts(invoice):
        return {}
    economic, customer = request.economic, invoice.customer.customer_number
    (contacts,) = economic.together(wanted(lambda: economic.contacts.of(customer)))
    return {each.customer_contact_number: each.name for each in contacts or ()}


def _vats(request: EconRequest, invoice: Invoice) -> Sequence[Vat]:
    """A booked invoice has them in its lines."""
    return reckoning.vats(request.economic, invoice) if isinstance(invoice, DraftInvoice) else ()


def _document(request: EconRequest, invoice: Invoice, names: Names, vats: Sequence[Vat]) -> dict[str, Any]:
    notes, today = invoice.notes, timezone.localdate()
    may_see_margins = isinstance(invoice, DraftInvoice) and request.role >= Role.ACCOUNTANT
    return {
        "name": invoice.recipient.name,
        "customer": str(invoice.customer.customer_number),
        "customer_url": url_for(request, "customers:page", invoice.customer.customer_number),
        "date": formats.day(invoice.date),
        "age": age(invoice.date, today),
        "due": formats.day(invoice.due_date) if invoice.due_date else "",
        "terms": invoice.payment_terms.name,
        "currency": invoice.currency,
        "gross": money(invoice.gross_amount),
        "net": money(invoice.net_amount),
        "columns": groups(invoice, names),
        "heading": notes.heading,
        "above": plain(notes.text_line1),
        "below": plain(notes.text_line2),
        "lines": rows(invoice),
        "has_vat": isinstance(invoice, BookedInvoice),
        "totals": totals(invoice, vats),
        "margins": margins(invoice) if may_see_margins and isinstance(invoice, DraftInvoice) else [],
    }
