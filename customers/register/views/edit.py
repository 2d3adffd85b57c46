"""Changing a customer: the form over the freshest document, and what becomes of what is sent from it."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.editing import recovery_copies, warnings
from customers.editing.form_snapshots import FIELD, Base, BaseLost, keep_base, read_base
from customers.editing.leases import Busy
from customers.editing.merge import Conflict, merge
from customers.editing.save import Saved, saving
from customers.editing.unresolved_writes import Open, TooLate, ask_again, find_open
from customers.frame.customer_frame import customer_missing, fresh
from customers.register.forms import CustomerForm
from customers.register.views.form_options import Lists, own_lists, reference_lists
from customers.register.views.form_page import NOUN, Editing, failed, show
from customers.register.views.save import arrived, saved
from econ_admin.gateway.errors import GatewayError, Invalid, NotFound
from econ_admin.gateway.records import Customer
from econ_admin.http import EconRequest
from econ_admin.middleware import get_error_status


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: EconRequest, customer: int) -> HttpResponse:
    if request.method != "POST":
        return _opened(request, customer)
    try:
        base = read_base(request, NOUN, customer, request.POST.get(FIELD, ""), Customer)
    except BaseLost:
        return _lost(request, customer)
    editing = Editing(CustomerForm(request.POST, base=base.record), customer, request.POST[FIELD])
    if write := find_open(request, request.POST.get("unsettled", ""), f"customers/{customer}"):
        return _settle(request, editing, base, write)
    return saved(request, editing, base)


def _opened(request: EconRequest, customer: int) -> HttpResponse:
    """A fresh base; over it what this person typed before, if that is to be taken up."""
    economic = request.economic
    try:
        record, contacts, locations, *lists = economic.together(
            fresh(economic, lambda: economic.customers.get(customer)),
            *own_lists(economic, customer),
            *reference_lists(economic),
        )
    except NotFound:
        return customer_missing(request, customer)
    token, typed = keep_base(request, NOUN, customer, record), recovery_copies.typed_before(request)
    if typed:
        try:
            record = read_base(request, NOUN, customer, typed.get(FIELD, ""), Customer).record
            token = typed.get(FIELD, "")
        except BaseLost:
            pass  # then what was typed is laid over what stands there now
    form = CustomerForm(base=record)
    if typed:
        form.show(typed)
    values = {name: getattr(record, name) for name in form.fields}
    cautions = list(warnings.of_customer(values, record.balance))
    editing = Editing(form, customer, token, cautions=cautions, offer=recovery_copies.offer(request), typed=bool(typed))
    return show(request, editing, lists=Lists(contacts, locations, *lists))


def _lost(request: EconRequest, customer: int) -> HttpResponse:
    """The form came without a base of ours: what was typed is shown over what stands there now, and not saved."""
    try:
        record = request.economic.customers.get(customer)
    except NotFound:
        return customer_missing(request, customer)
    sentence = _("This form was opened too long ago to be merged. Look through it, and save it again.")
    editing = Editing(CustomerForm(request.POST, base=record), customer, keep_base(request, NOUN, customer, record))
    editing.sentence = sentence
    return show(request, editing, 422)


def _settle(request: EconRequest, editing: Editing, base: Base[Customer], write: Open) -> HttpResponse:
    """Ask again what became of it; then go on from there, with whatever was typed since."""
    number = editing.number or 0
    try:
        with saving(request, NOUN, number):
            record = ask_again(request, write, Customer)
    except TooLate:
        return _look(request, editing, write)
    except Busy:
        editing.key, editing.sentence = write.key, _("Somebody else is saving this customer just now. Ask again soon.")
        return show(request, editing, 422)
    except Invalid as error:
        editing.form.refuse(error)
        return show(request, editing, 422)
    except GatewayError as error:
        editing.key = write.key
        return failed(request, editing, error)
    newer = Editing(editing.form.over(record), number, keep_base(request, NOUN, number, record))
    return saved(request, newer, Base(record, base.at))


def _look(request: EconRequest, editing: Editing, write: Open) -> HttpResponse:
    """Too late to ask again: what e-conomic holds now, beside what was sent."""
    number, form = editing.number or 0, editing.form
    try:
        record = request.economic.customers.get(number)
    except NotFound:
        return customer_missing(request, number)
    except GatewayError as error:
        editing.key, editing.error = write.key, error  # as much in doubt as before
        return show(request, editing, get_error_status(error))
    if form.is_valid():
        merged = merge(record, form.mine, record)
        if not merged.changes:
            return arrived(request, form, Saved(record))
        editing.held = [
            Conflict(name, None, value, getattr(record, name))
            for name, value in merged.changes.items()
            if name in form.touched()
        ]
    editing.sentence = _("It was not saved as you sent it. This is what e-conomic holds now; save again if you want.")
    return show(request, editing, 422)
