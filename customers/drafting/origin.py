"""Says what an unsent draft is: new, a copy, a credit note, or changes to a draft that is in e-conomic."""

from django.utils.translation import gettext as _

from customers.models import WorkingDraft
from econ_admin.access.models import Agreement

Origin = WorkingDraft.Origin


def describe_origin(draft: WorkingDraft) -> str:
    """Describes how the draft began; "" if that is not known."""
    parameters = {"number": draft.origin_number, "draft": draft.draft_number}
    if not draft.is_new:
        edited = _("Changes to draft %(draft)s") if not draft.is_credit_note else _("Changes to credit note %(draft)s")
        return edited % parameters
    texts = {
        Origin.NEW: _("New, from the customer's template"),
        Origin.DRAFT: _("Copy of draft %(number)s"),
        Origin.INVOICE: _("Copy of invoice %(number)s"),
        Origin.CREDIT_NOTE: _("Credit note for invoice %(number)s"),
    }
    return texts[Origin(draft.origin)] % parameters if draft.origin else ""


def find_sent_draft(agreement: Agreement, customer: int, draft_number: int) -> WorkingDraft | None:
    """Finds the working draft that a draft in e-conomic was last sent from. Numbers of other customers do not count."""
    sent = WorkingDraft.objects.filter(
        agreement=agreement, customer=customer, draft_number=draft_number, state=WorkingDraft.State.SENT
    )
    return sent.order_by("-pk").first()
