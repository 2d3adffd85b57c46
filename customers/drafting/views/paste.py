"""Adds pasted rows. Rows that cannot be added stay in the paste area, each with its reason."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from customers.drafting import paste
from customers.drafting.paste import PasteResult
from customers.drafting.pasted_rows import RejectedRow, parse_rows
from customers.drafting.revisions import DraftNotEditable
from customers.drafting.views.price_messages import describe_missing_prices
from customers.drafting.views.responses import (
    get_draft_or_404,
    get_posted_number,
    render_changed_rows,
    render_not_editable,
    render_page,
)
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared import formatting
from econ_admin.access.request import EconRequest
from econ_admin.http import translate


@require_POST
def paste_lines(request: EconRequest, pk: int) -> HttpResponse:
    """Adds the rows that can be added. `left` has rows that are in the paste area already, which stay there."""
    draft, rows, left = get_draft_or_404(request, pk), request.POST.get("rows", ""), request.POST.get("left", "")
    if not request.htmx and 0 < get_posted_number(request, "revision") < draft.revision:
        return _render_unchanged(request, draft, rows)
    after = WorkingDraftLine.objects.filter(draft=draft, pk=get_posted_number(request, "after")).first()
    try:
        result = paste.paste_rows(request, draft, rows, after)
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    summary = _describe_result(result, draft.header.currency)
    area: dict[str, Any] = {"paste_area": True, "paste_summary": summary}
    area |= _keep_rows(draft, left, result.rejected)
    current = get_draft_or_404(request, pk)
    if result.rejected and not request.htmx:
        return render_page(request, current, status=422, **area)
    if not request.htmx:
        messages.success(request, summary)
    status = 422 if result.rejected else 200
    line_pks = [line.pk for line in result.lines]
    return render_changed_rows(request, current, line_pks, message=summary, status=status, **area)


def _render_unchanged(request: EconRequest, draft: WorkingDraft, rows: str) -> HttpResponse:
    """Adds nothing, because the page is older than the draft: the rows may have been added already."""
    summary = _("No line was added: the draft has changed since this page was opened. Check it, then add the rows.")
    return render_page(request, draft, status=422, paste_summary=summary, pasted=rows)


def _describe_result(result: PasteResult, currency: str) -> str:
    added, left = len(result.lines), len(result.rejected)
    added_text = ngettext("%(count)s line added.", "%(count)s lines added.", added)
    sentences = [added_text % {"count": formatting.format_count(added)}]
    if left:
        left_text = ngettext(
            "%(count)s row is still in the paste area.", "%(count)s rows are still in the paste area.", left
        )
        sentences.append(left_text % {"count": formatting.format_count(left)})
    if result.header:
        sentences.append(_("Header row skipped: %(columns)s.") % {"columns": ", ".join(result.header)})
    return " ".join([*sentences, describe_missing_prices(result.lines, currency)]).strip()


def _keep_rows(draft: WorkingDraft, left: str, rejected: Iterable[RejectedRow]) -> dict[str, Any]:
    """Returns the content of the paste area and a reason for each row in it."""
    earlier = parse_rows(left, draft.header.currency)
    not_added = [(row.number, row.copied, [_("Not added yet.")]) for row in earlier.valid]
    left_rows = [(row.number, row.copied, _list_reasons(row)) for row in earlier.rejected] + not_added
    left_rows = sorted(left_rows) + [(row.number, row.copied, _list_reasons(row)) for row in rejected]
    return {
        "pasted": "\n".join(copied for _number, copied, _reasons in left_rows),
        "paste_errors": [
            _("Row %(row)s: %(reason)s") % {"row": position, "reason": reason}
            for position, (_number, _copied, reasons) in enumerate(left_rows, 1)
            for reason in reasons
        ],
    }


def _list_reasons(row: RejectedRow) -> list[str]:
    return [translate(error) for error in row.errors]
