"""The page of a draft or booked invoice, with its PDF."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.frame.contact_rows import format_location
from customers.invoices.columns import Invoice, format_money
from customers.invoices.invoice_kinds import InvoiceKind
from customers.invoices.invoice_summary import InvoiceNames, build_groups, has_named_contacts
from customers.invoices.invoice_totals import (
    build_base_totals,
    build_invoice_rows,
    build_margins,
    build_totals,
    is_foreign,
)
from customers.invoices.neighbours import build_links, find_neighbours, get_origin_list
from customers.invoices.payment_status import format_age
from customers.shared import draft_vat, formatting, products
from customers.shared.invoice_math import Vat
from customers.shared.text_links import split_lines
from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import Role
from econ_admin.gateway import optional
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import BookedInvoice, Contact, DeliveryLocation, DraftInvoice
from econ_admin.http import render_error

I = TypeVar("I", DraftInvoice, BookedInvoice)  # noqa: E741 - an invoice


def render_invoice(
    request: EconRequest,
    kind: InvoiceKind,
    number: int,
    template: str,
    fetch: Callable[[], I],
    missing_message: str,
    build_details: Callable[[I], dict[str, Any]],
) -> HttpResponse:
    """Renders the invoice, or `missing_message` if e-conomic does not have it. `build_details` adds what only this kind
    has.
    """
    economic, origin_list = request.economic, get_origin_list(request, kind)
    try:
        invoice, layouts, employees, neighbours = economic.together(
            fetch,
            optional(economic.layouts.all),
            optional(economic.employees.all),
            optional(lambda: find_neighbours(economic, kind, origin_list, number) if origin_list else None),
        )
    except NotFound:
        return render_error(request, missing_message, 404, title=_("Invoice not found"))
    contacts, locations, vats = _load_related(request, invoice)
    names = InvoiceNames(
        layouts={layout.layout_number: layout.name for layout in layouts or ()},
        employees={employee.employee_number: employee.name for employee in employees or ()},
        contacts={contact.customer_contact_number: contact.name for contact in contacts},
        locations={location.delivery_location_number: format_location(location) for location in locations},
    )
    context = _build_document_context(request, invoice, names, vats) | {
        "number": str(number),
        "list_url": origin_list.current_url if origin_list else kind.get_url(request),
        "previous_next": build_links(request, kind, origin_list, neighbours),
    }
    return render(request, template, context | build_details(invoice))


def _load_related(
    request: EconRequest, invoice: Invoice
) -> tuple[Sequence[Contact], Sequence[DeliveryLocation], Sequence[Vat]]:
    """Loads the contacts and the delivery location that the invoice names and, for a draft, its VAT by rate.

    This is a second round trip, because the invoice says what to load. Booked invoices have VAT in their lines. The age
    of the page is the invoice's own.
    """
    economic, customer = request.economic.supporting(), invoice.customer.customer_number
    contacts_call = partial(economic.contacts.of, customer) if has_named_contacts(invoice) else list[Contact]
    product_numbers = {line.product.product_number for line in invoice.lines if line.product}
    product_calls = products.build_product_calls(economic, product_numbers) if isinstance(invoice, DraftInvoice) else []
    locations_call = (
        partial(economic.delivery_locations.of, customer) if invoice.delivery_location else list[DeliveryLocation]
    )
    contacts, locations, *product_pages = economic.together(
        optional(contacts_call), optional(locations_call), *map(optional, product_calls)
    )
    if not isinstance(invoice, DraftInvoice):
        return contacts or (), locations or (), ()
    return (
        contacts or (),
        locations or (),
        draft_vat.vats(economic, invoice, products.collect_product_groups(product_pages)),
    )


def _build_document_context(
    request: EconRequest, invoice: Invoice, names: InvoiceNames, vats: Sequence[Vat]
) -> dict[str, Any]:
    notes, today = invoice.notes, timezone.localdate()
    may_see_margins = isinstance(invoice, DraftInvoice) and request.role >= Role.ACCOUNTANT
    return {
        "name": invoice.recipient.name,
        "customer": str(invoice.customer.customer_number),
        "customer_url": url_for(request, "customers:customer", invoice.customer.customer_number),
        "date": formatting.format_date(invoice.date),
        "age": format_age(invoice.date, today),
        "due": formatting.format_date(invoice.due_date) if invoice.due_date else "",
        "terms": invoice.payment_terms.name,
        "currency": invoice.currency,
        "gross": format_money(invoice.gross_amount),
        "net": format_money(invoice.net_amount),
        "columns": build_groups(invoice, names),
        "heading": notes.heading,
        "above": split_lines(notes.text_line1),
        "below": split_lines(notes.text_line2),
        "lines": build_invoice_rows(invoice),
        "has_vat": isinstance(invoice, BookedInvoice),
        "has_margins": may_see_margins,
        "cost_label": _("Cost price in the agreement's currency") if is_foreign(invoice) else _("Cost price"),
        "margin_label": _("Margin in the agreement's currency") if is_foreign(invoice) else _("Margin"),
        "text_span": 8 if isinstance(invoice, BookedInvoice) or may_see_margins else 6,
        "totals": build_totals(invoice, vats),
        "base_totals": build_base_totals(invoice),
        "margins": build_margins(invoice) if may_see_margins and isinstance(invoice, DraftInvoice) else [],
    }
