"""Reprices all lines of a working draft."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from customers.drafting import reprice
from customers.drafting.reprice import RepriceResult
from customers.drafting.revisions import DraftNotEditable
from customers.drafting.views.price_messages import describe_skips
from customers.drafting.views.responses import get_draft_or_404, render_changed_rows, render_not_editable
from econ_admin.access.request import EconRequest


@require_POST
def reprice_all_lines(request: EconRequest, pk: int) -> HttpResponse:
    """Reprices all lines, leaving manual prices unless `including_manual` is posted."""
    including_manual = request.POST.get("including_manual") == "yes"
    try:
        result = reprice.reprice_lines(request, get_draft_or_404(request, pk), including_manual=including_manual)
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    message = _describe_result(result)
    if not request.htmx:
        messages.success(request, message)
    return render_changed_rows(request, result.draft, result.updated, message=message, repriced=message)


def _describe_result(result: RepriceResult) -> str:
    repriced_count = result.requested_count - len(result.skipped)
    parameters = {
        "count": repriced_count,
        "manual_count": result.kept_manual,
        "changed": len(result.changed),
    }
    message = ngettext("%(count)s line repriced.", "%(count)s lines repriced.", repriced_count)
    if result.kept_manual:
        message = ngettext(
            "%(count)s line repriced. Manual prices kept: %(manual_count)s.",
            "%(count)s lines repriced. Manual prices kept: %(manual_count)s.",
            repriced_count,
        )
    if result.changed:
        message += " " + ngettext("%(changed)s line changed.", "%(changed)s lines changed.", len(result.changed))
    skips = describe_skips(result.skips, result.draft.header.currency)
    return f"{message % parameters} {skips}".strip()
