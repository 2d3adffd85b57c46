"""The lines of a sheet: one form each, which says what is to be done with it."""

from collections.abc import Mapping
from functools import partial

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.drafting import line_order, paste, reprice
from customers.drafting.grid.cells import CELLS
from customers.drafting.grid.page_context import Typed
from customers.drafting.lines import change_line
from customers.drafting.paste import Misunderstood
from customers.drafting.revisions import NotOpen, Outdated
from customers.drafting.views.input import added, by_name, no_product, read, typed_in
from customers.drafting.views.responses import not_open, number_in, row_refused, rows_kept, the_sheet
from customers.models import Sheet, SheetLine
from customers.shared.products import Unclear
from econ_admin.gateway.errors import Invalid
from econ_admin.http import EconRequest


@require_POST
def lines(request: EconRequest, sheet: int) -> HttpResponse:
    """A line more, after all others."""
    found, texts = the_sheet(request, sheet), typed_in(request)
    values, wrong = read(texts)
    if wrong:
        return row_refused(request, found, Typed(None, True, texts, wrong))
    if not any(values.values()):
        return rows_kept(request, found, [])
    try:
        kept = by_name(request, found, values, partial(added, request, found))
    except NotOpen as error:
        return not_open(request, error)
    except (Unclear, Invalid) as error:
        return row_refused(request, found, Typed(None, True, texts, no_product(error, texts)))
    return rows_kept(request, kept.sheet, [kept.line.pk])


@require_POST
def line(request: EconRequest, sheet: int, line: int) -> HttpResponse:
    """What the button says is to be done with it; without one, what was typed is kept."""
    found = the_sheet(request, sheet)
    row = SheetLine.objects.filter(pk=line, sheet=found).first()
    if row is None:
        raise Http404
    act = ACTS.get(request.POST.get("act", ""), change)
    try:
        return act(request, found, row)
    except NotOpen as error:
        return not_open(request, error)


@require_POST
def paste_lines(request: EconRequest, sheet: int) -> HttpResponse:
    """Rows of a spreadsheet: all of them become lines, or none."""
    found = the_sheet(request, sheet)
    after = SheetLine.objects.filter(sheet=found, pk=number_in(request, "after")).first()
    try:
        made = paste.paste(request, found, request.POST.get("rows", ""), after)
    except NotOpen as error:
        return not_open(request, error)
    except Misunderstood as error:
        told = [
            _("Row %(row)s: %(wrong)s") % {"row": each.row, "wrong": _(each.sentence) % each.parameters}
            for each in error.mistakes
        ]
        return row_refused(request, found, Typed(None, True, {}, {"": told}), request.POST.get("rows", ""))
    said = _("%(many)s lines are added.") % {"many": len(made)}
    return rows_kept(request, the_sheet(request, sheet), [each.pk for each in made], said=said)


def change(request: EconRequest, sheet: Sheet, row: SheetLine) -> HttpResponse:
    texts = typed_in(request)
    values, wrong = read(texts)
    if wrong:
        return row_refused(request, sheet, Typed(row.pk, texts=texts, wrong=wrong))
    if not texts:
        return rows_kept(request, sheet, [row.pk])
    try:
        keep = partial(change_line, request, sheet, row.pk, number_in(request, "revision"))
        kept = by_name(request, sheet, values, keep)
    except Outdated as error:
        return _outdated(request, error, row, texts)
    except (Unclear, Invalid) as error:
        return row_refused(request, sheet, Typed(row.pk, texts=texts, wrong=no_product(error, texts)))
    said = _("Set by hand, so it stays. Reprice takes e-conomic's price instead.") if kept.by_hand else ""
    said = _("e-conomic has another price for this quantity.") if kept.repriced else said
    return rows_kept(request, kept.sheet, [row.pk], said=said)


def move(request: EconRequest, sheet: Sheet, row: SheetLine, by: int) -> HttpResponse:
    standing = [each.pk for each in line_order.standing(sheet)]
    place = standing.index(row.pk) if row.pk in standing else 0
    to = min(max(place + by, 0), len(standing) - 1)
    if to == place:
        return rows_kept(request, sheet, [])
    others = [pk for pk in standing if pk != row.pk]
    revision = sheet.revision  # where it is now is what the button meant
    kept = line_order.move(request, sheet, row.pk, revision, others[to - 1] if to else None)
    said = _("Line %(place)s of %(all)s") % {"place": to + 1, "all": len(standing)}
    return rows_kept(request, kept.sheet, [row.pk, standing[to]], said=said)


def up(request: EconRequest, sheet: Sheet, row: SheetLine) -> HttpResponse:
    return move(request, sheet, row, -1)


def down(request: EconRequest, sheet: Sheet, row: SheetLine) -> HttpResponse:
    return move(request, sheet, row, 1)


def duplicate(request: EconRequest, sheet: Sheet, row: SheetLine) -> HttpResponse:
    kept = line_order.duplicate(request, sheet, row.pk)
    return rows_kept(request, kept.sheet, [kept.line.pk], said=_("The line is there twice."))


def remove(request: EconRequest, sheet: Sheet, row: SheetLine) -> HttpResponse:
    try:
        kept = line_order.remove(request, sheet, row.pk, number_in(request, "revision"))
    except Outdated as error:
        return _outdated(request, error, row, {})
    return rows_kept(request, kept.sheet, [], said=_("The line is removed."), undo=kept.line)


def restore(request: EconRequest, sheet: Sheet, row: SheetLine) -> HttpResponse:
    kept = line_order.restore(request, sheet, row.pk)
    return rows_kept(request, kept.sheet, [row.pk], said=_("The line is back."))


def reprice_line(request: EconRequest, sheet: Sheet, row: SheetLine) -> HttpResponse:
    done = reprice.reprice(request, sheet, [row.pk])
    said = _("e-conomic has no price for it.") if done.left else _("The price is e-conomic's again.")
    if done.by_hand:
        said = _("Set by hand, so it stays. Reprice takes e-conomic's price instead.")
    return rows_kept(request, done.sheet, [row.pk], said=said)


ACTS = {
    "up": up,
    "down": down,
    "duplicate": duplicate,
    "remove": remove,
    "restore": restore,
    "reprice": reprice_line,
}


def _outdated(request: EconRequest, error: Outdated, row: SheetLine, texts: Mapping[str, str]) -> HttpResponse:
    """Somebody changed the same meanwhile: theirs stands beside what was typed."""
    newer = [name for name in error.fields if name in CELLS]
    if "removed" in error.fields:
        wrong = {"": [_("Somebody has removed this line meanwhile.")]}
    elif "price" in error.fields:
        wrong = {"": [_("The line was changed while its price was asked for. Look, and try again.")]}
    else:
        wrong = {name: [_("Somebody has changed this meanwhile.")] for name in newer}
    kept = {name: text for name, text in texts.items() if name in newer} if newer else texts
    return row_refused(request, error.sheet, Typed(row.pk, texts=dict(kept), wrong=wrong, newer=newer))
