"""Edits a customer: the form over the latest document, and retries of unresolved saves."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.editing import recovery_copies, warnings
from customers.editing.form_snapshots import SNAPSHOT_FIELD, FormSnapshot, InvalidSnapshot, load_snapshot, sign_snapshot
from customers.editing.leases import DocumentBusy
from customers.editing.merge import Conflict, merge
from customers.editing.save import SaveResult, exclusive_save
from customers.editing.unresolved_writes import RetryExpired, UnresolvedWrite, find_posted, retry_write
from customers.frame.customer_frame import render_no_such_customer
from customers.register.forms import CustomerForm
from customers.register.views.form_options import load_form_options
from customers.register.views.form_page import NOUN, CustomerFormPage, render_failure, render_form_page
from customers.register.views.save import redirect_to_saved, save_customer
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError, Invalid, NotFound
from econ_admin.gateway.records import Customer
from econ_admin.middleware import get_error_status


@require_http_methods(["GET", "HEAD", "POST"])
def edit_customer(request: EconRequest, customer: int) -> HttpResponse:
    if request.method != "POST":
        return _render_edit_form(request, customer)
    try:
        base = load_snapshot(request, NOUN, customer, request.POST.get(SNAPSHOT_FIELD, ""), Customer)
    except InvalidSnapshot:
        return _render_base_lost(request, customer)
    form_page = CustomerFormPage(
        CustomerForm(request.POST, base=base.record), customer, base_token=request.POST[SNAPSHOT_FIELD]
    )
    if unresolved := find_posted(request, "PUT", f"customers/{customer}"):
        return _retry_save(request, form_page, base, unresolved)
    return save_customer(request, form_page, base)


def _render_edit_form(request: EconRequest, customer: int) -> HttpResponse:
    """Shows the form over the latest document, with restored input if there is any."""
    economic = request.economic
    try:
        record, form_options = economic.together(
            lambda: economic.refreshed().customers.get(customer),
            lambda: load_form_options(economic, customer),
        )
    except NotFound:
        return render_no_such_customer(request, customer)
    base_token, typed_fields = (
        sign_snapshot(request, NOUN, customer, record),
        recovery_copies.load_typed_fields(request),
    )
    if typed_fields:
        try:
            record = load_snapshot(request, NOUN, customer, typed_fields.get(SNAPSHOT_FIELD, ""), Customer).record
            base_token = typed_fields.get(SNAPSHOT_FIELD, "")
        except InvalidSnapshot:
            pass  # show the input over the current document
    form = CustomerForm(base=record)
    if typed_fields:
        form.prefill(typed_fields)
    values = {name: getattr(record, name) for name in form.fields}
    field_warnings = list(warnings.check_customer(values, record.balance))
    form_page = CustomerFormPage(
        form,
        customer,
        base_token=base_token,
        field_warnings=field_warnings,
        recovery_offer=recovery_copies.get_recovery_offer(request),
        is_restored=bool(typed_fields),
    )
    return render_form_page(request, form_page, form_options=form_options)


def _render_base_lost(request: EconRequest, customer: int) -> HttpResponse:
    """Shows the input over the latest document, unsaved, because the form had no valid snapshot."""
    try:
        record = request.economic.customers.get(customer)
    except NotFound:
        return render_no_such_customer(request, customer)
    message = _("This form is out of date. Check it and save again.")
    form_page = CustomerFormPage(
        CustomerForm(request.POST, base=record), customer, base_token=sign_snapshot(request, NOUN, customer, record)
    )
    form_page.message = message
    return render_form_page(request, form_page, 422)


def _retry_save(
    request: EconRequest, form_page: CustomerFormPage, base: FormSnapshot[Customer], unresolved: UnresolvedWrite
) -> HttpResponse:
    """Retries the save of unknown outcome, then saves input that changed since."""
    number = form_page.number or 0
    try:
        with exclusive_save(request, NOUN, number) as economic:
            record = retry_write(economic, unresolved, Customer)
    except RetryExpired:
        return _compare_with_current(request, form_page, unresolved)
    except DocumentBusy:
        form_page.retry_key, form_page.message = (
            unresolved.key,
            _("A colleague is saving this customer. Try again in a moment."),
        )
        return render_form_page(request, form_page, 422)
    except Invalid as error:
        form_page.form.add_upstream_errors(error)
        return render_form_page(request, form_page, 422)
    except GatewayError as error:
        form_page.retry_key = unresolved.key
        return render_failure(request, form_page, error)
    newer_page = CustomerFormPage(
        form_page.form.rebase(record), number, base_token=sign_snapshot(request, NOUN, number, record)
    )
    return save_customer(request, newer_page, FormSnapshot(record, base.taken_at))


def _compare_with_current(
    request: EconRequest, form_page: CustomerFormPage, unresolved: UnresolvedWrite
) -> HttpResponse:
    """Shows what was sent beside the current data, once retrying is no longer safe."""
    number, form = form_page.number or 0, form_page.form
    try:
        record = request.economic.customers.get(number)
    except NotFound:
        return render_no_such_customer(request, number)
    except GatewayError as error:
        form_page.retry_key, form_page.error = unresolved.key, error  # the outcome is still unknown
        return render_form_page(request, form_page, get_error_status(error))
    if form.is_valid():
        merged = merge(record, form.mine, record)
        if not merged.changes:
            return redirect_to_saved(request, form, SaveResult(record))
        form_page.differences = [
            Conflict(name, None, value, getattr(record, name))
            for name, value in merged.changes.items()
            if name in form.list_changed_fields()
        ]
    form_page.message = _("Not all your changes were saved. Compare them with e-conomic, then save again.")
    return render_form_page(request, form_page, 422)
