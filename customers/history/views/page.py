"""Builds and renders a page of the history."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import push_url

from customers.history.changes import ChangeFormatter
from customers.history.entry_pages import EntryPage, load_page
from customers.history.filter_choices import build_filter_context
from customers.history.filter_form import HistoryFilterForm
from customers.history.outside_changes import add_outside_rows
from customers.history.rows import build_row, group_by_day
from customers.register.views.form_options import OPTIONS_TIMEOUT, FormOptions, load_form_options
from econ_admin.access.request import EconRequest
from econ_admin.access.roles import Role
from econ_admin.gateway import Deadline
from econ_admin.gateway.records import Record
from econ_admin.http import choose_template
from econ_admin.trail.models import Entry

NAMED_NOUNS = ("customers", "drafts")  # whose fields are numbers of something with a name
TABLE = "entries"


def build_context(
    request: EconRequest,
    rows: QuerySet[Any],
    *,
    noun: str = "",
    customer: int | None = None,
    current: Record | None = None,
) -> dict[str, Any]:
    """Builds the context: filters, entries and pager. `noun` is that of a document's own history."""
    form = HistoryFilterForm(request.GET, request.path)
    context = build_filter_context(request, form, with_nouns=noun in ("", "customers"))
    if not form.is_valid():
        return context | {"days": [], "status": 422}
    page = load_page(request.agreement, rows, form, request.user)
    is_newest = not (page.has_newer or form.is_filtered)
    entries = [*page.entries, *([page.following] if page.following else [])]
    formatter = ChangeFormatter(load_options(request, entries, customer), with_costs=request.role >= Role.ACCOUNTANT)
    built = [build_row(request, entry, formatter) for entry in entries]
    if noun and not form.is_filtered:
        all_rows = add_outside_rows(built, entries, formatter, own_noun=noun, current=current if is_newest else None)
    else:
        all_rows = built
    last = built[-1] if page.following else None
    days = group_by_day(row for row in all_rows if row is not last)
    return context | {"days": days, "status": 200} | _build_pager(form, page)


def load_options(request: EconRequest, entries: Sequence[Entry], customer: int | None) -> FormOptions | None:
    """Loads what the numbers in documents mean, from the cache or within a few seconds; nothing if there are none."""
    if not any(entry.noun in NAMED_NOUNS for entry in entries):
        return None
    return load_form_options(request.economic.supporting().cached().within(Deadline(OPTIONS_TIMEOUT)), customer)


def _build_pager(form: HistoryFilterForm, page: EntryPage) -> dict[str, Any]:
    first, last = (page.entries[0].pk, page.entries[-1].pk) if page.entries else (0, 0)
    return {
        "newer_url": form.build_url(after=str(first)) if page.has_newer and first else "",
        "newest_url": form.build_url() if page.has_newer else "",
        "older_url": form.build_url(before=str(last)) if page.has_older and last else "",
    }


def render_history(request: EconRequest, page_template: str, context: dict[str, Any]) -> HttpResponse:
    """Renders the page, or its entries alone for htmx."""
    template = choose_template(request, page_template, TABLE)
    is_partial = template != page_template
    response = render(request, template, context | {"swapped": is_partial}, status=context["status"])
    return push_url(response, context["form"].current_url) if is_partial else response
