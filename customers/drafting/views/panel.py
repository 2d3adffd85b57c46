"""The panel beside a sheet: what stands against sending it, what e-conomic refused, what both have changed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.drafting.field_errors import Refused
from customers.drafting.findings import GONE, Finding
from customers.drafting.grid import page_context
from customers.drafting.grid.page_context import NOTHING, Typed
from customers.drafting.header_fields import head_fields
from customers.drafting.line_order import standing
from customers.drafting.merge_draft import ALL_LINES
from customers.drafting.revisions import Outdated
from customers.drafting.send import Conflicted, Stopped
from customers.drafting.views.responses import whole
from customers.editing.merge import Conflict
from customers.models import Sheet
from customers.shared import formatting
from econ_admin.http import EconRequest, url_for

PANEL, REFUSED = "drafting/presend_panel.html", "drafting/refused.html"


def stopped(request: EconRequest, sheet: Sheet, error: Exception) -> HttpResponse:
    """Why nothing was sent: of e-conomic's making, of a colleague's, or something that nobody has seen yet."""
    seen = request.POST.getlist("seen")
    if isinstance(error, Stopped):
        return panel(request, sheet, 422, findings=error.findings, seen=seen, stopped=True)
    if isinstance(error, Conflicted):
        return panel(
            request, sheet, 422, conflicts=_conflicts(sheet, error.conflicts), against=error.against, seen=seen
        )
    if isinstance(error, Refused):
        return _refused(request, sheet, error)
    sentence = _("A colleague is saving this draft. Try again in a moment.")
    if isinstance(error, Outdated):
        sentence = _("The sheet was changed since it was shown here. Look at it again before you send it.")
    return panel(request, sheet, 422, refused=[{"sentence": sentence}], stale=isinstance(error, Outdated))


def _refused(request: EconRequest, sheet: Sheet, error: Refused) -> HttpResponse:
    """What e-conomic said of a field stands in the panel, and beside the field."""
    typed = Typed(wrong=error.fields, refused=error.lines)
    told = {"panel": True, "refused": _refusals(sheet, error), "seen": request.POST.getlist("seen")}
    if not request.htmx:
        return whole(request, sheet, typed, status=422, **told)
    context = page_context.face(request, sheet, typed) | told
    context["rows"] = [row for row in context["rows"] if row.pk in error.lines]
    context["with_fields"] = bool(error.fields)
    return render(request, REFUSED, context, status=422)


def ask_about_pending(request: EconRequest, sheet: Sheet) -> HttpResponse | None:
    """Asks about a choice whose second step is not taken yet, instead of sending: another currency, or rows that were
    pasted and not added. None where there is neither."""
    if sheet.person_id != request.user.pk or sheet.state != Sheet.State.OPEN:
        return None
    now, chosen, rows = sheet.head.currency, request.POST.get("currency", ""), request.POST.get("rows", "")
    is_other = bool(chosen) and chosen != now
    if not is_other and not rows.strip():
        return None
    pending = {"currency": chosen if is_other else "", "now": now, "rows": rows.strip()}
    seen = request.POST.getlist("seen")
    typed = Typed(texts={"currency": chosen} if is_other else {})
    return panel(request, sheet, 422, typed=typed, pending=pending, pasted=rows, seen=seen)


def panel(
    request: EconRequest,
    sheet: Sheet,
    status: int,
    *,
    findings: Sequence[Finding] = (),
    typed: Typed = NOTHING,
    **told: Any,
) -> HttpResponse:
    """The panel alone, or in its page."""
    told |= {"panel": True, "findings": _told(sheet, findings)}
    if any(each.code == GONE for each in findings):
        told["gone"] = url_for(request, "customers:booked", sheet.customer)
    if not request.htmx:
        return whole(request, sheet, typed, status=status, **told)
    may_write = sheet.person_id == request.user.pk and sheet.state == Sheet.State.OPEN
    return render(request, PANEL, {"sheet": sheet, "may_write": may_write} | told, status=status)


def _told(sheet: Sheet, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    places = {line.pk: place for place, line in enumerate(standing(sheet), 1)}
    return [
        {
            "blocks": each.blocks,
            "sentence": _(each.sentence) % each.parameters,
            "mark": "" if each.blocks else each.mark,
            "line": places.get(each.line or 0),
            "where": _anchor(each.line, each.where),
        }
        for each in findings
    ]


def _conflicts(sheet: Sheet, conflicts: Sequence[Conflict]) -> list[dict[str, str]]:
    """Both versions in words, with a name for what they are of."""
    labels = {name: str(field.label) for name, field in head_fields().items()}
    told = []
    for each in conflicts:
        first, _dot, rest = each.field.partition(".")
        label = labels.get(each.field, each.field)
        if first == ALL_LINES:
            number = rest.partition(".")[0]
            label = _("Line %(number)s in e-conomic") % {"number": number} if number else _("All lines")
        told.append({"field": each.field, "label": label, "mine": _words(each.mine), "theirs": _words(each.theirs)})
    return told


def _words(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "; ".join(f"{each.product.product_number if each.product else ''} {each.description}" for each in value)
    if isinstance(value, Decimal):
        return formatting.quantity(value)
    if isinstance(value, date):
        return formatting.day(value)
    return str(value) if value not in (None, "") else _("nothing")


def _refusals(sheet: Sheet, error: Refused) -> list[dict[str, Any]]:
    places = {line.pk: place for place, line in enumerate(standing(sheet), 1)}
    told: list[dict[str, Any]] = [
        {"sentence": message, "where": _anchor(None, field), "name": field}
        for field, sentences in error.fields.items()
        for message in sentences
    ]
    told += [
        {"sentence": message, "where": _anchor(pk, field), "line": places.get(pk), "row": pk, "name": field}
        for pk, fields in error.lines.items()
        for field, sentences in fields.items()
        for message in sentences
    ]
    return told


def _anchor(line: int | None, field: str) -> str:
    if line:
        return f"c-{line}-{field}" if field else f"line-{line}"
    return f"f-{field}" if field else ""
