"""The lines of a working draft. Each row is a form whose button says what to do."""

from functools import partial

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.drafting.grid.page_context import UnsavedInput
from customers.drafting.lines import change_line
from customers.drafting.revisions import DraftNotEditable, RevisionConflict
from customers.drafting.views.input import (
    add_parsed_line,
    describe_product_error,
    read_line_input,
    save_by_product_name,
)
from customers.drafting.views.line_actions import ACTIONS, MANUAL_PRICE_KEPT, render_conflict
from customers.drafting.views.price_messages import describe_missing_prices
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


@require_POST
def add_line(request: EconRequest, pk: int) -> HttpResponse:
    """Adds a line at the end."""
    draft = get_draft_or_404(request, pk)
    line_input = read_line_input(request, draft.header.currency)
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
    message = describe_missing_prices([change.line], change.draft.header.currency)
    return render_changed_rows(request, change.draft, [change.line.pk], message=message, unread=line_input.unread)


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


def save_line(request: EconRequest, draft: WorkingDraft, line: WorkingDraftLine) -> HttpResponse:
    line_input = read_line_input(request, draft.header.currency)
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
        return render_conflict(request, error, line, texts)
    except (AmbiguousProduct, Invalid) as error:
        return render_rejected_row(
            request, draft, UnsavedInput(line.pk, texts=texts, errors=errors | describe_product_error(error, texts))
        )
    if errors:
        return render_rejected_row(request, draft, unsaved)
    message = _(MANUAL_PRICE_KEPT) if change.is_manual_kept else ""
    message = _("e-conomic has a different price for this quantity.") if change.is_repriced else message
    if change.asked_price:
        message = describe_missing_prices([change.line], change.draft.header.currency) or message
    return render_changed_rows(request, change.draft, [line.pk], message=message, unread=line_input.unread)
