"""Before a sheet is sent, its sending, and what is done where nobody knows what came of that."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers import formats
from customers.forms.sheets import head_fields
from customers.leases import Busy
from customers.merging import Conflict
from customers.models import Sheet
from customers.settling import TooLate
from customers.sheets import sending, settling
from customers.sheets.checking import Finding, checks
from customers.sheets.keeping import NotOpen, Outdated
from customers.sheets.meeting import ALL_LINES
from customers.sheets.placing import standing
from customers.sheets.refusing import Refused
from customers.sheets.sending import Conflicted, Sent, Stopped
from customers.views.sheet_answers import not_open, the_sheet, whole
from econ_admin.gateway.errors import GatewayError
from econ_admin.http import EconRequest, go_to, url_for

PANEL = "sheets/before.html"
AMOUNTS = {
    "net_amount": gettext_lazy("Without VAT"),
    "vat_amount": gettext_lazy("VAT"),
    "gross_amount": gettext_lazy("In all"),
    "net_amount_in_base_currency": gettext_lazy("Without VAT, in the agreement's currency"),
    "gross_amount_in_base_currency": gettext_lazy("In all, in the agreement's currency"),
    "total_net_amount": gettext_lazy("The line"),
}


@require_safe
def before(request: EconRequest, sheet: int) -> HttpResponse:
    """What would go wrong, or deserves a thought."""
    found = the_sheet(request, sheet)
    return _panel(request, found, 200, findings=_told(found, checks(request, found)))


@require_POST
def send(request: EconRequest, sheet: int) -> HttpResponse:
    found = the_sheet(request, sheet)
    revision = request.POST.get("revision", "")
    choices = {
        name.removeprefix("choice:"): value
        for name, value in request.POST.items()
        if name.startswith("choice:") and isinstance(value, str)
    }
    try:
        sent = sending.send(
            request,
            found,
            int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0,
            seen=request.POST.getlist("seen"),
            choices=choices,
            against=request.POST.get("against", ""),
        )
    except NotOpen as error:
        return not_open(request, error)
    except (Stopped, Conflicted, Refused, Outdated, Busy) as error:
        return _stopped(request, the_sheet(request, sheet), error)
    except GatewayError as error:
        if not error.doubtful:
            raise
        return go_to(request, url_for(request, "customers:sheet", sheet))
    return _sent(request, sent)


@require_POST
def settle(request: EconRequest, sheet: int) -> HttpResponse:
    """Ask e-conomic again, with the same key."""
    try:
        sent = settling.settle(request, the_sheet(request, sheet))
    except NotOpen as error:
        return not_open(request, error)
    except Refused as error:
        return _stopped(request, the_sheet(request, sheet), error)
    except TooLate:
        return go_to(request, url_for(request, "customers:sheet", sheet))
    if sent is None:
        messages.info(request, _("It was not done. The sheet is open again."))
        return go_to(request, url_for(request, "customers:sheet", sheet))
    return _sent(request, sent)


@require_POST
def decide(request: EconRequest, sheet: int) -> HttpResponse:
    """Which of the customer's drafts the sheet has become, or none."""
    number = request.POST.get("draft", "")
    draft = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    try:
        settling.decide(request, the_sheet(request, sheet), draft)
    except NotOpen as error:
        return not_open(request, error)
    return go_to(request, url_for(request, "customers:sheet", sheet))


def _sent(request: EconRequest, sent: Sent) -> HttpResponse:
    told = {"number": sent.draft.draft_invoice_number}
    messages.success(request, _("Draft %(number)s is in e-conomic. An invoice is booked in e-conomic itself.") % told)
    for each in sent.differences:
        what = AMOUNTS.get(each.field, each.field)
        line = "" if each.line is None else _("line %(line)s: ") % {"line": each.line + 1}
        theirs = "–" if each.theirs is None else formats.amount(each.theirs)
        told_of = {"line": line, "what": what, "ours": formats.amount(each.ours), "theirs": theirs}
        messages.warning(request, _("%(line)s%(what)s was %(ours)s here; e-conomic says %(theirs)s.") % told_of)
    if sent.dropped:
        said = {"fields": ", ".join(sent.dropped)}
        messages.warning(request, _("e-conomic did not take over: %(fields)s.") % said)
    return go_to(request, url_for(request, "customers:draft", sent.draft.draft_invoice_number))


def _stopped(request: EconRequest, sheet: Sheet, error: Exception) -> HttpResponse:
    seen = request.POST.getlist("seen")
    if isinstance(error, Stopped):
        return _panel(request, sheet, 422, findings=_told(sheet, error.findings), stopped=True)
    if isinstance(error, Conflicted):
        return _panel(
            request, sheet, 422, conflicts=_conflicts(sheet, error.conflicts), against=error.against, seen=seen
        )
    if isinstance(error, Refused):
        return _panel(request, sheet, 422, refused=_refusals(sheet, error), seen=seen)
    sentence = _("A colleague is saving this draft. Try again in a moment.")
    if isinstance(error, Outdated):
        sentence = _("The sheet was changed since it was shown here. Look at it again before you send it.")
    return _panel(request, sheet, 422, refused=[{"sentence": sentence}], stale=isinstance(error, Outdated))


def _panel(request: EconRequest, sheet: Sheet, status: int, **told: Any) -> HttpResponse:
    if not request.htmx:
        return whole(request, sheet, status=status, panel=True, **told)
    context = {
        "sheet": sheet,
        "may_write": sheet.person_id == request.user.pk and sheet.state == Sheet.State.OPEN,
        "panel": True,
    }
    return render(request, PANEL, context | told, status=status)


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
        return formats.quantity(value)
    if isinstance(value, date):
        return formats.day(value)
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
