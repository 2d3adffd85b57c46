"""Edits a customer: the form over the latest document, and retries of unresolved saves."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.editing import recovery_copies, warnings
from customers.editing.form_snapshots import SNAPSHOT_FIELD, FormSnapshot, InvalidSnapshot, load_snapshot, sign_snapshot
from customers.editing.merge import Conflict, merge
from customers.editing.save import SaveResult, exclusive_save
from customers.editing.unresolved_writes import UnresolvedWrite, find_posted, retry_write
from customers.frame.customer_frame import render_no_such_customer
from customers.register.forms import CustomerForm
from customers.register.views.company_lookup import LOOK_UP, render_looked_up
from customers.register.views.form_options import load_form_options
from customers.register.views.form_outcomes import FormOutcomes
from customers.register.views.form_page import NOUN, CustomerFormPage, render_form_page
from customers.register.views.save import redirect_to_saved, save_customer
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import Customer


@require_http_methods(["GET", "HEAD", "POST"])
def edit_customer(request: EconRequest, customer: int) -> HttpResponse:
    if request.method != "POST":
        return _render_edit_form(request, customer)
    try:
        base = load_snapshot(request, NOUN, customer, request.POST.get(SNAPSHOT_FIELD, ""), Customer)
    except InvalidSnapshot:
        return _render_base_lost(request, customer)
    if LOOK_UP in request.POST:
        form_page = CustomerFormPage(CustomerForm(base=base.record), customer, base_token=request.POST[SNAPSHOT_FIELD])
        return render_looked_up(request, form_page)
    form_page = CustomerFormPage(
        CustomerForm(request.POST, base=base.record), customer, base_token=request.POST[SNAPSHOT_FIELD]
    )
    if unresolved := find_posted(request, "PUT", f"customers/{customer}"):
        return RetryOutcomes(request, form_page, base, unresolved).attempt(
            lambda: _retry_save(request, customer, unresolved)
        )
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
    recovery_offer = None if typed_fields else recovery_copies.get_recovery_offer(request, form)
    if typed_fields:
        form.prefill(typed_fields)
    values = {name: getattr(record, name) for name in form.fields}
    field_warnings = list(warnings.check_customer(values, record.balance))
    form_page = CustomerFormPage(
        form,
        customer,
        base_token=base_token,
        field_warnings=field_warnings,
        recovery_offer=recovery_offer,
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


def _retry_save(request: EconRequest, customer: int, unresolved: UnresolvedWrite) -> Customer:
    with exclusive_save(request, NOUN, customer) as economic:
        return retry_write(economic, unresolved, Customer)


class RetryOutcomes(FormOutcomes[Customer]):
    """After a save that was sent again: saves the input that changed since, or compares it with e-conomic."""

    def __init__(
        self,
        request: EconRequest,
        form_page: CustomerFormPage,
        base: FormSnapshot[Customer],
        unresolved: UnresolvedWrite,
    ) -> None:
        super().__init__(request, form_page)
        self.base = base
        form_page.retry_key = unresolved.key

    def render_done(self, result: Customer) -> HttpResponse:
        number = self.form_page.number or 0
        newer_page = CustomerFormPage(
            self.form_page.form.rebase(result), number, base_token=sign_snapshot(self.request, NOUN, number, result)
        )
        return save_customer(self.request, newer_page, FormSnapshot(result, self.base.taken_at))

    def render_current(self) -> HttpResponse:
        form = self.form_page.form
        record = self.request.economic.customers.get(self.form_page.number or 0)
        self.form_page.retry_key = ""
        if form.is_valid():
            merged = merge(record, form.mine, record)
            if not merged.changes:
                return redirect_to_saved(self.request, form, SaveResult(record))
            self.form_page.differences = [
                Conflict(name, None, value, getattr(record, name))
                for name, value in merged.changes.items()
                if name in form.list_changed_fields()
            ]
        return self.render_message(
            _("Not all your changes were saved. Compare them with e-conomic, then save again."),
            heading=_("Some changes are not saved"),
        )
