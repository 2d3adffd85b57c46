"""What was typed for a customer: judged, merged with whatever others did meanwhile, and saved by one PUT."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from customers.editing import recovery_copies, warnings
from customers.editing.conflicts import arisen, choices_in, is_decided, settled, still_open
from customers.editing.dropped_fields import say_dropped
from customers.editing.form_snapshots import Base, keep_base
from customers.editing.leases import Busy
from customers.editing.save import Conflicted, Saved, save
from customers.editing.warnings import Caution, unseen
from customers.frame.customer_frame import listed
from customers.register.duplicates import twins
from customers.register.forms import CustomerForm
from customers.register.open_drafts import open_drafts
from customers.register.views.form_options import PATIENCE
from customers.register.views.form_page import NOUN, Editing, failed, show
from econ_admin.gateway import Deadline
from econ_admin.gateway.errors import GatewayError, Invalid, NotFound
from econ_admin.gateway.records import Customer
from econ_admin.http import EconRequest, redirect_to, url_for


def saved(request: EconRequest, editing: Editing, base: Base[Customer]) -> HttpResponse:
    """Judge what was typed, merge it, save it; or the form again, with the reason."""
    number = editing.number or 0
    choices = choices_in(request, editing.form)
    form = editing.form = settled(editing.form, choices)
    valid = form.is_valid()
    if not is_decided(choices):
        editing.dispute = still_open(request, NOUN, number, form, base.record, choices)
    if editing.dispute or not valid:
        return show(request, editing, 422)
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
        theirs = conflicted.theirs
        newer = Editing(form.over(theirs), number, keep_base(request, NOUN, number, theirs))
        newer.dispute = arisen(request, NOUN, number, newer.form, base, editing.base, conflicted)
        return show(request, newer, 422)
    except Busy:
        editing.sentence = _("Somebody else is saving this customer just now. Save again in a moment.")
        return show(request, editing, 422)
    except Invalid as error:
        form.refuse(error)
        return show(request, editing, 422)
    except NotFound:
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
    return [*warnings.of_customer(form.mine, balance), *others]


def arrived(request: EconRequest, form: CustomerForm, done: Saved[Customer]) -> HttpResponse:
    """Back to the customer, with what there is to say of it."""
    recovery_copies.forget(request)
    record = done.record
    messages.success(request, _("%(name)s is saved.") % {"name": record.name})
    others = [form.label_of(name) for name in done.theirs if name in form.fields]
    if others:
        sentence = _("Changed meanwhile by somebody else, and kept: %(fields)s.")
        messages.info(request, sentence % {"fields": ", ".join(others)})
    for lost in say_dropped(form, done.dropped):
        messages.warning(request, lost)
    page = url_for(request, "customers:page", record.customer_number)
    return redirect_to(request, page + listed(request).trail)
