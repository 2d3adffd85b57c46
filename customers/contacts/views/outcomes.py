"""Handles what can stop a write: warnings, conflicts, errors and unknown outcomes. Input is always shown again."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Generic, TypeVar, cast

from django.db import Error
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customers.contacts.views.panel import (
    UNRESOLVED_TEMPLATE,
    PanelForm,
    is_panel_request,
    load_panel,
    render_form_again,
)
from customers.editing import recovery_copies
from customers.editing.conflicts import build_conflict_review
from customers.editing.form import GatewayForm
from customers.editing.form_snapshots import InvalidSnapshot, load_snapshot, sign_snapshot
from customers.editing.merge import Conflict, are_same
from customers.editing.recent_creations import find_created
from customers.editing.save import SaveConflict
from customers.editing.submit_once import create_form_token, get_form_token, was_submitted
from customers.editing.unresolved_writes import RETRY_KEY
from customers.editing.warning_text import format_warning
from customers.editing.warnings import FieldWarning, list_unacknowledged
from customers.editing.write_outcomes import WriteOutcomes
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import Forbidden, GatewayError, NotFound, RateLimited, Rejected, Unauthorised
from econ_admin.gateway.json_codec import encode
from econ_admin.gateway.records import Record
from econ_admin.http import translate
from econ_admin.middleware import get_error_status

R = TypeVar("R", bound=Record)
T = TypeVar("T")

get_field = attrgetter("field")

UNRELATED_TO_INPUT = (RateLimited, Unauthorised, Forbidden)  # refused, but not because of the input


def restore_input(request: EconRequest, panel_form: PanelForm[R]) -> None:
    """Fills a form that is being opened with earlier input, over the document it was typed on.

    Sets the focus to its first field.
    """
    if panel_form.form is None:
        return
    typed_fields = recovery_copies.load_typed_fields(request)
    if not typed_fields:
        panel_form.recovery_offer = recovery_copies.get_recovery_offer(request, panel_form.form)
    if typed_fields and panel_form.number is not None:
        try:
            snapshot = load_snapshot(
                request,
                panel_form.kind.noun,
                panel_form.number,
                str(typed_fields.get("base", "")),
                panel_form.kind.record,
            )
        except InvalidSnapshot:
            pass
        else:
            panel_form.base_token, panel_form.form = (
                str(typed_fields["base"]),
                panel_form.kind.form(base=snapshot.record),
            )
    if typed_fields:
        panel_form.form_token = get_form_token(typed_fields)
        panel_form.form.prefill(typed_fields)
        panel_form.is_restored = True
    first_field = next(iter(panel_form.form.fields.values()))
    first_field.widget.attrs["autofocus"] = True


def show_quiet_warnings(panel_form: PanelForm[R], record: R) -> None:
    """Shows the warnings about a form that is being opened that never stop a save."""
    form = cast("GatewayForm", panel_form.form)
    values = {name: getattr(record, name) for name in form.fields}
    _show_warnings(form, [warning for warning in panel_form.kind.check(values) if warning.is_quiet])


def _show_warnings(form: GatewayForm, field_warnings: Iterable[FieldWarning]) -> None:
    for field, warnings in groupby(sorted(field_warnings, key=get_field), get_field):
        form.show_warnings(field, [format_warning(warning) for warning in warnings])


def needs_confirmation(request: EconRequest, panel_form: PanelForm[R]) -> bool:
    """Whether to show the form again because of new warnings. Acknowledged warnings are ignored."""
    form = cast("GatewayForm", panel_form.form)
    field_warnings = [*_check_already_added(request, panel_form), *panel_form.kind.check(form.mine)]
    _show_warnings(form, field_warnings)
    panel_form.acknowledged = [warning.fingerprint for warning in field_warnings if not warning.is_quiet]
    return bool(list_unacknowledged(field_warnings, form.list_changed_fields(), request.POST.getlist("seen")))


def _check_already_added(request: EconRequest, panel_form: PanelForm[R]) -> list[FieldWarning]:
    """Warns of the same that the person just added, unless by this very form, which adds only one."""
    kind, form, path = (
        panel_form.kind,
        cast("GatewayForm", panel_form.form),
        panel_form.kind.build_path(panel_form.customer),
    )
    if panel_form.number is not None or was_submitted(request, path, panel_form.form_token):
        return []
    body = encode(kind.record.new_document(**form.mine))
    created = find_created(request, path, body, kind.record)
    field = next(iter(form.list_changed_fields()), "")
    if created is None or not field:
        return []
    parameters = {"name": kind.get_name(created)}
    message = gettext_noop("You have already added %(name)s.")
    return [FieldWarning(field, "created", message, parameters, body.decode())]


class PanelOutcomes(WriteOutcomes[T], Generic[R, T]):
    """Shows what is open in the panel again, with what was typed and the reason."""

    def __init__(self, request: EconRequest, panel_form: PanelForm[R]) -> None:
        super().__init__(request)
        self.panel_form = panel_form

    def render_busy(self) -> HttpResponse:
        if self.panel_form.number is not None:
            return self.render_rejection(_("A colleague is saving this. Try again in a moment."))
        self.panel_form.form_token = create_form_token()
        return self.render_rejection(_("This form has already been sent. Check the list before you add another."))

    def render_not_found(self, error: NotFound) -> HttpResponse:
        return self.render_rejection(_("This is no longer in e-conomic. Someone has deleted it."))

    def render_failure(self, error: GatewayError) -> HttpResponse:
        panel_form = self.panel_form
        panel_form.retry_key = error.retry_key
        if error.retry_key:
            return self.render_still_unknown(error)
        panel_form.log_id = error.log_id
        message = translate(error)
        if isinstance(error, Rejected) and not isinstance(error, UNRELATED_TO_INPUT):
            if panel_form.form and error.fields:
                panel_form.form.add_upstream_errors(error)
                return render_form_again(self.request, panel_form, 422)
            return self.render_rejection(message)
        if is_panel_request(self.request):
            raise error  # shown as an alert; the page stays as it is
        return self.render_rejection(message, get_error_status(error))

    def render_not_stored(self, error: Error, message: str) -> HttpResponse:
        self.panel_form.retry_key = self.request.POST.get(RETRY_KEY, "")
        return self.render_rejection(message)

    def render_still_unknown(self, error: GatewayError) -> HttpResponse:
        panel_form = self.panel_form
        panel_form.retry_key = panel_form.retry_key or self.request.POST.get(RETRY_KEY, "")
        panel_form.template, panel_form.log_id = UNRESOLVED_TEMPLATE, error.log_id
        panel_form.message = translate(error)
        return render_form_again(self.request, panel_form, get_error_status(error))

    def render_rejection(self, message: str, status: int = 422) -> HttpResponse:
        """Shows what is open again below a message."""
        self._set_message(message)
        return render_form_again(self.request, self.panel_form, status)

    def render_conflict(self, conflict: SaveConflict[R]) -> HttpResponse:
        """Renders the form rebased on the newer document, with a choice for each conflict."""
        request, panel_form = self.request, self.panel_form
        noun, number, base_token = panel_form.kind.noun, panel_form.number or 0, panel_form.base_token
        base = load_snapshot(request, noun, number, base_token, panel_form.kind.record)
        form = self._rebase_form(conflict.theirs)
        panel_form.conflict_review = build_conflict_review(request, noun, number, form, base, base_token, conflict)
        return render_form_again(request, panel_form, 422)

    def render_current(self) -> HttpResponse:
        """Shows what was sent beside what e-conomic has now, and sends nothing."""
        request, panel_form = self.request, self.panel_form
        kind, form = panel_form.kind, panel_form.form
        if form and panel_form.number is not None:
            theirs = kind.resource(request.economic).get(panel_form.customer, panel_form.number)
            base = cast("Record", form.base)
            panel_form.differences = [
                Conflict(name, getattr(base, name), value, getattr(theirs, name))
                for name, value in form.mine.items()
                if name in form.list_changed_fields() and not are_same(value, getattr(theirs, name))
            ]
            self._rebase_form(theirs)
        panel_form.outcome_checked, panel_form.form_token = True, create_form_token()
        self._set_message(
            _(
                "We don't know whether this was saved, and it is too late to try again safely. "
                "Check what is in e-conomic before you save again."
            )
            if form
            else _(
                "We don't know whether this was deleted, and it is too late to try again safely. "
                "Check whether it is still in the list."
            )
        )
        # The whole panel, so that its list is current too
        return load_panel(request, kind, panel_form.customer, 422, refresh=True, open=panel_form)

    def _set_message(self, message: str) -> None:
        if self.panel_form.form:
            self.panel_form.form.add_error(None, message)
        else:
            self.panel_form.message = message

    def _rebase_form(self, theirs: R) -> GatewayForm:
        """Rebases the input on the newer document."""
        panel_form = self.panel_form
        panel_form.form = cast("GatewayForm", panel_form.form).rebase(theirs)
        panel_form.base_token = sign_snapshot(self.request, panel_form.kind.noun, panel_form.number or 0, theirs)
        return panel_form.form
