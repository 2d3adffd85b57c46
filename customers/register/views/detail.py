"""The customer page."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.editing.overwritten import warn_if_overwritten
from customers.frame.contact_rows import format_location
from customers.frame.customer_frame import (
    build_customer_links,
    build_frame_context,
    get_origin_list,
    load_customer_context,
    render_no_such_customer,
)
from customers.frame.previous_next import find_neighbours
from customers.invoices.columns import LATEST_COLUMNS
from customers.invoices.invoice_kinds import BOOKED_INVOICE
from customers.invoices.rows import render_invoice_rows
from customers.register.details import CustomerNames, build_facts
from customers.register.forms import CustomerForm
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Unavailable, optional
from econ_admin.gateway.errors import NotFound


def _list_labels(fields: Sequence[str]) -> str:
    form = CustomerForm()
    return ", ".join(form.get_label(field) for field in fields)


@require_safe
def show_customer(request: EconRequest, customer: int) -> HttpResponse:
    economic, origin_list = request.economic, get_origin_list(request)
    try:
        groups, terms, zones, layouts, employees, neighbours, customer_context = economic.together(
            optional(economic.customer_groups.all),
            optional(economic.payment_terms.all),
            optional(economic.vat_zones.all),
            optional(economic.layouts.all),
            optional(economic.employees.all),
            optional(lambda: find_neighbours(economic, origin_list, customer) if origin_list.is_origin else None),
            lambda: load_customer_context(economic, customer),
        )
    except NotFound:
        return render_no_such_customer(request, customer)
    record, booked = customer_context.customer, customer_context.booked
    warn_if_overwritten(request, f"customers/{customer}", record, _list_labels)
    names = CustomerNames(
        groups={group.customer_group_number: group.name for group in groups or ()},
        terms={term.payment_terms_number: term.name for term in terms or ()},
        zones={zone.vat_zone_number: zone.name for zone in zones or ()},
        layouts={layout.layout_number: layout.name for layout in layouts or ()},
        employees={employee.employee_number: employee.name for employee in employees or ()},
        contacts={contact.customer_contact_number: contact.name for contact in customer_context.contacts or ()},
        locations={
            location.delivery_location_number: format_location(location)
            for location in customer_context.locations or ()
        },
    )
    context = build_frame_context(request, customer_context, origin_list) | {
        "tab": "page",
        "e_invoicing_disabled": record.e_invoicing_disabled_by_default,
        "columns": build_facts(record, names),
        "latest": render_invoice_rows(
            booked.rows, LATEST_COLUMNS, timezone.localdate(), BOOKED_INVOICE.build_url_prefixes(request)
        )
        if booked
        else "",
        "latest_heads": LATEST_COLUMNS,
        "latest_failed": describe_failure(booked) if isinstance(booked, Unavailable) else None,
        "previous_next": build_customer_links(request, origin_list, neighbours or None),
    }
    return render(request, "register/detail.html", context)
