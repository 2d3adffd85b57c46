"""Runs the query of an invoice list: fetches a page of it."""

from collections.abc import Callable
from typing import Any

from customers.invoices.query_form import BookedListForm, DraftListForm
from econ_admin.gateway import Filter, Gateway, Page
from econ_admin.gateway.records import BookedInvoice, ListedDraft
from econ_admin.gateway.resources.booked import BookedList

FetchPage = Callable[..., Page[Any]]
"""Fetches one page of a list: gateway, form, page counted from 0, size, and a filter that narrows it, if any."""


def fetch_drafts(
    economic: Gateway, form: DraftListForm, page: int, size: int, narrowed: Filter | None = None
) -> Page[ListedDraft]:
    filter = _combine(form.filter, narrowed)
    if form.customer_number:
        return economic.drafts.of(form.customer_number, filter, form.api_sort, page, size)
    return economic.drafts.page(filter, form.api_sort, page, size)


def fetch_booked(
    economic: Gateway, form: BookedListForm, page: int, size: int, narrowed: Filter | None = None
) -> Page[BookedInvoice]:
    """Fetches a page. e-conomic has a collection per customer, but only for all states together."""
    state, customer = form.chosen_state, form.customer_number
    filter = _combine(form.filter, narrowed)
    if customer and not state:
        return economic.booked.of(customer, filter, form.api_sort, page, size)
    if customer:
        filter = _combine(form.customer_filter, narrowed)
    return _select_state(economic, state).page(filter, form.api_sort, page, size)


def _combine(first: Filter | None, second: Filter | None) -> Filter | None:
    return first & second if first and second else first or second


def _select_state(economic: Gateway, state: str) -> BookedList:
    sources = {
        "unpaid": economic.booked.unpaid,
        "overdue": economic.booked.overdue,
        "not-due": economic.booked.not_due,
        "paid": economic.booked.paid,
    }
    return sources.get(state, economic.booked)
