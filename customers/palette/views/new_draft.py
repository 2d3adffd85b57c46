"""Chooses the customer of a new draft, by number or name; recent customers are offered first."""

from functools import partial
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from customers.palette.find import list_customer_filters
from customers.palette.recent import list_recent_customers
from customers.palette.typed_query import CUSTOMERS, TypedQuery, read_query
from customers.shared import formatting
from customers.shared.optional_calls import side_by_side, split_pages
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Page, where
from econ_admin.gateway.records import Customer
from econ_admin.http import choose_template

MAX_CUSTOMERS = 20
TEMPLATE, PARTIAL = "palette/new_draft.html", "matches"


class Choice(NamedTuple):
    """A customer to choose."""

    number: int
    name: str
    city: str
    barred: bool
    is_exact: bool
    url: str


@require_safe
def choose_customer(request: EconRequest) -> HttpResponse:
    """Lists customers that match, or the recent ones. Each starts a draft with a POST."""
    query = read_query(request.GET.get("q", ""))
    if CUSTOMERS not in query.parts:  # the number of an invoice was pasted; here it can only be a customer's
        query = TypedQuery(query.text, query.digits)
    context = _find_customers(request, query) if query.is_searchable else _load_recent(request)
    template = choose_template(request, TEMPLATE, PARTIAL)
    failed = context["failed"]
    status = failed.status if failed and template == TEMPLATE and not context["choices"] else 200
    response = render(request, template, context | {"query": query, "swapped": template != TEMPLATE}, status=status)
    if template != TEMPLATE:
        push_url(response, request.get_full_path())
    return response


def _find_customers(request: EconRequest, query: TypedQuery) -> dict[str, Any]:
    filters = list_customer_filters(query)
    customers, failed, count = _load(request, [partial(_fetch, request, filter) for filter in filters])
    number = query.number
    choices = [_build_choice(request, customer, is_exact=customer.customer_number == number) for customer in customers]
    choices.sort(key=lambda choice: not choice.is_exact)
    announcement = ngettext("%(count)s customer", "%(count)s customers", count) % {
        "count": formatting.format_count(count)
    }
    return {"choices": choices[:MAX_CUSTOMERS], "failed": failed, "count": count, "announcement": announcement}


def _load_recent(request: EconRequest) -> dict[str, Any]:
    """Loads the recent customers, since e-conomic knows which of them are barred."""
    recent = list_recent_customers(request)
    filter = where("customerNumber").in_([customer.number for customer in recent]) if recent else None
    customers, failed, _count = _load(request, [partial(_fetch, request, filter)] if filter else [])
    by_number = {customer.customer_number: customer for customer in customers}
    choices = [_build_choice(request, by_number[number]) for number, _name in recent if number in by_number]
    return {"choices": choices, "failed": failed, "is_recent": True, "announcement": ""}


def _fetch(request: EconRequest, filter: Any) -> Page[Customer]:
    return request.economic.customers.page(filter, ("name",), 0, MAX_CUSTOMERS)


def _load(request: EconRequest, calls: list[Any]) -> tuple[list[Customer], Any, int]:
    """Returns the customers of all pages, each once; why a page is missing; and how many match."""
    pages, failures = split_pages(side_by_side(request.economic, calls))
    customers = {customer.customer_number: customer for page in pages for customer in page.items}
    count = max(len(customers), max((page.results for page in pages), default=0))
    return list(customers.values()), describe_failure(failures[0]) if failures else None, count


def _build_choice(request: EconRequest, customer: Customer, *, is_exact: bool = False) -> Choice:
    number = customer.customer_number
    url = url_for(request, "customers:new-draft", number)
    return Choice(number, customer.name or str(number), customer.city, customer.barred, is_exact, url)
