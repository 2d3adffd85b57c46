"""Changing a customer: merged with whatever others did meanwhile, saved by one PUT."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from customers import checks, keeping
from customers.bases import FIELD, Base, BaseLost, keep_base, read_base
from customers.checks import Caution, unseen
from customers.colleagues import who_left
from customers.forms.customers import CustomerForm
from customers.leases import Busy
from customers.merging import Conflict, merge
from customers.open_drafts import open_drafts
from customers.saving import Conflicted, Saved, save, saving
from customers.settling import Open, TooLate, ask_again, find_open
from customers.twins import twins
from customers.views.customer_form import NOUN, Editing, failed, show
from customers.views.customer_lists import PATIENCE, Lists, own_lists, reference_lists
from customers.views.one import customer_missing, listed
from econ_admin.gateway import Deadline
from econ_admin.gateway.errors import GatewayError, Invalid, Missing
from econ_admin.gateway.records import Customer
from econ_admin.http import EconRequest, go_to, url_for


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
            lambda: economic.customers.get(customer), *own_lists(economic, customer), *reference_lists(economic)
        )
    except Missing:
        return customer_missing(request, customer)
    token, typed = keep_base(request, NOUN, customer, record), keeping.typed_before(request)
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
    cautions = list(checks.of_customer(values, record.balance))
    editing = Editing(form, customer, token, cautions=cautions, offer=keeping.offer(request), typed=bool(typed))
    return show(request, editing, lists=Lists(contacts, locations, *lists))


def _lost(request: EconRequest, customer: int) -> HttpResponse:
    """The form came without a base of ours: what was typed is shown over what stands there now, and not saved."""
    try:
        record = request.economic.customers.get(customer)
    except Missing:
        return customer_missing(request, customer)
    sentence = _("This form was opened too long ago to be merged. Look through it, and save it again.")
    editing = Editing(CustomerForm(request.POST, base=record), customer, keep_base(request, NOUN, customer, record))
    editing.sentence = sentence
    return show(request, editing, 422)


def saved(request: EconRequest, editing: Editing, base: Base[Customer]) -> HttpResponse:
    """Judge what was typed, merge it, save it; or the form again, with the reason."""
    number = editing.number or 0
    asked = [name for name in request.POST.getlist("conflict") if name in editing.form.fields]
    choices = {name: request.POST.get(f"choice-{name}", "") for name in asked}
    form = editing.form = editing.form.yielding([name for name in asked if choices[name] == "theirs"])
    if not form.is_valid():
        return show(request, editing, 422)
    if any(choice not in ("mine", "theirs") for choice in choices.values()):
        return _undecided(request, editing, base, asked)
    editing.cautions = cautions_of(request, editing)
    if unseen(editing.cautions, form.touched(), request.POST.getlist("seen")):
        return show(request, editing, 422)
    economic = request.economic
    try:
        done = save(
            request,
            NOUN,
            number,
            base.record,
            form.mine,
            fetch=lambda: economic.customers.get(number),
            put=lambda document, theirs: economic.customers.replace(number, document, theirs),
        )
    except Conflicted as conflicted:
        return _in_conflict(request, editing, base, conflicted)
    except Busy:
        editing.sentence = _("Somebody else is saving this customer just now. Save again in a moment.")
        return show(request, editing, 422)
    except Invalid as error:
        form.refuse(error)
        return show(request, editing, 422)
    except Missing:
        editing.sentence = _("This customer is not there any more: somebody has deleted it meanwhile.")
        return show(request, editing, 404)
    except GatewayError as error:
        return failed(request, editing, error)
    return arrived(request, form, done)


def cautions_of(request: EconRequest, editing: Editing) -> list[Caution]:
    """What deserves a second look, of what was typed and of others like it."""
    form = editing.form
    balance = form.base.balance if isinstance(form.base, Customer) else None
    with request.economic.transport.within(Deadline(PATIENCE)):
        asked = request.economic, form.mine, form.touched(), editing.number
        others = [*twins(*asked), *open_drafts(*asked)]
    return [*checks.of_customer(form.mine, balance), *others]


def _in_conflict(
    request: EconRequest, editing: Editing, base: Base[Customer], conflicted: Conflicted[Customer]
) -> HttpResponse:
    """The form over their document: what was typed stays, what was not touched is theirs, and the rest is asked."""
    theirs, number = conflicted.theirs, editing.number or 0
    newer = Editing(editing.form.over(theirs), number, keep_base(request, NOUN, number, theirs), before=editing.base)
    newer.conflicts, newer.theirs_alone = conflicted.merge.conflicts, conflicted.merge.theirs_alone
    newer.colleague = who_left(request, NOUN, number, theirs, base.at)
    return show(request, newer, 422)


def _undecided(request: EconRequest, editing: Editing, base: Base[Customer], asked: list[str]) -> HttpResponse:
    """A conflict without a choice: asked once more, as it was."""
    editing.before = request.POST.get("before", "")
    try:
        first = read_base(request, NOUN, editing.number or 0, editing.before, Customer).record
    except BaseLost:
        first = base.record
    mine = editing.form.mine
    editing.conflicts = [Conflict(name, getattr(first, name), mine[name], getattr(base.record, name)) for name in asked]
    editing.sentence = _("Choose for each field which value is to stand.")
    return show(request, editing, 422)


def _settle(request: EconRequest, editing: Editing, base: Base[Customer], write: Open) -> HttpResponse:
    """Ask again what became of it; then go on from there, with whatever was typed since."""
    number = editing.number or 0
    try:
        with saving(request, NOUN, number):
            record = ask_again(request, write, Customer)
    except TooLate:
        return _look(request, editing)
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


def _look(request: EconRequest, editing: Editing) -> HttpResponse:
    """Too late to ask again: what e-conomic holds now, beside what was sent."""
    number, form = editing.number or 0, editing.form
    try:
        record = request.economic.customers.get(number)
    except Missing:
        return customer_missing(request, number)
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


def arrived(request: EconRequest, form: CustomerForm, done: Saved[Customer]) -> HttpResponse:
    """Back to the customer, with what there is to say of it."""
    keeping.forget(request)
    record = done.record
    messages.success(request, _("%(name)s is saved.") % {"name": record.name})
    others = [form.label_of(name) for name in done.theirs if name in form.fields]
    if others:
        sentence = _("Changed meanwhile by somebody else, and kept: %(fields)s.")
        messages.info(request, sentence % {"fields": ", ".join(others)})
    say_dropped(request, form, done.dropped)
    page = url_for(request, "customers:page", record.customer_number)
    return go_to(request, page + listed(request).trail)


def say_dropped(request: EconRequest, form: CustomerForm, names: tuple[str, ...]) -> None:
    """e-conomic took something else than it was sent, without a word of its own."""
    if names:
        sentence = ngettext(
            "e-conomic did not take this over as it was sent: %(fields)s.",
            "e-conomic did not take these over as they were sent: %(fields)s.",
            len(names),
        )
        messages.warning(request, sentence % {"fields": ", ".join(form.label_of(name) for name in names)})
