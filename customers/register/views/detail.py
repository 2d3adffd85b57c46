"""The page of a customer."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.frame.contact_rows import place_name
from customers.frame.customer_frame import Around, around, customer_missing, frame, listed, way
from customers.frame.previous_next import neighbours
from customers.invoices.columns import LATEST, rows
from customers.invoices.views.lists import BOOKED_INVOICE, places
from customers.register.details import Names, facts
from customers.shared.unavailable import failed
from econ_admin.gateway import Unavailable, optional
from econ_admin.gateway.errors import NotFound
from econ_admin.http import EconRequest


@require_safe
def customer_page(request: EconRequest, customer: int) -> HttpResponse:
    economic, came_from = request.economic, listed(request)
    try:
        groups, terms, zones, layouts, employees, beside, *answers = economic.together(
            optional(economic.customer_groups.all),
            optional(economic.payment_terms.all),
            optional(economic.vat_zones.all),
            optional(economic.layouts.all),
            optional(economic.employees.all),
            optional(lambda: neighbours(economic, came_from, customer) if came_from.known else None),
            *around(economic, customer),
        )
    except NotFound:
        return customer_missing(request, customer)
    known = Around(*answers)
    record, booked = known.customer, known.booked
    names = Names(
        groups={each.customer_group_number: each.name for each in groups or ()},
        terms={each.payment_terms_number: each.name for each in terms or ()},
        zones={each.vat_zone_number: each.name for each in zones or ()},
        layouts={each.layout_number: each.name for each in layouts or ()},
        employees={each.employee_number: each.name for each in employees or ()},
        contacts={each.customer_contact_number: each.name for each in known.contacts or ()},
        locations={each.delivery_location_number: place_name(each) for each in known.locations or ()},
    )
    context = frame(request, known) | {
        "tab": "page",
        "e_invoicing_disabled": record.e_invoicing_disabled_by_default,
        "columns": facts(record, names),
        "latest": rows(booked.rows, LATEST, timezone.localdate(), places(request, BOOKED_INVOICE)) if booked else "",
        "latest_heads": LATEST,
        "latest_failed": failed(booked) if isinstance(booked, Unavailable) else None,
        "way": way(request, came_from, beside or None),
    }
    return render(request, "register/detail.html", context)
