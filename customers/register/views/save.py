"""Validates, merges and saves a customer by one PUT."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.editing import recovery_copies, warnings
from customers.editing.conflicts import (
    apply_choices,
    build_conflict_review,
    get_choices,
    is_decided,
    rebuild_conflict_review,
)
from customers.editing.dropped_fields import describe_dropped_fields
from customers.editing.form_snapshots import FormSnapshot, sign_snapshot
from customers.editing.save import SaveConflict, SaveResult, merge_and_save
from customers.editing.undo_links import build_undo_url
from customers.editing.warnings import FieldWarning, list_unacknowledged
from customers.frame.customer_frame import get_origin_list
from customers.register.duplicates import find_duplicates
from customers.register.forms import CustomerForm
from customers.register.open_drafts import check_open_drafts
from customers.register.views.form_options import OPTIONS_TIMEOUT
from customers.register.views.form_outcomes import FormOutcomes
from customers.register.views.form_page import NOUN, CustomerFormPage, render_form_page
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Deadline
from econ_admin.gateway.records import Customer
from econ_admin.http import redirect_to


def save_customer(request: EconRequest, form_page: CustomerFormPage, base: FormSnapshot[Customer]) -> HttpResponse:
    """Validates, merges and saves the customer, or shows the form again with the reason."""
    number = form_page.number or 0
    choices = get_choices(request, form_page.form)
    form = form_page.form = apply_choices(form_page.form, choices)
    is_valid = form.is_valid()
    if not is_decided(choices):
        form_page.conflict_review = rebuild_conflict_review(request, NOUN, number, form, base.record, choices)
    if form_page.conflict_review or not is_valid:
        return render_form_page(request, form_page, 422)
    form_page.field_warnings = collect_warnings(request, form_page)
    if list_unacknowledged(form_page.field_warnings, form.list_changed_fields(), request.POST.getlist("seen")):
        return render_form_page(request, form_page, 422)
    return SaveOutcomes(request, form_page, base).attempt(
        lambda: merge_and_save(
            request,
            NOUN,
            number,
            base.record,
            form.mine,
            fetch=lambda economic: economic.customers.get(number),
            put=lambda economic, document, theirs: economic.customers.replace(number, document, theirs),
        )
    )


class SaveOutcomes(FormOutcomes[SaveResult[Customer]]):
    """Leads to the saved customer, or shows what a colleague changed in the same fields."""

    def __init__(self, request: EconRequest, form_page: CustomerFormPage, base: FormSnapshot[Customer]) -> None:
        super().__init__(request, form_page)
        self.base = base

    def render_done(self, result: SaveResult[Customer]) -> HttpResponse:
        return redirect_to_saved(self.request, self.form_page.form, result)

    def render_conflict(self, conflict: SaveConflict[Customer]) -> HttpResponse:
        request, theirs, number = self.request, conflict.theirs, self.form_page.number or 0
        newer_page = CustomerFormPage(
            self.form_page.form.rebase(theirs), number, base_token=sign_snapshot(request, NOUN, number, theirs)
        )
        newer_page.conflict_review = build_conflict_review(
            request, NOUN, number, newer_page.form, self.base, self.form_page.base_token, conflict
        )
        return render_form_page(request, newer_page, 422)


def collect_warnings(request: EconRequest, form_page: CustomerFormPage) -> list[FieldWarning]:
    """Returns warnings about the input, about similar customers and about drafts."""
    form = form_page.form
    balance = form.base.balance if isinstance(form.base, Customer) else None
    economic = request.economic.within(Deadline(OPTIONS_TIMEOUT))
    arguments = economic, form.mine, form.list_changed_fields(), form_page.number
    upstream_warnings = [*find_duplicates(*arguments), *check_open_drafts(*arguments)]
    return [*warnings.check_customer(form.mine, balance), *upstream_warnings]


def redirect_to_saved(request: EconRequest, form: CustomerForm, result: SaveResult[Customer]) -> HttpResponse:
    """Redirects to the customer, with messages about the save."""
    recovery_copies.delete_copy(request)
    record = result.record
    undo_url = build_undo_url(request, NOUN, record.customer_number)
    messages.success(request, _("%(name)s saved.") % {"name": record.name}, extra_tags=undo_url)
    their_labels = [form.get_label(name) for name in result.their_fields if name in form.fields]
    if their_labels:
        message = ngettext(
            "A colleague changed another field: %(fields)s. That change is kept.",
            "A colleague changed other fields: %(fields)s. Those changes are kept.",
            len(their_labels),
        )
        messages.info(request, message % {"fields": ", ".join(their_labels)})
    for dropped_message in describe_dropped_fields(form, result.dropped_fields):
        messages.warning(request, dropped_message)
    page = url_for(request, "customers:customer", record.customer_number)
    return redirect_to(request, page + get_origin_list(request).origin_query)
