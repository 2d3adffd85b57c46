"""The answer that every list gives: its page, or the table alone where htmx asks for it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import push_url, reswap, retarget

from customers.shared.list_query import ListForm
from econ_admin.access.request import EconRequest
from econ_admin.http import choose_template


def render_list(
    request: EconRequest, form: ListForm, page_template: str, table: str, context: dict[str, Any]
) -> HttpResponse:
    """`context` has the `status`, and what `failed` where there is no list to show."""
    template = choose_template(request, page_template, table)
    is_partial = template != page_template
    response = render(request, template, context | {"swapped": is_partial}, status=context["status"])
    if is_partial:
        push_url(response, form.current_url)  # without the fields that were left empty
    if is_partial and "failed" in context:
        # Where the list would stand: rows of an earlier question must not seem to answer this one.
        reswap(retarget(response, f"#{table}"), "outerHTML")
    return response
