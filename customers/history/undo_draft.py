"""Takes back a change of a draft: the merge of the draft editor, with base = after and mine = before.

In conflict, the editor opens with the former content as an unsent draft. Sending it asks what to keep.
"""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from customers.drafting.create import open_undone_draft
from customers.drafting.merge_draft import merge_draft
from customers.drafting.serialize import serialize_merged_draft
from customers.editing.save import exclusive_save
from customers.editing.unresolved_writes import find_posted, retry_write
from customers.history.undo_outcomes import UndoOutcomes, redirect_to_undone
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.records import DraftInvoice
from econ_admin.http import redirect_to

NOUN, PATH = "drafts", "invoices/drafts"
NO_CHOICES: Mapping[str, str] = {}


def undo_draft(request: EconRequest, before: DraftInvoice, after: DraftInvoice) -> HttpResponse:
    """Takes back a change of a draft in e-conomic."""
    number = after.draft_invoice_number
    outcomes = DraftUndoOutcomes(request, NOUN, number, url_for(request, "customers:draft", number))

    def write() -> bool:
        """Returns False if somebody changed the same since."""
        with exclusive_save(request, NOUN, number) as economic:
            if unresolved := find_posted(request, "PUT", f"{PATH}/{number}"):
                retry_write(economic, unresolved, DraftInvoice)
                return True
            theirs = economic.drafts.get(number)
            merged = merge_draft(after, before, before.lines, theirs, NO_CHOICES)
            if merged.conflicts:
                return False
            document = serialize_merged_draft(merged)
            if document != theirs.with_changes():
                economic.drafts.replace(number, document, theirs)
            return True

    outcomes.before, outcomes.after = before, after
    return outcomes.attempt(write)


class DraftUndoOutcomes(UndoOutcomes[bool]):
    """Leads to the draft, or in conflict to an unsent draft of what it was before."""

    before: DraftInvoice
    after: DraftInvoice

    def render_done(self, result: bool) -> HttpResponse:
        if result:
            return redirect_to_undone(self.request, self.noun, self.number, self.back)
        draft = open_undone_draft(self.request, self.before, self.after)
        undone = _("The draft was changed since, in the same place. Send this unsent draft, and choose what to keep.")
        existing = _("The draft was changed since, in the same place. Send or discard this unsent draft of it first.")
        messages.warning(self.request, undone if draft.is_undone else existing)
        return redirect_to(self.request, url_for(self.request, "customers:unsent-draft", draft.draft.pk))
