"""What comes between a person and a write: warnings, conflicts, refusals, silence. All lead back to what was typed."""

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from django.http import HttpResponse
from django.utils.translation import gettext as _

from customers.contacts.views.panel import IN_DOUBT, Opened, again, is_in_place, panel
from customers.editing import recovery_copies
from customers.editing.conflicts import arisen
from customers.editing.form import GatewayForm
from customers.editing.form_snapshots import BaseLost, keep_base, read_base
from customers.editing.leases import Busy
from customers.editing.merge import Conflict, same
from customers.editing.save import Conflicted
from customers.editing.submit_once import new_ticket, ticket_in
from customers.editing.unresolved_writes import TooLate
from customers.editing.warnings import Caution, emails, unseen
from econ_admin.gateway.errors import Forbidden, GatewayError, NotFound, RateLimited, Rejected, Unauthorised
from econ_admin.gateway.records import Record
from econ_admin.http import EconRequest
from econ_admin.middleware import get_error_status

R = TypeVar("R", bound=Record)
T = TypeVar("T")

OUTSIDE = (RateLimited, Unauthorised, Forbidden)  # said no, but not to what was typed


def take_up(request: EconRequest, opened: Opened[R]) -> None:
    """Fill a form that is being opened with what was typed before, on the document that it was typed over. The focus
    goes into its first field.
    """
    if opened.form is None:
        return
    opened.offer = recovery_copies.offer(request)
    typed = recovery_copies.typed_before(request)
    if typed and opened.number is not None:
        try:
            kept = read_base(request, opened.kind.noun, opened.number, str(typed.get("base", "")), opened.kind.record)
        except BaseLost:
            pass
        else:
            opened.base, opened.form = str(typed["base"]), opened.kind.form(base=kept.record)
    if typed:
        opened.ticket = ticket_in(typed)
        opened.form.show(typed)
        opened.typed = True
    first = next(iter(opened.form.fields.values()))
    first.widget.attrs["autofocus"] = True


def stops(request: EconRequest, opened: Opened[R]) -> bool:
    """Whether the form comes back once, for what deserves a second look; what was seen stops nothing."""
    form = cast("GatewayForm", opened.form)
    cautions = list(emails(str(form.mine.get("email", ""))))
    warn(form, cautions)
    opened.seen = [each.mark for each in cautions]
    return bool(unseen(cautions, form.touched(), request.POST.getlist("seen")))


def warn(form: GatewayForm, cautions: Iterable[Caution]) -> None:
    """Say each beside its field."""
    said: dict[str, list[str]] = {}
    for each in cautions:
        said.setdefault(each.field, []).append(_(each.sentence) % each.parameters)
    for field, sentences in said.items():
        form.warn(field, sentences)


def attempt(
    request: EconRequest,
    opened: Opened[R],
    write: Callable[[], T],
    done: Callable[[EconRequest, Opened[R], T], HttpResponse],
) -> HttpResponse:
    """Do it once. Whatever comes in between is said where the person is, and what they typed stays."""
    try:
        return done(request, opened, write())
    except Conflicted as conflicted:
        return _in_conflict(request, opened, conflicted)
    except TooLate:
        return _looked(request, opened)
    except Busy:
        return _busy(request, opened)
    except NotFound:
        return _gone(request, opened)
    except GatewayError as error:
        return _failed(request, opened, error)


def _gone(request: EconRequest, opened: Opened[R]) -> HttpResponse:
    return _refused(request, opened, _("e-conomic does not have this any more: somebody has deleted it."), 422)


def _busy(request: EconRequest, opened: Opened[R]) -> HttpResponse:
    sentence = _("A colleague is saving this just now. Try again in a moment.")
    if opened.number is None:
        opened.ticket = new_ticket()
        sentence = _("What this form was sent with first is added, or is being added. Look before you add another.")
    return _refused(request, opened, sentence, 422)


def _failed(request: EconRequest, opened: Opened[R], error: GatewayError) -> HttpResponse:
    opened.log_id = error.log_id
    sentence = _(error.message) % error.parameters
    if error.outcome_unknown:
        opened.template, opened.key, opened.sentence = IN_DOUBT, error.idempotency_key, sentence
        return again(request, opened, get_error_status(error))
    if isinstance(error, Rejected) and not isinstance(error, OUTSIDE):
        if opened.form and error.fields:
            opened.form.refuse(error)
            return again(request, opened, 422)
        return _refused(request, opened, sentence, 422)
    if is_in_place(request, opened.kind):
        raise error  # said in the alerts; the page stands as it is
    return _refused(request, opened, sentence, get_error_status(error))


def _refused(request: EconRequest, opened: Opened[R], sentence: str, status: int) -> HttpResponse:
    if opened.form:
        opened.form.add_error(None, sentence)
    else:
        opened.sentence = sentence
    return again(request, opened, status)


def _in_conflict(request: EconRequest, opened: Opened[R], found: Conflicted[R]) -> HttpResponse:
    """The same typing over the newer document, and for each conflict a choice."""
    noun, number, before = opened.kind.noun, opened.number or 0, opened.base
    base = read_base(request, noun, number, before, opened.kind.record)
    form = _lay_over(request, opened, found.theirs)
    opened.dispute = arisen(request, noun, number, form, base, before, found)
    return again(request, opened, 422)


def _lay_over(request: EconRequest, opened: Opened[R], theirs: R) -> GatewayForm:
    """The same typing, over the newer document."""
    opened.form = cast("GatewayForm", opened.form).over(theirs)
    opened.base = keep_base(request, opened.kind.noun, opened.number or 0, theirs)
    return opened.form


def _looked(request: EconRequest, opened: Opened[R]) -> HttpResponse:
    """Too late to ask again. Where not even a look can be had, it stays as much in doubt as it was."""
    try:
        return _too_late(request, opened)
    except NotFound:
        return _gone(request, opened)
    except GatewayError as error:
        opened.sure, opened.log_id, opened.sentence = False, error.log_id, _(error.message) % error.parameters
        opened.template, opened.key = IN_DOUBT, request.POST.get("key", "")
        return again(request, opened, get_error_status(error))


def _too_late(request: EconRequest, opened: Opened[R]) -> HttpResponse:
    """Nothing is sent again. The person sees what e-conomic holds now, beside what they sent, and decides."""
    opened.sure, opened.ticket = True, new_ticket()
    sentence = _(
        "e-conomic never said what came of this, and it is too late to ask. Look at what it holds now before you do it "
        "again."
    )
    if opened.form and opened.number is not None:
        theirs = opened.kind.resource(request.economic).get(opened.customer, opened.number)
        was, mine = cast("Record", opened.form.base), opened.form.mine
        opened.held = [
            Conflict(name, getattr(was, name), value, getattr(theirs, name))
            for name, value in mine.items()
            if name in opened.form.touched() and not same(value, getattr(theirs, name))
        ]
        _lay_over(request, opened, theirs)
    if opened.form:
        opened.form.add_error(None, sentence)
    else:
        opened.sentence = sentence
    # With the panel around it: the list in it is what e-conomic holds now.
    return panel(request, opened.kind, opened.customer, 422, open=opened)
