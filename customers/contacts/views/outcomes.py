"""Handles what can stop a write: warnings, conflicts, errors and unknown outcomes. Input is always shown again."""

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from django.http import HttpResponse
from django.utils.translation import gettext as _

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
from customers.editing.leases import DocumentBusy
from customers.editing.merge import Conflict, are_same
from customers.editing.save import SaveConflict
from customers.editing.submit_once import create_form_token, get_form_token
from customers.editing.unresolved_writes import RETRY_KEY, RetryExpired
from customers.editing.warnings import FieldWarning, check_emails, list_unacknowledged
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import Forbidden, GatewayError, NotFound, RateLimited, Rejected, Unauthorised
from econ_admin.gateway.records import Record
from econ_admin.middleware import get_error_status

R = TypeVar("R", bound=Record)
T = TypeVar("T")

UNRELATED_TO_INPUT = (RateLimited, Unauthorised, Forbidden)  # refused, but not because of the input


def restore_input(request: EconRequest, panel_form: PanelForm[R]) -> None:
    """Fills a form that is being opened with earlier input, over the document it was typed on.

    Sets the focus to its first field.
    """
    if panel_form.form is None:
        return
    panel_form.recovery_offer = recovery_copies.get_recovery_offer(request)
    typed_fields = recovery_copies.load_typed_fields(request)
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


def needs_confirmation(request: EconRequest, panel_form: PanelForm[R]) -> bool:
    """Whether to show the form again because of new warnings. Acknowledged warnings are ignored."""
    form = cast("GatewayForm", panel_form.form)
    field_warnings = list(check_emails(str(form.mine.get("email", ""))))
    show_field_warnings(form, field_warnings)
    panel_form.acknowledged = [warning.fingerprint for warning in field_warnings]
    return bool(list_unacknowledged(field_warnings, form.list_changed_fields(), request.POST.getlist("seen")))


def show_field_warnings(form: GatewayForm, field_warnings: Iterable[FieldWarning]) -> None:
    """Shows each warning beside its field."""
    messages_by_field: dict[str, list[str]] = {}
    for warning in field_warnings:
        messages_by_field.setdefault(warning.field, []).append(_(warning.message) % warning.parameters)
    for field, messages in messages_by_field.items():
        form.show_warnings(field, messages)


def attempt_write(
    request: EconRequest,
    panel_form: PanelForm[R],
    write: Callable[[], T],
    render_done: Callable[[EconRequest, PanelForm[R], T], HttpResponse],
) -> HttpResponse:
    """Runs `write` once and renders its outcome. Whatever the outcome, input is kept."""
    try:
        return render_done(request, panel_form, write())
    except SaveConflict as conflict:
        return _render_conflict(request, panel_form, conflict)
    except RetryExpired:
        return _render_expired(request, panel_form)
    except DocumentBusy:
        return _render_busy(request, panel_form)
    except NotFound:
        return _render_no_such_record(request, panel_form)
    except GatewayError as error:
        return _render_failure(request, panel_form, error)


def _render_no_such_record(request: EconRequest, panel_form: PanelForm[R]) -> HttpResponse:
    return _render_rejection(request, panel_form, _("This is no longer in e-conomic. Someone has deleted it."), 422)


def _render_busy(request: EconRequest, panel_form: PanelForm[R]) -> HttpResponse:
    message = _("A colleague is saving this. Try again in a moment.")
    if panel_form.number is None:
        panel_form.form_token = create_form_token()
        message = _("This form has already been sent. Check the list before you add another.")
    return _render_rejection(request, panel_form, message, 422)


def _render_failure(request: EconRequest, panel_form: PanelForm[R], error: GatewayError) -> HttpResponse:
    panel_form.log_id = error.log_id
    message = _(error.message) % error.parameters
    if error.outcome_unknown:
        panel_form.template, panel_form.message = UNRESOLVED_TEMPLATE, message
        panel_form.retry_key = error.idempotency_key
        return render_form_again(request, panel_form, get_error_status(error))
    if isinstance(error, Rejected) and not isinstance(error, UNRELATED_TO_INPUT):
        if panel_form.form and error.fields:
            panel_form.form.add_upstream_errors(error)
            return render_form_again(request, panel_form, 422)
        return _render_rejection(request, panel_form, message, 422)
    if is_panel_request(request, panel_form.kind):
        raise error  # shown as an alert; the page stays as it is
    return _render_rejection(request, panel_form, message, get_error_status(error))


def _render_rejection(request: EconRequest, panel_form: PanelForm[R], message: str, status: int) -> HttpResponse:
    if panel_form.form:
        panel_form.form.add_error(None, message)
    else:
        panel_form.message = message
    return render_form_again(request, panel_form, status)


def _render_conflict(request: EconRequest, panel_form: PanelForm[R], conflict: SaveConflict[R]) -> HttpResponse:
    """Renders the form rebased on the newer document, with a choice for each conflict."""
    noun, number, base_token = panel_form.kind.noun, panel_form.number or 0, panel_form.base_token
    base = load_snapshot(request, noun, number, base_token, panel_form.kind.record)
    form = _rebase_form(request, panel_form, conflict.theirs)
    panel_form.conflict_review = build_conflict_review(request, noun, number, form, base, base_token, conflict)
    return render_form_again(request, panel_form, 422)


def _rebase_form(request: EconRequest, panel_form: PanelForm[R], theirs: R) -> GatewayForm:
    """Rebases the input on the newer document."""
    panel_form.form = cast("GatewayForm", panel_form.form).rebase(theirs)
    panel_form.base_token = sign_snapshot(request, panel_form.kind.noun, panel_form.number or 0, theirs)
    return panel_form.form


def _render_expired(request: EconRequest, panel_form: PanelForm[R]) -> HttpResponse:
    """Shows the current data once retrying is no longer safe; if that cannot be loaded, the outcome stays unknown."""
    try:
        return _compare_with_current(request, panel_form)
    except NotFound:
        return _render_no_such_record(request, panel_form)
    except GatewayError as error:
        panel_form.outcome_checked, panel_form.log_id, panel_form.message = (
            False,
            error.log_id,
            _(error.message) % error.parameters,
        )
        panel_form.template, panel_form.retry_key = UNRESOLVED_TEMPLATE, request.POST.get(RETRY_KEY, "")
        return render_form_again(request, panel_form, get_error_status(error))


def _compare_with_current(request: EconRequest, panel_form: PanelForm[R]) -> HttpResponse:
    """Shows what was sent beside what e-conomic has now, and sends nothing."""
    panel_form.outcome_checked, panel_form.form_token = True, create_form_token()
    message = _(
        "We don't know whether this was saved, and it is too late to try again safely. Check what is in e-conomic "
        "before you save again."
    )
    if panel_form.form and panel_form.number is not None:
        theirs = panel_form.kind.resource(request.economic).get(panel_form.customer, panel_form.number)
        base, mine = cast("Record", panel_form.form.base), panel_form.form.mine
        panel_form.differences = [
            Conflict(name, getattr(base, name), value, getattr(theirs, name))
            for name, value in mine.items()
            if name in panel_form.form.list_changed_fields() and not are_same(value, getattr(theirs, name))
        ]
        _rebase_form(request, panel_form, theirs)
    if panel_form.form:
        panel_form.form.add_error(None, message)
    else:
        panel_form.message = message
    # The whole panel, so that its list is current too
    return load_panel(request, panel_form.kind, panel_form.customer, 422, refresh=True, open=panel_form)
