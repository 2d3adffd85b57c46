"""The list of customers, and the page of one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_htmx.http import push_url, reswap, retarget

from customers import formats
from customers.forms.customer_list import FILTERS, CustomerListForm
from customers.listing import heads, options, pages
from customers.listing.rows import rows
from customers.overview.facts import Names, facts
from customers.overview.people import place_name
from customers.views.failing import failed
from customers.views.one import customer_missing, frame
from econ_admin.gateway import Gap, Page, wanted
from econ_admin.gateway.errors import Missing
from econ_admin.gateway.records import Customer
from econ_admin.http import EconRequest, part, url_for

LIST = "customers/list.html"


@require_safe
def customer_list(request: EconRequest) -> HttpResponse:
    economic, form = request.economic, CustomerListForm(request.GET, url_for(request, "customers:list"))
    found, groups, currencies = economic.together(
        wanted(lambda: economic.customers.page(form.filter, form.sorting, form.page_number - 1, form.page_size)),
        wanted(economic.customer_groups.all),
        wanted(economic.currencies.all),
    )
    names = {group.customer_group_number: group.name for group in groups or ()}
    codes = [currency.code for currency in currencies or ()]
    context = _question(form, names, codes) | _answer(request, form, names, found)
    template = part(request, LIST, "customer-table")
    swapped = template != LIST
    response = render(request, template, context | {"swapped": swapped}, status=context["status"])
    if swapped:
        push_url(response, form.here)  # without the fields that were left empty
    if swapped and "failed" in context:
        # Where the list would stand: rows of an earlier question must not seem to answer this one.
        reswap(retarget(response, "#customer-table"), "outerHTML")
    return response


@require_safe
def customer_page(request: EconRequest, customer: int) -> HttpResponse:
    economic = request.economic
    try:
        record, contacts, locations, groups, terms, zones, layouts, employees = economic.together(
            lambda: economic.customers.get(customer),
            wanted(lambda: economic.contacts.of(customer)),
            wanted(lambda: economic.delivery_locations.of(customer)),
            wanted(economic.customer_groups.all),
            wanted(economic.payment_terms.all),
            wanted(economic.vat_zones.all),
            wanted(economic.layouts.all),
            wanted(economic.employees.all),
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
        "columns": facts(record, names),
    }
    return render(request, "customers/page.html", context)


def _question(form: CustomerListForm, names: dict[int, str], codes: list[str]) -> dict[str, Any]:
    """What is asked, and what else might be."""
    return {
        "form": form,
        "unfiltered": form.address(**dict.fromkeys(FILTERS, "")),
        "turned": form.address(sort=heads.turned(form.sorted_by)),
        "sorts": heads.sorts(form),
        "chips": options.chips(form, names),
        "groups": options.groups(form, names),
        "balances": options.balances(form),
        "barrings": options.barrings(form),
        "currencies": options.currencies(form, codes),
    }


def _answer(
    request: EconRequest, form: CustomerListForm, names: dict[int, str], found: Page[Customer] | Gap
) -> dict[str, Any]:
    """What came of it: customers, none, or the reason why that is not known."""
    if isinstance(found, Gap):
        why = failed(found)
        return {"failed": why, "status": why.status, "announcement": why.sentence}
    below = url_for(request, "customers:page", 0).removesuffix("0/")
    return {
        "status": 200,
        "rows": rows(found.items, names, below, form.trail),
        "heads": heads.heads(form),
        "pager": pages.pager(found, form),
        "caption": pages.caption(found, form),
        "announcement": pages.said(found, form),
        "all_customers": formats.whole(found.results_without_filter),
    }
