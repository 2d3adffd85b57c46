"""Reviews and sends a working draft, and resolves a send of unknown outcome."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers.drafting import ownership, resolve_send, send
from customers.drafting.field_errors import DraftRejected
from customers.drafting.ownership import DraftStillExists
from customers.drafting.presend_facts import check_draft
from customers.drafting.revisions import DraftNotEditable, RevisionConflict
from customers.drafting.send import SendBlocked, SendConflict
from customers.drafting.send_attempt import SendResult
from customers.drafting.views.panel import ask_about_pending, render_not_sent, render_send_panel
from customers.drafting.views.responses import get_draft_or_404, get_posted_number, render_not_editable
from customers.editing.leases import DocumentBusy
from customers.editing.unresolved_writes import RetryExpired
from customers.models import WorkingDraft
from customers.shared import formatting
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.http import redirect_to

AMOUNT_LABELS = {
    "net_amount": gettext_lazy("Subtotal"),
    "vat_amount": gettext_lazy("VAT"),
    "gross_amount": gettext_lazy("Total"),
    "net_amount_in_base_currency": gettext_lazy("Subtotal in the agreement's currency"),
    "gross_amount_in_base_currency": gettext_lazy("Total in the agreement's currency"),
    "total_net_amount": gettext_lazy("line total"),
}


@require_safe
def review_draft(request: EconRequest, pk: int) -> HttpResponse:
    """Shows the findings of the checks."""
    draft = get_draft_or_404(request, pk)
    return render_send_panel(request, draft, 200, findings=check_draft(request, draft))


@require_POST
def send_draft(request: EconRequest, pk: int) -> HttpResponse:
    draft, acknowledged = get_draft_or_404(request, pk), request.POST.getlist("seen")
    if (question := ask_about_pending(request, draft)) is not None:
        return question
    choices = {
        name.removeprefix("choice:"): value
        for name, value in request.POST.items()
        if name.startswith("choice:") and isinstance(value, str)
    }
    against, revision = request.POST.get("against", ""), get_posted_number(request, "revision")
    try:
        result = send.send_draft(request, draft, revision, acknowledged=acknowledged, choices=choices, version=against)
        return _redirect_to_sent(request, result)
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    except (SendBlocked, SendConflict, DraftRejected, RevisionConflict, DocumentBusy) as error:
        return render_not_sent(request, get_draft_or_404(request, pk), error)
    except GatewayError as error:
        return _handle_failure(request, draft, error)


@require_POST
def send_as_new(request: EconRequest, pk: int) -> HttpResponse:
    """Sends the draft as a new one, because the draft it edits was booked or deleted."""
    draft, acknowledged, revision = (
        get_draft_or_404(request, pk),
        request.POST.getlist("seen"),
        get_posted_number(request, "revision"),
    )
    if (question := ask_about_pending(request, draft)) is not None:
        return question
    try:
        if not draft.is_new:
            draft = ownership.convert_to_new(request, draft, revision)
            revision = draft.revision
        return _redirect_to_sent(request, send.send_draft(request, draft, revision, acknowledged=acknowledged))
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    except (RevisionConflict, DocumentBusy) as error:
        return render_not_sent(request, get_draft_or_404(request, pk), error)
    except DraftStillExists:
        parameters = {"number": draft.draft_number}
        messages.info(request, _("Draft %(number)s is still in e-conomic. Sending will change it.") % parameters)
    except (SendBlocked, DraftRejected):
        messages.warning(request, _("This is now a new draft. It has not been sent. Review the warnings."))
    except GatewayError as error:
        return _handle_failure(request, draft, error)
    return redirect_to(request, url_for(request, "customers:unsent-draft", pk))


@require_POST
def retry_send(request: EconRequest, pk: int) -> HttpResponse:
    """Retries the send with the same key."""
    try:
        result = resolve_send.retry_send(request, get_draft_or_404(request, pk))
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    except DraftRejected as error:
        return render_not_sent(request, get_draft_or_404(request, pk), error)
    except RetryExpired:
        return redirect_to(request, url_for(request, "customers:unsent-draft", pk))
    if result is None:
        messages.info(request, _("The draft was not sent. You can edit it again."))
        return redirect_to(request, url_for(request, "customers:unsent-draft", pk))
    return _redirect_to_sent(request, result)


@require_POST
def decide_outcome(request: EconRequest, pk: int) -> HttpResponse:
    """Records which of the customer's drafts it has become, or none."""
    try:
        resolve_send.resolve_manually(
            request, get_draft_or_404(request, pk), get_posted_number(request, "draft") or None
        )
    except DraftNotEditable as error:
        return render_not_editable(request, error)
    return redirect_to(request, url_for(request, "customers:unsent-draft", pk))


def _redirect_to_sent(request: EconRequest, result: SendResult) -> HttpResponse:
    sent_parameters = {"number": result.invoice.draft_invoice_number}
    messages.success(request, _("Draft %(number)s is in e-conomic. You can book it there.") % sent_parameters)
    for difference in result.differences:
        label = AMOUNT_LABELS.get(difference.field, difference.field)
        line_label = "" if difference.line is None else _("Line %(line)s: ") % {"line": difference.line + 1}
        actual = "–" if difference.actual is None else formatting.format_amount(difference.actual)
        difference_parameters = {
            "line": line_label,
            "what": label,
            "ours": formatting.format_amount(difference.expected),
            "theirs": actual,
        }
        messages.warning(
            request, _("%(line)s%(what)s was %(ours)s here, but is %(theirs)s in e-conomic.") % difference_parameters
        )
    if result.dropped_fields:
        dropped_parameters = {"fields": ", ".join(result.dropped_fields)}
        messages.warning(request, _("e-conomic did not save: %(fields)s.") % dropped_parameters)
    return redirect_to(request, url_for(request, "customers:draft", result.invoice.draft_invoice_number))


def _handle_failure(request: EconRequest, draft: WorkingDraft, error: GatewayError) -> HttpResponse:
    """Redirects to the draft if the outcome is unknown. If its draft in e-conomic has gone, shows the findings."""
    if isinstance(error, NotFound) and not draft.is_new:
        return render_not_sent(request, draft, SendBlocked(check_draft(request, draft)))
    if not error.outcome_unknown:
        raise error
    return redirect_to(request, url_for(request, "customers:unsent-draft", draft.pk))
