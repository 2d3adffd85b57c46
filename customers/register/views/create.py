"""A new customer: made once, however often the form is sent."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.editing import recovery_copies
from customers.editing.dropped_fields import say_dropped
from customers.editing.form_snapshots import keep_base
from customers.editing.leases import Busy
from customers.editing.save import dropped
from customers.editing.submit_once import make_once, new_ticket, ticket_in
from customers.editing.unresolved_writes import Open, TooLate, ask_again, find_open, find_same
from customers.editing.warnings import unseen
from customers.frame.customer_frame import listed
from customers.register.forms import CustomerForm, NewCustomerForm
from customers.register.views.form_options import Lists, reference_lists
from customers.register.views.form_page import NOUN, Editing, failed, show
from customers.register.views.save import cautions_of
from econ_admin.gateway import Unavailable, optional, where
from econ_admin.gateway.errors import GatewayError, Invalid
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import Customer
from econ_admin.http import EconRequest, redirect_to, url_for

ALIKE = 5  # customers that are shown where one may be the one that was made


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: EconRequest) -> HttpResponse:
    if request.method != "POST":
        return _opened(request)
    editing = Editing(NewCustomerForm(request.POST), ticket=ticket_in(request.POST))
    if write := find_open(request, request.POST.get("unsettled", ""), NOUN):
        return _settle(request, editing, write)
    return _made(request, editing)


def _opened(request: EconRequest) -> HttpResponse:
    economic = request.economic
    agreement, *lists = economic.together(optional(economic.agreement.get), *reference_lists(economic))
    form, choices = NewCustomerForm(), Lists([], [], *lists)
    form.preselect(
        customer_group=_first(choices.customer_group),
        payment_terms=_first(choices.payment_terms),
        vat_zone=_first(choices.vat_zone),
        currency=agreement.settings.base_currency if agreement else "",
    )
    if typed := recovery_copies.typed_before(request):
        form.show(typed)
    editing = Editing(form, ticket=ticket_in(typed), offer=recovery_copies.offer(request), typed=bool(typed))
    return show(request, editing, lists=choices)


def _first(options: object) -> object:
    """The first of a list is what most customers have: the agreement's home zone, its usual terms."""
    return options[0][0] if isinstance(options, list) and options else None


def _made(request: EconRequest, editing: Editing) -> HttpResponse:
    """Judge what was typed and add it; or the form again, with the reason."""
    form = editing.form
    if not form.is_valid():
        return show(request, editing, 422)
    editing.cautions = cautions_of(request, editing)
    if unseen(editing.cautions, form.touched(), request.POST.getlist("seen")):
        return show(request, editing, 422)
    document = Customer.new_document(**form.mine)
    if not request.POST.get("looked") and (write := find_same(request, "POST", NOUN, encode(document))):
        return _settle(request, editing, write)
    try:
        add = request.economic.customers.add
        record = make_once(request, NOUN, editing.ticket, encode(document), Customer, lambda: add(document))
    except Busy:
        editing.ticket = new_ticket()
        editing.sentence = _("This customer was just being made. Look for it in the list before you make it again.")
        return show(request, editing, 422)
    except Invalid as error:
        form.refuse(error)
        return show(request, editing, 422)
    except GatewayError as error:
        return failed(request, editing, error)
    return _arrived(request, record, say_dropped(form, dropped(document, record)))


def _settle(request: EconRequest, editing: Editing, write: Open) -> HttpResponse:
    """Ask again what became of it. What was typed since is not what was sent: it is shown, and not saved unasked."""
    form = editing.form
    try:
        again = partial(ask_again, request, write, Customer)
        record = make_once(request, NOUN, editing.ticket, write.intent.body, Customer, again)
    except TooLate:
        return _look(request, editing, write)
    except Busy:
        editing.key, editing.sentence = write.key, _("It is being asked already. Ask again in a moment.")
        return show(request, editing, 422)
    except Invalid as error:
        form.refuse(error)
        return show(request, editing, 422)
    except GatewayError as error:
        editing.key = write.key
        return failed(request, editing, error)
    if form.is_valid() and encode(Customer.new_document(**form.mine)) == write.intent.body:
        return _arrived(request, record, say_dropped(form, dropped(decode(write.intent.body), record)))
    number = record.customer_number
    newer = Editing(CustomerForm(request.POST, base=record), number, keep_base(request, NOUN, number, record))
    sentence = _(
        "The customer was made as you first sent it, with the number %(number)s. What you changed is not saved."
    )
    newer.sentence = sentence % {"number": number}
    return show(request, newer, 422)


def _look(request: EconRequest, editing: Editing, write: Open) -> HttpResponse:
    """Too late to ask again: the customers that may be the one that was made."""
    sent = decode(write.intent.body)
    question = where("name").eq(sent["name"])
    if number := sent.get("customerNumber"):
        question = where("customerNumber").eq(number)
    page = request.economic.customers.page
    (found,) = request.economic.together(optional(lambda: page(question, ("-customerNumber",), size=ALIKE)))
    editing.ticket = new_ticket()
    if isinstance(found, Unavailable):
        editing.key = write.key
        return failed(request, editing, found.error)
    editing.alike, editing.looked = found.items, True
    if found.items:
        editing.sentence = _("It is too late to ask again. These may be the customer that you made: look first.")
    else:
        editing.sentence = _("The customer was not made: e-conomic has none with that name. You can make it now.")
    return show(request, editing, 422)


def _arrived(request: EconRequest, record: Customer, warnings: list[str]) -> HttpResponse:
    recovery_copies.forget(request)
    made = {"name": record.name, "number": record.customer_number}
    messages.success(request, _("%(name)s is made, with the number %(number)s.") % made)
    for warning in warnings:
        messages.warning(request, warning)
    return redirect_to(request, url_for(request, "customers:page", record.customer_number) + listed(request).trail)
