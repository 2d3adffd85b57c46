"""One invoice as a readable document, draft or booked, with its PDF in the page."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.invoices.columns import Invoice, money
from customers.invoices.invoice_summary import Names, groups, names_contacts
from customers.invoices.invoice_totals import margins, rows, totals
from customers.invoices.payment_status import age
from customers.shared import draft_vat, formatting, products
from customers.shared.invoice_math import Vat
from customers.shared.text_links import plain
from econ_admin.access.roles import Role
from econ_admin.gateway import optional
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import BookedInvoice, Contact, DraftInvoice
from econ_admin.http import EconRequest, render_error, url_for

I = TypeVar("I", DraftInvoice, BookedInvoice)  # noqa: E741 - an invoice


def shown(
    request: EconRequest, page: str, get: Callable[[], I], missing: str, more: Callable[[I], dict[str, Any]]
) -> HttpResponse:
    """`missing` says what it means that e-conomic does not have it; `more` is what this kind has beside the rest."""
    economic = request.economic
    try:
        invoice, layouts, employees = economic.together(
            get, optional(economic.layouts.all), optional(economic.employees.all)
        )
    except NotFound:
        return render_error(request, missing, 404, title=_("No such invoice"))
    contacts, vats = _beside(request, invoice)
    names = Names(
        layouts={each.layout_number: each.name for each in layouts or ()},
        employees={each.employee_number: each.name for each in employees or ()},
        contacts={each.customer_contact_number: each.name for each in contacts},
    )
    return render(request, page, _document(request, invoice, names, vats) | more(invoice))


def _beside(request: EconRequest, invoice: Invoice) -> tuple[Sequence[Contact], Sequence[Vat]]:
    """A second round trip, since only the invoice tells whose contacts it names, and what it is for.

    None where it names nobody and is booked: then it has its VAT in its lines.
    """
    economic, customer = request.economic, invoice.customer.customer_number
    called = partial(economic.contacts.of, customer) if names_contacts(invoice) else list[Contact]
    sold = {line.product.product_number for line in invoice.lines if line.product}
    asking = products.asking(economic, sold) if isinstance(invoice, DraftInvoice) else []
    contacts, *found = economic.together(optional(called), *map(optional, asking))
    if not isinstance(invoice, DraftInvoice):
        return contacts or (), ()
    return contacts or (), draft_vat.vats(economic, invoice, products.groups_in(found))


def _document(request: EconRequest, invoice: Invoice, names: Names, vats: Sequence[Vat]) -> dict[str, Any]:
    notes, today = invoice.notes, timezone.localdate()
    may_see_margins = isinstance(invoice, DraftInvoice) and request.role >= Role.ACCOUNTANT
    return {
        "name": invoice.recipient.name,
        "customer": str(invoice.customer.customer_number),
        "customer_url": url_for(request, "customers:page", invoice.customer.customer_number),
        "date": formatting.day(invoice.date),
        "age": age(invoice.date, today),
        "due": formatting.day(invoice.due_date) if invoice.due_date else "",
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
