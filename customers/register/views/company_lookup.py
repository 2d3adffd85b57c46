"""Answers the button that looks up a customer's company. Saves nothing."""

from django.http import HttpResponse
from django.shortcuts import render

from customers.register.company_lookup import look_up
from customers.register.views.form_page import PAGE_TEMPLATE, CustomerFormPage, render_form_page
from econ_admin.access.request import EconRequest
from econ_admin.http import choose_template

LOOK_UP = "look_up"  # the button's name


def render_looked_up(request: EconRequest, form_page: CustomerFormPage) -> HttpResponse:
    """Renders the form with the input and what was filled in; for htmx the outcome alone, for a script to fill in.

    `form_page.form` is not bound, so that nothing is validated yet.
    """
    form = form_page.form
    outcome = look_up(form, request.POST)
    status = 422 if outcome.failed else 200
    template = choose_template(request, PAGE_TEMPLATE, "company-lookup")
    if template != PAGE_TEMPLATE:
        return render(request, template, {"lookup": outcome}, status=status)
    typed_fields = request.POST.copy()
    for field in outcome.fields:
        typed_fields[field.name] = field.value
    form.prefill(typed_fields)
    form_page.is_restored, form_page.lookup = True, outcome
    return render_form_page(request, form_page, status)
