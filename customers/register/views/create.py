"""Creates a customer once, however often the form is submitted."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from customers.editing import recovery_copies
from customers.editing.dropped_fields import describe_dropped_fields
from customers.editing.form_snapshots import sign_snapshot
from customers.editing.recent_creations import list_created
from customers.editing.save import find_dropped_fields
from customers.editing.submit_once import create_form_token, get_form_token, submit_once, was_submitted
from customers.editing.unresolved_writes import OUTCOME_CHECKED, UnresolvedWrite, find_posted
from customers.editing.warnings import FieldWarning, NamedCustomer, list_unacknowledged
from customers.frame.customer_frame import get_origin_list
from customers.register.default_values import choose_customer_group, choose_payment_terms, choose_vat_zone
from customers.register.forms import CustomerForm, NewCustomerForm
from customers.register.views.company_lookup import LOOK_UP, render_looked_up
from customers.register.views.form_options import FormOptions, load_reference_options
from customers.register.views.form_outcomes import FormOutcomes
from customers.register.views.form_page import NOUN, CustomerFormPage, render_form_page
from customers.register.views.save import collect_warnings
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import optional, where
from econ_admin.gateway.json_codec import Document, decode, encode
from econ_admin.gateway.records import Customer
from econ_admin.http import redirect_to

LATEST_CUSTOMERS = 20  # customers whose group is suggested
MAX_SIMILAR = 5  # customers shown that may be the created one


@require_http_methods(["GET", "HEAD", "POST"])
def create_customer(request: EconRequest) -> HttpResponse:
    if request.method != "POST":
        return _render_new_form(request)
    if LOOK_UP in request.POST:
        return render_looked_up(request, CustomerFormPage(NewCustomerForm(), form_token=get_form_token(request.POST)))
    form_page = CustomerFormPage(NewCustomerForm(request.POST), form_token=get_form_token(request.POST))
    unresolved = find_posted(request, "POST", NOUN)
    if not unresolved and not _is_ready(request, form_page):
        return render_form_page(request, form_page, 422)
    document = _get_document(form_page, unresolved)
    return CreationOutcomes(request, form_page, document, unresolved).attempt(
        lambda: submit_once(
            request,
            NOUN,
            form_page.form_token,
            encode(document),
            Customer,
            lambda economic: economic.customers.add(document),
        )
    )


def _render_new_form(request: EconRequest) -> HttpResponse:
    economic = request.economic
    agreement, latest, references = economic.together(
        optional(economic.agreement.get),
        optional(lambda: economic.customers.page(sort=["-customerNumber"], size=LATEST_CUSTOMERS)),
        lambda: load_reference_options(economic),
    )
    form = NewCustomerForm()
    form.fields["name"].widget.attrs["autofocus"] = True
    form.preselect(
        customer_group=choose_customer_group(references.customer_group, latest.items if latest else []),
        payment_terms=choose_payment_terms(
            references.payment_terms, agreement.settings.default_payment_term if agreement else None
        ),
        vat_zone=choose_vat_zone(references.vat_zone),
        currency=agreement.settings.base_currency if agreement else "",
    )
    typed_fields = recovery_copies.load_typed_fields(request)
    recovery_offer = None if typed_fields else recovery_copies.get_recovery_offer(request, form)
    if typed_fields:
        form.prefill(typed_fields)
    form_page = CustomerFormPage(
        form,
        form_token=get_form_token(typed_fields),
        recovery_offer=recovery_offer,
        is_restored=bool(typed_fields),
    )
    return render_form_page(request, form_page, form_options=FormOptions(references, [], []))


def _is_ready(request: EconRequest, form_page: CustomerFormPage) -> bool:
    """Whether the form is valid and has no warning that was not seen."""
    form = form_page.form
    if not form.is_valid():
        return False
    form_page.field_warnings = [*_check_already_created(request, form_page), *collect_warnings(request, form_page)]
    return not list_unacknowledged(form_page.field_warnings, form.list_changed_fields(), request.POST.getlist("seen"))


def _check_already_created(request: EconRequest, form_page: CustomerFormPage) -> list[FieldWarning]:
    """Warns of customers of this name that the person just created, unless by this very form: it creates only one."""
    if OUTCOME_CHECKED in request.POST or was_submitted(request, NOUN, form_page.form_token):
        return []
    name = str(form_page.form.mine["name"])
    customers = [
        NamedCustomer(record.customer_number, record.name)
        for record in list_created(request, NOUN, Customer)
        if record.name.casefold() == name.casefold()
    ]
    message = gettext_noop("You have already created %(customers)s.")
    return [FieldWarning("name", "created", message, {}, name, customers)] if customers else []


def _get_document(form_page: CustomerFormPage, unresolved: UnresolvedWrite | None) -> Document:
    """Returns what to send: the bytes of unknown outcome before anything else."""
    return decode(unresolved.intent.body) if unresolved else Customer.new_document(**form_page.form.mine)


class CreationOutcomes(FormOutcomes[Customer]):
    """Leads to the new customer. Input that changed after a creation of unknown outcome is shown, but not saved."""

    def __init__(
        self,
        request: EconRequest,
        form_page: CustomerFormPage,
        document: Document,
        unresolved: UnresolvedWrite | None,
    ) -> None:
        super().__init__(request, form_page)
        self.document = document
        form_page.retry_key = unresolved.key if unresolved else ""

    def render_done(self, result: Customer) -> HttpResponse:
        form = self.form_page.form
        if form.is_valid() and encode(Customer.new_document(**form.mine)) == encode(self.document):
            return self._redirect_to_created(result)
        number = result.customer_number
        self.form_page = CustomerFormPage(
            CustomerForm(self.request.POST, base=result),
            number,
            base_token=sign_snapshot(self.request, NOUN, number, result),
        )
        message = _(
            "The customer was created with the number %(number)s. "
            "What you changed after you first saved is not included. Save to add it."
        )
        return self.render_message(message % {"number": number}, heading=_("Your later changes are not saved"))

    def render_busy(self) -> HttpResponse:
        if self.form_page.retry_key:
            return self.render_message(_("This is already being saved. Try again in a moment."))
        was_created = was_submitted(self.request, NOUN, self.form_page.form_token)
        self.form_page.form_token = create_form_token()
        if was_created and (created := list_created(self.request, NOUN, Customer)):
            self.form_page.similar_customers, self.form_page.outcome_checked = created[:1], True
            return self.render_message(
                _("This form has already been saved. Save again only to create another customer."),
                heading=_("The customer is already saved"),
            )
        return self.render_message(
            _("This customer may already have been created. Check the list before you create it again."),
            heading=_("We don't know whether the customer was created"),
        )

    def render_current(self) -> HttpResponse:
        """Shows customers that may be the created one."""
        customer_filter = where("name").eq(self.document["name"])
        if number := self.document.get("customerNumber"):
            customer_filter = where("customerNumber").eq(number)
        self.form_page.form_token = create_form_token()
        matches = self.request.economic.customers.page(customer_filter, ("-customerNumber",), size=MAX_SIMILAR)
        self.form_page.retry_key = ""
        self.form_page.similar_customers, self.form_page.outcome_checked = matches.items, True
        if matches.items:
            return self.render_message(
                _("It is too late to try again safely. Check whether one of these is the customer you created."),
                heading=_("We don't know whether the customer was created"),
            )
        return self.render_message(_("The customer was not created. You can create it now."))

    def _redirect_to_created(self, record: Customer) -> HttpResponse:
        request = self.request
        recovery_copies.delete_copy(request)
        parameters = {"name": record.name, "number": record.customer_number}
        messages.success(request, _("%(name)s created with the number %(number)s.") % parameters)
        for warning in describe_dropped_fields(self.form_page.form, find_dropped_fields(self.document, record)):
            messages.warning(request, warning)
        page = url_for(request, "customers:customer", record.customer_number)
        return redirect_to(request, page + get_origin_list(request).origin_query)
