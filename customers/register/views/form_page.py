"""The page of a customer's form, with the messages above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from customers.editing.conflicts import FieldVersions, describe_conflict
from customers.editing.form import ErrorSummaryItem
from customers.editing.form_state import FormState
from customers.editing.warning_text import format_warning, format_warning_html
from customers.editing.warnings import FieldWarning
from customers.frame.customer_frame import get_origin_list
from customers.query.columns import is_over_limit
from customers.register.company_lookup import LookupOutcome
from customers.register.forms import CustomerForm
from customers.register.views.form_options import FormOptions, fill_options, load_cached_options
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import Customer
from econ_admin.http import translate

NOUN = "customers"
PAGE_TEMPLATE = "register/edit.html"


@dataclass
class CustomerFormPage(FormState):
    """A customer's form and the messages above it."""

    form: CustomerForm
    number: int | None = None
    field_warnings: Sequence[FieldWarning] = ()
    error: GatewayError | None = None
    heading: str = ""
    """What the message above the form is about, if not that the customer was not saved."""
    lookup: LookupOutcome | None = None
    """What a look-up in the company register did."""
    similar_customers: Sequence[Customer] = ()
    """Customers that may be the one of a creation with unknown outcome."""

    @property
    def has_errors(self) -> bool:
        has_failed = bool(self.lookup and self.lookup.failed)
        return bool(self.error or self.message or self.conflict_review or self.form.summary or has_failed)

    @property
    def can_look_up(self) -> bool:
        """Whether companies can be looked up. Not while there is something to decide, which a look-up would drop."""
        return settings.CVR_LOOKUP is not None and not (
            self.retry_key or self.conflict_review or self.outcome_checked or self.differences
        )

    @property
    def difference_versions(self) -> list[FieldVersions]:
        return [describe_conflict(self.form, conflict) for conflict in self.differences]

    @property
    def warning_links(self) -> list[ErrorSummaryItem]:
        """The warnings that can stop a save, with their controls."""
        form = self.form
        shown_warnings = [
            warning for warning in self.field_warnings if warning.field in form.fields and not warning.is_quiet
        ]
        return [
            ErrorSummaryItem(form[warning.field].id_for_label, form.get_label(warning.field), format_warning(warning))
            for warning in shown_warnings
        ]

    @property
    def log_id(self) -> str:
        return self.error.log_id if self.error else ""

    @property
    def reason(self) -> str:
        """Why it was not saved, or why the outcome is unknown."""
        return self.message or (translate(self.error) if self.error else "")


def render_form_page(
    request: EconRequest, form_page: CustomerFormPage, status: int = 200, form_options: FormOptions | None = None
) -> HttpResponse:
    """Renders the form, with its input after a failure."""
    fill_options(form_page.form, form_options or load_cached_options(request, form_page.number))
    for warning in form_page.field_warnings:
        if warning.field in form_page.form.fields:
            form_page.form.show_warnings(
                warning.field,
                [*_get_warnings(form_page.form, warning.field), format_warning_html(request, warning)],
            )
    origin_list = get_origin_list(request)
    record = form_page.form.base
    context = {
        "editing": form_page,
        "form": form_page.form,
        "customer": record,
        "can_look_up": form_page.can_look_up,
        "lookup": form_page.lookup,
        "over_limit": isinstance(record, Customer) and is_over_limit(record),
        "list_url": origin_list.current_url,
    }
    if form_page.number is None:
        context["action"], context["back"] = (
            url_for(request, "customers:new") + origin_list.origin_query,
            origin_list.current_url,
        )
    else:
        context["action"] = url_for(request, "customers:edit", form_page.number) + origin_list.origin_query
        context["back"] = url_for(request, "customers:customer", form_page.number) + origin_list.origin_query
    return render(request, PAGE_TEMPLATE, context, status=status)


def _get_warnings(form: CustomerForm, name: str) -> list[str]:
    return list(getattr(form.fields[name], "warnings", ()))
