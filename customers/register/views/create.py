"""Creates a customer once, however often the form is submitted."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.editing import recovery_copies
from customers.editing.dropped_fields import describe_dropped_fields
from customers.editing.form_snapshots import sign_snapshot
from customers.editing.leases import DocumentBusy
from customers.editing.save import find_dropped_fields
from customers.editing.submit_once import create_form_token, get_form_token, submit_once
from customers.editing.unresolved_writes import (
    RetryExpired,
    UnresolvedWrite,
    find_posted,
    find_repeated,
    retry_write,
)
from customers.editing.warnings import list_unacknowledged
from customers.frame.customer_frame import get_origin_list
from customers.register.forms import CustomerForm, NewCustomerForm
from customers.register.views.form_options import FormOptions, load_reference_options
from customers.register.views.form_page import NOUN, CustomerFormPage, render_failure, render_form_page
from customers.register.views.save import collect_warnings
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Unavailable, optional, where
from econ_admin.gateway.errors import GatewayError, Invalid
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import Customer
from econ_admin.http import redirect_to

MAX_SIMILAR = 5  # customers shown that may be the created one


@require_http_methods(["GET", "HEAD", "POST"])
def create_customer(request: EconRequest) -> HttpResponse:
    if request.method != "POST":
        return _render_new_form(request)
    form_page = CustomerFormPage(NewCustomerForm(request.POST), form_token=get_form_token(request.POST))
    if unresolved := find_posted(request, "POST", NOUN):
        return _retry_create(request, form_page, unresolved)
    return _save_new_customer(request, form_page)


def _render_new_form(request: EconRequest) -> HttpResponse:
    economic = request.economic
    agreement, references = economic.together(
        optional(economic.agreement.get), lambda: load_reference_options(economic)
    )
    form = NewCustomerForm()
    form.preselect(
        customer_group=_get_first_value(references.customer_group),
        payment_terms=_get_first_value(references.payment_terms),
        vat_zone=_get_first_value(references.vat_zone),
        currency=agreement.settings.base_currency if agreement else "",
    )
    if typed_fields := recovery_copies.load_typed_fields(request):
        form.prefill(typed_fields)
    form_page = CustomerFormPage(
        form,
        form_token=get_form_token(typed_fields),
        recovery_offer=recovery_copies.get_recovery_offer(request),
        is_restored=bool(typed_fields),
    )
    return render_form_page(request, form_page, form_options=FormOptions(references, [], []))


def _get_first_value(options: object) -> object:
    """Returns the first option, usually the most common: domestic VAT zone, standard terms."""
    return options[0][0] if isinstance(options, list) and options else None


def _save_new_customer(request: EconRequest, form_page: CustomerFormPage) -> HttpResponse:
    """Validates and creates the customer, or shows the form again with the reason."""
    form = form_page.form
    if not form.is_valid():
        return render_form_page(request, form_page, 422)
    form_page.field_warnings = collect_warnings(request, form_page)
    if list_unacknowledged(form_page.field_warnings, form.list_changed_fields(), request.POST.getlist("seen")):
        return render_form_page(request, form_page, 422)
    document = Customer.new_document(**form.mine)
    if unresolved := find_repeated(request, "POST", NOUN, encode(document)):
        return _retry_create(request, form_page, unresolved)
    try:
        record = submit_once(
            request,
            NOUN,
            form_page.form_token,
            encode(document),
            Customer,
            lambda economic: economic.customers.add(document),
        )
    except DocumentBusy:
        form_page.form_token = create_form_token()
        form_page.message = _("This customer may already have been created. Check the list before you create it again.")
        return render_form_page(request, form_page, 422)
    except Invalid as error:
        form.add_upstream_errors(error)
        return render_form_page(request, form_page, 422)
    except GatewayError as error:
        return render_failure(request, form_page, error)
    return _redirect_to_created(request, record, describe_dropped_fields(form, find_dropped_fields(document, record)))


def _retry_create(request: EconRequest, form_page: CustomerFormPage, unresolved: UnresolvedWrite) -> HttpResponse:
    """Retries a creation of unknown outcome. Input that changed since is shown, but not saved."""
    form = form_page.form
    try:
        record = submit_once(
            request,
            NOUN,
            form_page.form_token,
            unresolved.intent.body,
            Customer,
            lambda economic: retry_write(economic, unresolved, Customer),
        )
    except RetryExpired:
        return _search_created(request, form_page, unresolved)
    except DocumentBusy:
        form_page.retry_key = unresolved.key
        form_page.message = _("This is already being saved. Try again in a moment.")
        return render_form_page(request, form_page, 422)
    except Invalid as error:
        form.add_upstream_errors(error)
        return render_form_page(request, form_page, 422)
    except GatewayError as error:
        form_page.retry_key = unresolved.key
        return render_failure(request, form_page, error)
    if form.is_valid() and encode(Customer.new_document(**form.mine)) == unresolved.intent.body:
        return _redirect_to_created(
            request, record, describe_dropped_fields(form, find_dropped_fields(decode(unresolved.intent.body), record))
        )
    number = record.customer_number
    newer_page = CustomerFormPage(
        CustomerForm(request.POST, base=record), number, base_token=sign_snapshot(request, NOUN, number, record)
    )
    message = _("The customer was created with the number %(number)s, without your later changes. Save to add them.")
    newer_page.message = message % {"number": number}
    return render_form_page(request, newer_page, 422)


def _search_created(request: EconRequest, form_page: CustomerFormPage, unresolved: UnresolvedWrite) -> HttpResponse:
    """Shows customers that may be the created one, once retrying is no longer safe."""
    sent_document = decode(unresolved.intent.body)
    customer_filter = where("name").eq(sent_document["name"])
    if number := sent_document.get("customerNumber"):
        customer_filter = where("customerNumber").eq(number)
    load_page = request.economic.customers.page
    matches = optional(lambda: load_page(customer_filter, ("-customerNumber",), size=MAX_SIMILAR))()
    form_page.form_token = create_form_token()
    if isinstance(matches, Unavailable):
        form_page.retry_key = unresolved.key
        return render_failure(request, form_page, matches.error)
    form_page.similar_customers, form_page.outcome_checked = matches.items, True
    if matches.items:
        form_page.message = _(
            "It is too late to try again safely. Check whether one of these is the customer you created."
        )
    else:
        form_page.message = _("The customer was not created. You can create it now.")
    return render_form_page(request, form_page, 422)


def _redirect_to_created(request: EconRequest, record: Customer, warnings: list[str]) -> HttpResponse:
    recovery_copies.delete_copy(request)
    parameters = {"name": record.name, "number": record.customer_number}
    messages.success(request, _("%(name)s created with the number %(number)s.") % parameters)
    for warning in warnings:
        messages.warning(request, warning)
    return redirect_to(
        request, url_for(request, "customers:customer", record.customer_number) + get_origin_list(request).origin_query
    )
