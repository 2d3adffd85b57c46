"""A customer's delivery locations, on a page of their own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.views.one import customer_missing, frame
from econ_admin.gateway import wanted
from econ_admin.gateway.errors import Missing
from econ_admin.http import EconRequest


@require_safe
def delivery_locations(request: EconRequest, customer: int) -> HttpResponse:
    economic = request.economic
    try:
        record, contacts, locations = economic.together(
            lambda: economic.customers.get(customer),
            wanted(lambda: economic.contacts.of(customer)),
            wanted(lambda: economic.delivery_locations.of(customer)),
        )
    except Missing:
        return customer_missing(request, customer)
    return render(request, "customers/delivery_locations.html", frame(request, record, contacts, locations))
