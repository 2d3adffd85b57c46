"""Lets a person say what became of a write of unknown outcome, beside what e-conomic has now."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.history.changes import ChangeFormatter
from customers.history.current_state import describe_later_write, load_current_state
from customers.history.rows import build_row
from customers.history.undoable import may_write
from customers.history.views.page import load_options
from customers.history.views.undo import get_entry
from customers.shared import formatting
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import Role
from econ_admin.gateway import Unavailable, optional
from econ_admin.http import permission_denied, redirect_to
from econ_admin.trail.findings import WAIT, NotUnknown, is_resolvable, list_unresolved, record_finding
from econ_admin.trail.models import Entry, State

DONE, NOT_DONE = "done", "not-done"


@require_http_methods(["GET", "HEAD", "POST"])
def resolve_write(request: EconRequest, entry: int) -> HttpResponse:
    """Shows the write and what e-conomic has now; a POST records what the person found."""
    row = get_entry(request, entry)
    if not may_write(request, row):
        return permission_denied(request, PermissionError())
    if request.method != "POST":
        return _render_write(request, row)
    if request.POST.get("finding") not in (DONE, NOT_DONE):
        return _render_write(request, row, _("Say whether it was done."), 422)
    try:
        if not is_resolvable(row):
            raise NotUnknown
        record_finding(row, request.user, was_done=request.POST["finding"] == DONE)
    except NotUnknown:
        return _render_write(request, get_entry(request, entry), _("Nothing was recorded."), 409)
    messages.success(request, _("What you found is in the history."))
    history = url_for(request, "customers:history")
    has_more = list_unresolved(request.agreement).exists()
    return redirect_to(request, f"{history}?outcome={State.UNKNOWN.value}" if has_more else history)


def _render_write(request: EconRequest, entry: Entry, error: str = "", status: int = 200) -> HttpResponse:
    formatter = ChangeFormatter(load_options(request, [entry], None), with_costs=request.role >= Role.ACCOUNTANT)
    row = build_row(request, entry, formatter)
    context: dict[str, Any] = {"row": row, "error": error, "done": DONE, "not_done": NOT_DONE}
    if entry.state == State.UNKNOWN:
        current = optional(lambda: load_current_state(request, entry, row.versions, formatter))()
        context |= {
            "is_unknown": True,
            "current": current or None,
            "failed": describe_failure(current) if isinstance(current, Unavailable) else None,
            "later": describe_later_write(entry),
            "resolvable_from": "" if is_resolvable(entry) else formatting.format_datetime(entry.at + WAIT),
        }
    return render(request, "history/resolve.html", context, status=status)
