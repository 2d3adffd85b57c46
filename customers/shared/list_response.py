"""Renders a list page, or its table alone for htmx."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import push_url, reswap, retarget

from customers.shared import formatting
from customers.shared.list_query import ListForm
from customers.shared.long_read import Unfinished
from econ_admin.access.request import EconRequest
from econ_admin.http import choose_template

PROGRESS_ID = "reading"  # of the element that asks again
MIN_DELAY = 0.05  # seconds


def build_invalid_query_context(form: ListForm) -> dict[str, Any]:
    """Builds the context of a list that was not asked for, because its search or a filter is invalid."""
    errors = [str(error) for field_errors in form.errors.values() for error in field_errors]
    return {"query_errors": errors, "status": 422, "announcement": " ".join(errors)}


def build_progress_context(progress: Unfinished, url: str, cancel_url: str) -> dict[str, Any]:
    """Builds the context of a page that asks again while many pages are read. `url` is its own."""
    records = progress.results * progress.done // progress.pages
    return {
        "status": 200,
        "progress": {
            "percent": progress.percent,
            "done": formatting.format_count(records),
            "all": formatting.format_count(progress.results),
            "is_waiting": progress.wait > 0,
            "delay": f"{max(progress.wait, MIN_DELAY):.1f}s",
            "refresh": max(1, round(progress.wait)),
            "url": url,
            "cancel_url": cancel_url,
        },
        "announcement": "",
    }


def render_list(
    request: EconRequest, form: ListForm, page_template: str, table: str, context: dict[str, Any]
) -> HttpResponse:
    """Renders the list. `context` has the `status`, and `failed` if there is no list to show."""
    template = choose_template(request, page_template, table)
    is_partial = template != page_template
    response = render(request, template, context | {"swapped": is_partial}, status=context["status"])
    if is_partial and request.htmx.trigger != PROGRESS_ID:  # it asks again for the same page
        push_url(response, form.current_url)  # without empty fields
    if is_partial and "failed" in context:
        # Replace the old rows, which would look like the result of this query
        reswap(retarget(response, f"#{table}"), "outerHTML")
    return response
