"""The lines of a working draft. Each row is a form whose button says what to do."""

from collections.abc import Mapping
from functools import partial

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST

from customers.drafting import line_order, paste, price_marks, reprice
from customers.drafting.grid.cells import CELL_NAMES
from customers.drafting.grid.page_context import UnsavedInput
from customers.drafting.lines import change_line
from customers.drafting.paste import PasteError
from customers.drafting.revisions import DraftNotEditable, RevisionConflict
from customers.drafting.views.input import (
    add_parsed_line,
    describe_product_error,
    read_line_input,
    save_by_product_name,
)
from customers.drafting.views.responses import (
    get_draft_or_404,
    get_posted_number,
    render_changed_rows,
    render_not_editable,
    render_rejected_row,
)
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared.products import AmbiguousProduct
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import Invalid

MANUAL_PRICE_KEPT = gettext_noop("Manual price kept. Reprice the line to get e-conomic's price.")


@require_POST
def add_line(request: EconRequest, pk: int) -> HttpResponse:
    """Adds a line at the end."""
    draft, line_input = get_draft_or_404(request, pk), read_line_input(request)
    texts, errors = line_input.texts, line_input.errors
    if not any(line_input.values.values()):
        if errors:
            return render_rejected_row(request, draft, UnsavedInput(None, True, texts, errors))
        return render_changed_rows(request, draft, [], unread=line_input.unread)
    try:
        change = save_by_product_name(request, draft, line_input.values, partial(add_parsed_line, request, draft))
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    except (AmbiguousProduct, Invalid) as error:
        return render_rejected_row(
            request, draft, UnsavedInput(None, True, texts, errors | describe_product_error(error, texts))
        )
    if errors:
        texts, unread = line_input.texts_with_errors, line_input.unread
        unsaved = UnsavedInput(change.line.pk, texts=texts, errors=errors, unread=unread)
        return render_rejected_row(request, draft, unsaved)
    return render_changed_rows(request, change.draft, [change.line.pk], unread=line_input.unread)


@require_POST
def edit_line(request: EconRequest, pk: int, line: int) -> HttpResponse:
    """Runs the button's action on the line, or saves its input."""
    draft = get_draft_or_404(request, pk)
    row = WorkingDraftLine.objects.filter(pk=line, draft=draft).first()
    if row is None:
        raise Http404
    action = ACTIONS.get(request.POST.get("act", ""), save_line)
    try:
        return action(request, draft, row)
    except DraftNotEditable as error:
        return render_not_editable(request, error)


@require_POST
def paste_lines(request: EconRequest, pk: int) -> HttpResponse:
    """Adds rows pasted from a spreadsheet, all or none."""
    draft = get_draft_or_404(request, pk)
    after = WorkingDraftLine.objects.filter(draft=draft, pk=get_posted_number(request, "after")).first()
    try:
        added_lines = paste.paste_rows(request, draft, request.POST.get("rows", ""), after)
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    except PasteError as error:
        messages = [
            _("Row %(row)s: %(wrong)s")
            % {"row": cell_error.row, "wrong": _(cell_error.message) % cell_error.parameters}
            for cell_error in error.errors
        ]
        return render_rejected_row(
            request, draft, UnsavedInput(None, True, {}, {"": messages}), request.POST.get("rows", "")
        )
    count = len(added_lines)
    message = ngettext("%(many)s line added.", "%(many)s lines added.", count) % {"many": count}
    added_pks = [line.pk for line in added_lines]
    return render_changed_rows(request, get_draft_or_404(request, pk), added_pks, message=message)


def save_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    line_input = read_line_input(request)
    texts, errors = line_input.texts, line_input.errors
    unsaved = UnsavedInput(line.pk, texts=line_input.texts_with_errors, errors=errors, unread=line_input.unread)
    if not line_input.values:
        if errors:
            return render_rejected_row(request, draft, unsaved)
        return render_changed_rows(request, draft, [line.pk], unread=line_input.unread)
    try:
        save = partial(change_line, request, draft, line.pk, get_posted_number(request, "revision"))
        change = save_by_product_name(request, draft, line_input.values, save)
    except RevisionConflict as error:
        return _render_conflict(request, error, line, texts)
    except (AmbiguousProduct, Invalid) as error:
        return render_rejected_row(
            request, draft, UnsavedInput(line.pk, texts=texts, errors=errors | describe_product_error(error, texts))
        )
    if errors:
        return render_rejected_row(request, draft, unsaved)
    message = _(MANUAL_PRICE_KEPT) if change.by_hand else ""
    message = _("e-conomic has a different price for this quantity.") if change.is_repriced else message
    return render_changed_rows(request, change.draft, [line.pk], message=message, unread=line_input.unread)


def move_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine, offset: int) -> HttpResponse:
    line_pks = [row.pk for row in line_order.list_lines(draft)]
    index = line_pks.index(line.pk) if line.pk in line_pks else 0
    target = min(max(index + offset, 0), len(line_pks) - 1)
    if target == index:
        return render_changed_rows(request, draft, [])
    other_pks = [pk for pk in line_pks if pk != line.pk]
    revision = draft.revision  # the button moves it from where it is now
    change = line_order.move_line(request, draft, line.pk, revision, other_pks[target - 1] if target else None)
    message = _("Line %(place)s of %(all)s") % {"place": target + 1, "all": len(line_pks)}
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
        return _render_conflict(request, error, line, {})
    return render_changed_rows(request, change.draft, [], message=_("Line removed."), removed_line=change.line)


def restore_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    change = line_order.restore_line(request, draft, line.pk)
    return render_changed_rows(request, change.draft, [line.pk], message=_("Line restored."))


def reprice_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    result = reprice.reprice_lines(request, draft, [line.pk])
    message = _("e-conomic has no price for this line.") if result.skipped else _("Line repriced.")
    if result.by_hand:
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


def _render_conflict(
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
