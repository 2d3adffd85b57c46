"""Adding, changing and deleting what stands under a customer: each write once, and nothing typed is lost."""

from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from customers.contacts.views import outcomes
from customers.contacts.views.panel import DELETION, Kind, Opened, again, is_in_place, opened_at, panel, shown
from customers.editing import recovery_copies
from customers.editing.conflicts import choices_in, is_decided, settled, still_open
from customers.editing.dropped_fields import say_dropped
from customers.editing.form_snapshots import BaseLost, keep_base, read_base
from customers.editing.save import Saved, dropped, save, saving
from customers.editing.submit_once import make_once, ticket_in
from customers.editing.unresolved_writes import ask_again, find_open, find_same
from customers.frame.customer_frame import Around, around, frame, fresh
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.json_codec import IgnoredBody, decode, encode
from econ_admin.gateway.records import Record
from econ_admin.http import EconRequest, redirect_to, render_error

R = TypeVar("R", bound=Record)


def add(request: EconRequest, kind: Kind[R], customer: int) -> HttpResponse:
    """A form above the table; then a POST."""
    opened = opened_at(request, kind, customer)
    opened.title = str(kind.new)
    opened.ticket = ticket_in(request.POST)
    if request.method != "POST":
        opened.form = kind.form()
        outcomes.take_up(request, opened)
        return panel(request, kind, customer, open=opened)
    opened.form = form = kind.form(request.POST)
    if not form.is_valid() or outcomes.stops(request, opened):
        return again(request, opened, 422)
    document, path = kind.record.new_document(**form.mine), kind.path(customer)
    body, resource = encode(document), kind.resource(request.economic)

    def send() -> R:
        # A page that is loaded again sends its form again: what is in doubt is settled, not done twice.
        doubt = None if "sure" in request.POST else find_same(request, "POST", path, body)
        return ask_again(request, doubt, kind.record) if doubt else resource.add(customer, document)

    def write() -> Saved[R]:
        after = make_once(request, path, opened.ticket, body, kind.record, send)
        return Saved(after, dropped(document, after))

    return outcomes.attempt(request, opened, write, _saved)


def edit(request: EconRequest, kind: Kind[R], customer: int, number: int) -> HttpResponse:
    """A form in its row, on the document as it is now; then a merge and a PUT."""
    opened = opened_at(request, kind, customer, number)
    if request.method != "POST":
        return _form(request, opened)
    try:
        base = read_base(request, kind.noun, number, request.POST.get("base", ""), kind.record).record
    except BaseLost:
        return render_error(request, _("This form is not one of ours, or it is too old. Open it again."), 400)
    opened.title, opened.base = kind.name(base), request.POST["base"]
    form = kind.form(request.POST, base=base)
    choices = choices_in(request, form)
    opened.form = form = settled(form, choices)
    valid = form.is_valid()
    if not is_decided(choices):
        opened.dispute = still_open(request, kind.noun, number, form, base, choices)
    if opened.dispute or not valid or outcomes.stops(request, opened):
        return again(request, opened, 422)
    resource = kind.resource(request.economic)

    def write() -> Saved[R]:
        if doubt := find_open(request, request.POST.get("key", ""), kind.path(customer, number)):
            with saving(request, kind.noun, number):
                after = ask_again(request, doubt, kind.record)
            return Saved(after, dropped(decode(doubt.intent.body), after))
        return save(
            request, kind.noun, number, base, form.mine,
            fetch=lambda: resource.get(customer, number),
            put=lambda document, before: resource.replace(customer, number, document, before),
        )  # fmt: skip

    return outcomes.attempt(request, opened, write, _saved)


def remove(request: EconRequest, kind: Kind[R], customer: int, number: int) -> HttpResponse:
    """The question, by name; then a DELETE."""
    opened = opened_at(request, kind, customer, number, DELETION)
    if request.method != "POST":
        return _question(request, opened)
    opened.title = request.POST.get("name", "")
    resource = kind.resource(request.economic)

    def write() -> None:
        with saving(request, kind.noun, number):
            if doubt := find_open(request, request.POST.get("key", ""), kind.path(customer, number)):
                ask_again(request, doubt, IgnoredBody)
            else:
                resource.remove(customer, number, resource.get(customer, number))

    return outcomes.attempt(request, opened, write, _removed)


def _form(request: EconRequest, opened: Opened[R]) -> HttpResponse:
    kind, number = opened.kind, opened.number or 0
    try:
        record, known = _afresh(request, opened)
    except NotFound:
        return gone(request)
    opened.title, opened.base = kind.name(record), keep_base(request, kind.noun, number, record)
    opened.form = kind.form(base=record)
    outcomes.take_up(request, opened)
    return shown(request, kind, frame(request, known) | {"open": opened})


def _question(request: EconRequest, opened: Opened[R]) -> HttpResponse:
    kind, number = opened.kind, opened.number or 0
    try:
        record, known = _afresh(request, opened)
    except NotFound:
        return gone(request)
    opened.title, opened.ties = kind.name(record), kind.ties(known.customer, number)
    return shown(request, kind, frame(request, known) | {"open": opened})


def _afresh(request: EconRequest, opened: Opened[R]) -> tuple[R, Around]:
    """What is about to be changed, as it is now, and what stands around it. Raises Missing."""
    economic, resource = request.economic, opened.kind.resource(request.economic)
    get, *others = around(economic, opened.customer)
    record, *known = economic.together(
        fresh(economic, lambda: resource.get(opened.customer, opened.number or 0)), fresh(economic, get), *others
    )
    return record, Around(*known)


def gone(request: EconRequest) -> HttpResponse:
    return render_error(request, _("e-conomic does not have this any more: somebody has deleted it."), 404)


def _saved(request: EconRequest, opened: Opened[R], saved: Saved[R]) -> HttpResponse:
    """In place the panel comes back, with the focus on what was saved; else the page."""
    kind = opened.kind
    recovery_copies.forget(request)
    said = _("%(name)s is saved.") % {"name": kind.name(saved.record)}
    lost = say_dropped(opened.form or kind.form(), saved.dropped)
    if is_in_place(request, kind):
        focus = kind.number(saved.record)
        with request.economic.transport.at_hand():  # but for what the write made old
            return panel(request, kind, opened.customer, said=said, dropped=lost, focus=focus)
    messages.success(request, said)
    for sentence in lost:
        messages.warning(request, sentence)
    return redirect_to(request, opened.back)


def _removed(request: EconRequest, opened: Opened[R], _nothing: None) -> HttpResponse:
    said = _("%(name)s is deleted.") % {"name": opened.title}
    if is_in_place(request, opened.kind):
        with request.economic.transport.at_hand():
            return panel(request, opened.kind, opened.customer, said=said, focus="title")
    messages.success(request, said)
    return redirect_to(request, opened.back)
