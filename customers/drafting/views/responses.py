"""What an answer about a sheet is made of: the rows and fields that changed, the totals, and the page itself."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.drafting.draft_totals import reckon
from customers.drafting.grid import page_context
from customers.drafting.grid.page_context import NOTHING, Typed
from customers.drafting.grid.rows import empty_row, row_of, typed_into
from customers.drafting.line_order import standing
from customers.drafting.ownership import find
from customers.drafting.revisions import NotOpen
from customers.models import Sheet, SheetLine
from econ_admin.http import EconRequest, redirect_to, render_error, url_for

PAGE, ANSWER = "drafting/editor.html", "drafting/response.html"


def the_sheet(request: EconRequest, number: int) -> Sheet:
    """Raises Http404."""
    try:
        return find(request, number)
    except Sheet.DoesNotExist as error:
        raise Http404 from error


def number_in(request: EconRequest, name: str) -> int:
    """A number that was posted; 0 for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def whole(request: EconRequest, sheet: Sheet, typed: Typed = NOTHING, status: int = 200, **more: Any) -> HttpResponse:
    """The page of the sheet."""
    return render(request, PAGE, page_context.face(request, sheet, typed) | more, status=status)


def rows_kept(
    request: EconRequest,
    sheet: Sheet,
    changed: Sequence[int],
    *,
    said: str = "",
    undo: SheetLine | None = None,
    repriced: str = "",
) -> HttpResponse:
    """Lines that were changed, as they are now: in their places, or by the page anew."""
    if not request.htmx:
        anchor = f"#line-{changed[0]}" if changed and not repriced else "#lines"
        return redirect_to(request, url_for(request, "customers:sheet", sheet.pk) + anchor)
    told = {"said": said, "undo": undo, "repriced": repriced}
    return render(request, ANSWER, _parts(request, sheet, changed) | told)


def row_refused(request: EconRequest, sheet: Sheet, typed: Typed, pasted: str = "") -> HttpResponse:
    """What could not be kept: typed as it was, with the reason beside it."""
    now = the_sheet(request, sheet.pk)
    if not request.htmx:
        return whole(request, now, typed, status=422, pasted=pasted)
    context = _parts(request, now, [typed.line] if typed.line else [])
    if typed.is_new:
        context["rows"] = [empty_row(len(context["lines"]) + 1)]
    for row in context["rows"]:
        typed_into(row, typed.texts, typed.wrong, typed.newer)
    context["said"] = "; ".join(message for messages in typed.wrong.values() for message in messages)
    return render(request, ANSWER, context, status=422)


def not_open(request: EconRequest, error: NotOpen) -> HttpResponse:
    """The sheet is a colleague's, or is sent, or on its way: nothing was kept."""
    sheet = error.sheet
    if sheet.state == Sheet.State.SENT and sheet.draft_number:
        return redirect_to(request, url_for(request, "customers:draft", sheet.draft_number))
    return render_error(request, why_closed(request, sheet), 409, title=_("Not kept"))


def why_closed(request: EconRequest, sheet: Sheet) -> str:
    """Why this person cannot write in it now; "" where they can."""
    if sheet.person_id != request.user.pk:
        return _("%(person)s has this sheet now.") % {"person": sheet.person}
    reasons = {
        Sheet.State.SENDING: _("The sheet is being sent."),
        Sheet.State.IN_DOUBT: _("It is not known whether the sheet has become a draft in e-conomic."),
        Sheet.State.SENT: _("The sheet is sent."),
    }
    return reasons.get(Sheet.State(sheet.state), "")


def _parts(request: EconRequest, sheet: Sheet, changed: Sequence[int]) -> dict[str, Any]:
    lines = standing(sheet)
    reckoning = reckon(request.economic, sheet, lines)
    rows = [row_of(line, place, reckoning) for place, line in enumerate(lines, 1) if line.pk in changed]
    units = page_context.units_of(request) if rows else []
    return page_context.state(request, sheet, lines, reckoning) | {"rows": rows, "lines": lines, "units": units}
