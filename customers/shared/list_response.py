"""The answer that every list gives: its page, or the table alone where htmx asks for it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import push_url, reswap, retarget

from customers.shared.list_query import ListForm
from econ_admin.http import EconRequest, choose_template


def shown(request: EconRequest, form: ListForm, page: str, table: str, context: dict[str, Any]) -> HttpResponse:
    """`context` has the `status`, and what `failed` where there is no list to show."""
    template = choose_template(request, page, table)
    swapped = template != page
    response = render(request, template, context | {"swapped": swapped}, status=context["status"])
    if swapped:
        push_url(response, form.here)  # without the fields that were left empty
    if swapped and "failed" in context:
        # Where the list would stand: rows of an earlier question must not seem to answer this one.
        reswap(retarget(response, f"#{table}"), "outerHTML")
    return response
