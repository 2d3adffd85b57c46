"""Drafts that this person deleted, read from the audit trail, so that they can be restored."""

from dataclasses import dataclass

from django.db.models import QuerySet

from customers.editing.unresolved_writes import UnresolvedWrite, find_unresolved
from econ_admin.access.request import EconRequest
from econ_admin.gateway.json_codec import Document, encode
from econ_admin.gateway.records import DraftInvoice
from econ_admin.trail import models

PATH = "invoices/drafts"


@dataclass(frozen=True)
class DeletedDraft:
    """A deleted draft, with the idempotency key of its deletion."""

    key: str
    draft: DraftInvoice

    @property
    def document(self) -> Document:
        """The document without its number. e-conomic assigns a new one."""
        document = self.draft.with_changes()
        document.pop("draftInvoiceNumber", None)
        return document


def find_latest_deletion(request: EconRequest, draft: int) -> str:
    """Returns the key of the person's latest deletion of this draft, or ""."""
    rows = _query_deletions(request).filter(path=f"{PATH}/{draft}").order_by("-at", "-pk")
    return rows.values_list("key", flat=True).first() or ""


def find_deleted_draft(request: EconRequest, key: str) -> DeletedDraft | None:
    """Returns the draft that this person deleted under this key, or None."""
    row = _query_deletions(request).filter(key=key).first()
    return DeletedDraft(key, DraftInvoice.decode(bytes(row.before))) if row and row.before else None


def find_restoration(request: EconRequest, deleted: DeletedDraft) -> UnresolvedWrite | None:
    """Returns the write that restored the draft, completed or of unknown outcome; None if there is none or it was
    refused.
    """
    criteria = {"person": request.user, "agreement": request.agreement, "method": "POST", "path": PATH}
    since = models.Intent.objects.get(key=deleted.key).at
    rows = models.Intent.objects.filter(**criteria, body=encode(deleted.document), at__gte=since).order_by("-at", "-pk")
    key = rows.values_list("key", flat=True).first()
    return find_unresolved(request, key, PATH) if key else None


def _query_deletions(request: EconRequest) -> QuerySet[models.Intent]:
    return models.Intent.objects.filter(
        person=request.user, agreement=request.agreement, noun="drafts", method="DELETE"
    )
