"""Renders the outcome of sending a working draft."""

from collections.abc import Callable

from django.contrib import messages
from django.db import Error
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.drafting.draft_totals import AmountDifference
from customers.drafting.presend_facts import check_draft
from customers.drafting.revisions import DraftNotEditable, RevisionConflict
from customers.drafting.send_outcomes import (
    Blocked,
    InConflict,
    NotSent,
    Refused,
    Reopened,
    SendOutcome,
    Sent,
    StillInEconomic,
)
from customers.drafting.views.panel import render_message, render_not_sent
from customers.drafting.views.responses import get_draft_or_404, render_not_editable
from customers.editing.undo_links import build_undo_url
from customers.editing.write_outcomes import WriteOutcomes
from customers.models import WorkingDraft
from customers.shared import formatting
from customers.shared.draft_labels import list_labels
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.http import redirect_to

AMOUNT_LABELS = {
    "net_amount": gettext_lazy("Subtotal"),
    "vat_amount": gettext_lazy("VAT"),
    "gross_amount": gettext_lazy("Total"),
    "net_amount_in_base_currency": gettext_lazy("Subtotal in the agreement's currency"),
    "gross_amount_in_base_currency": gettext_lazy("Total in the agreement's currency"),
}


class SendOutcomes(WriteOutcomes[SendOutcome]):
    """Leads to the draft in e-conomic, or shows in the panel why it was not sent."""

    def __init__(self, request: EconRequest, draft: WorkingDraft) -> None:
        super().__init__(request)
        self.draft = draft

    def attempt(self, write: Callable[[], SendOutcome]) -> HttpResponse:
        try:
            return super().attempt(write)
        except DraftNotEditable as error:
            return render_not_editable(self.request, error)
        except RevisionConflict:
            message = _("The draft has changed since you opened this page. Check it again before you send it.")
            return render_message(self.request, self._get_current(), message, is_stale=True)

    def render_done(self, result: SendOutcome) -> HttpResponse:
        match result:
            case Sent():
                return _redirect_to_sent(self.request, result)
            case Reopened():
                messages.info(self.request, _("The draft was not sent. You can edit it again."))
            case StillInEconomic():
                message = _(
                    "Nothing was sent: draft %(number)s is still in e-conomic. If you send now, you change that draft."
                )
                messages.info(self.request, message % {"number": self.draft.draft_number})
            case Blocked() | InConflict() | Refused():
                return self.render_not_sent(result)
        return self.redirect_to_draft()

    def render_not_sent(self, outcome: NotSent) -> HttpResponse:
        return render_not_sent(self.request, self._get_current(), outcome)

    def render_busy(self) -> HttpResponse:
        message = _("A colleague is saving this draft. Try again in a moment.")
        return render_message(self.request, self._get_current(), message)

    def render_not_stored(self, error: Error, message: str) -> HttpResponse:
        return render_message(self.request, self._get_current(), message)

    def render_not_recorded(self, error: Error) -> HttpResponse:
        return self.redirect_to_draft()  # its page says that the outcome is unknown, and how to find it out

    def render_not_found(self, error: NotFound) -> HttpResponse:
        """Shows the findings: the draft that it edits is no longer in e-conomic."""
        if self.draft.is_new:
            return self.render_failure(error)
        return render_not_sent(self.request, self.draft, Blocked(check_draft(self.request, self.draft)))

    def render_failure(self, error: GatewayError) -> HttpResponse:
        if not error.outcome_unknown:
            raise error  # the middleware says what it was
        return self.redirect_to_draft()

    def render_current(self) -> HttpResponse:
        return self.redirect_to_draft()  # its page shows the possible outcomes

    def redirect_to_draft(self) -> HttpResponse:
        return redirect_to(self.request, url_for(self.request, "customers:unsent-draft", self.draft.pk))

    def _get_current(self) -> WorkingDraft:
        return get_draft_or_404(self.request, self.draft.pk)


class SendAsNewOutcomes(SendOutcomes):
    """The draft has just become a new one, which its page shows."""

    def render_not_sent(self, outcome: NotSent) -> HttpResponse:
        if isinstance(outcome, InConflict):
            return super().render_not_sent(outcome)
        messages.warning(self.request, _("This is now a new draft. It has not been sent. Review the warnings."))
        return self.redirect_to_draft()


def _redirect_to_sent(request: EconRequest, result: Sent) -> HttpResponse:
    sent_parameters = {"number": result.invoice.draft_invoice_number}
    text = _("Draft %(number)s is in e-conomic. You can book it there.") % sent_parameters
    # not for a new one: undoing would delete it there, and not open it here again
    undo_url = "" if result.draft.is_new else build_undo_url(request, "drafts", result.invoice.draft_invoice_number)
    messages.success(request, text, extra_tags=undo_url)
    for difference in result.differences:
        messages.warning(request, _describe_difference(difference))
    if result.dropped_fields:
        dropped_parameters = {"fields": list_labels(result.dropped_fields)}
        messages.warning(request, _("e-conomic did not save: %(fields)s.") % dropped_parameters)
    return redirect_to(request, url_for(request, "customers:draft", result.invoice.draft_invoice_number))


def _describe_difference(difference: AmountDifference) -> str:
    if difference.line is None:
        # Translators: such as "VAT: we calculated 25,00, e-conomic has 24,99."
        text = _("%(label)s: we calculated %(our_amount)s, e-conomic has %(economic_amount)s.")
    else:
        text = _("Line total of line %(line)s: we calculated %(our_amount)s, e-conomic has %(economic_amount)s.")
    return text % {
        "label": AMOUNT_LABELS.get(difference.field, difference.field),
        "line": 0 if difference.line is None else difference.line + 1,
        "our_amount": formatting.format_amount(difference.expected),
        "economic_amount": "–" if difference.actual is None else formatting.format_amount(difference.actual),
    }
