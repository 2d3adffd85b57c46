"""What the buttons of a line do."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customers.drafting import line_order, price_marks, reprice
from customers.drafting.grid.cells import CELL_NAMES
from customers.drafting.grid.page_context import UnsavedInput
from customers.drafting.revisions import RevisionConflict
from customers.drafting.views.price_messages import describe_skips
from customers.drafting.views.responses import get_posted_number, render_changed_rows, render_rejected_row
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest

MANUAL_PRICE_KEPT = gettext_noop("Manual price kept. Reprice the line to get e-conomic's price.")


def move_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine, offset: int) -> HttpResponse:
    line_pks = [row.pk for row in line_order.list_lines(draft)]
    index = line_pks.index(line.pk) if line.pk in line_pks else 0
    target = min(max(index + offset, 0), len(line_pks) - 1)
    if target == index:
        return render_changed_rows(request, draft, [])
    other_pks = [pk for pk in line_pks if pk != line.pk]
    revision = draft.revision  # the button moves it from where it is now
    change = line_order.move_line(request, draft, line.pk, revision, other_pks[target - 1] if target else None)
    message = _("Line %(line)s of %(all)s") % {"line": target + 1, "all": len(line_pks)}
    return render_changed_rows(request, change.draft, [line.pk, line_pks[target]], message=message)


def move_line_up(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    return move_line(request, draft, line, -1)


def move_line_down(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    return move_line(request, draft, line, 1)


def duplicate_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    change = line_order.duplicate_line(request, draft, line.pk)
    return render_changed_rows(request, change.draft, [change.line.pk], message=_("Line duplicated."))


def remove_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    try:
        change = line_order.remove_line(request, draft, line.pk, get_posted_number(request, "revision"))
    except RevisionConflict as error:
        return render_conflict(request, error, line, {})
    return render_changed_rows(request, change.draft, [], message=_("Line removed."), removed_line=change.line)


def restore_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    change = line_order.restore_line(request, draft, line.pk)
    return render_changed_rows(request, change.draft, [line.pk], message=_("Line restored."))


def reprice_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    result = reprice.reprice_lines(request, draft, [line.pk])
    message = describe_skips(result.skips, result.draft.header.currency) or _("Line repriced.")
    if result.kept_manual:
        message = _(MANUAL_PRICE_KEPT)
    return render_changed_rows(request, result.draft, [line.pk], message=message)


def mark_figure_seen(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    """Removes the mark of a changed price or discount, because somebody has looked at it."""
    price_marks.mark_seen(request, draft, line.pk, request.POST.get("figure", ""))
    return render_changed_rows(request, draft, [line.pk])


ACTIONS = {
    "up": move_line_up,
    "down": move_line_down,
    "duplicate": duplicate_line,
    "remove": remove_line,
    "restore": restore_line,
    "reprice": reprice_line,
    "seen": mark_figure_seen,
}


def render_conflict(
    request: EconRequest, error: RevisionConflict, line: WorkingDraftLine, texts: Mapping[str, str]
) -> HttpResponse:
    """Renders the input with the other person's newer values beside it."""
    conflicting = [name for name in error.fields if name in CELL_NAMES]
    if "removed" in error.fields:
        errors = {"": [_("Someone removed this line.")]}
    elif "price" in error.fields:
        errors = {"": [_("The line changed while we were getting its price. Check it and try again.")]}
    else:
        errors = {name: [_("Someone changed this.")] for name in conflicting}
    unsaved = UnsavedInput(line.pk, texts=dict(texts), errors=errors, conflicting=conflicting)
    return render_rejected_row(request, error.draft, unsaved)
