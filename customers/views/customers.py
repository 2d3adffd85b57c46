"""The page of a customer."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.neighbours import neighbours
from customers.overview.facts import Names, facts
from customers.overview.people import place_name
from customers.views.one import customer_missing, frame, listed, way
from econ_admin.gateway import wanted
from econ_admin.gateway.errors import Missing
from econ_admin.http import EconRequest


@require_safe
def customer_page(request: EconRequest, customer: int) -> HttpResponse:
    economic, came_from = request.economic, listed(request)
    try:
        record, contacts, locations, groups, terms, zones, layouts, employees, beside = economic.together(
            lambda: economic.customers.get(customer),
            wanted(lambda: economic.contacts.of(customer)),
            wanted(lambda: economic.delivery_locations.of(customer)),
            wanted(economic.customer_groups.all),
            wanted(economic.payment_terms.all),
            wanted(economic.vat_zones.all),
            wanted(economic.layouts.all),
            wanted(economic.employees.all),
            wanted(lambda: neighbours(economic, came_from, customer) if came_from.known else None),
        )
    except Missing:
        return customer_missing(request, customer)
    names = Names(
        groups={each.customer_group_number: each.name for each in groups or ()},
        terms={each.payment_terms_number: each.name for each in terms or ()},
        zones={each.vat_zone_number: each.name for each in zones or ()},
        layouts={each.layout_number: each.name for each in layouts or ()},
        employees={each.employee_number: each.name for each in employees or ()},
        contacts={each.customer_contact_number: each.name for each in contacts or ()},
        locations={each.delivery_location_number: place_name(each) for each in locations or ()},
    )
    context = frame(request, record, contacts, locations) | {
        "tab": "page",
        "e_invoicing_disabled": record.e_invoicing_disabled_by_default,
        "columns": facts(record, names),
        "way": way(request, came_from, beside or None),
    }
    return render(request, "customers/page.html", context)
