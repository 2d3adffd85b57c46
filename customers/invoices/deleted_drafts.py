"""Drafts that this person deleted, as the trail kept them, so that they can be made again."""

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
    """A draft as it was, under the key of the write that deleted it."""

    key: str
    draft: DraftInvoice

    @property
    def document(self) -> Document:
        """All of it but its number: e-conomic gives a new one."""
        document = self.draft.with_changes()
        document.pop("draftInvoiceNumber", None)
        return document


def find_latest_deletion(request: EconRequest, draft: int) -> str:
    """The key of the person's latest deletion of the draft of that number; "" where there is none."""
    rows = _query_deletions(request).filter(path=f"{PATH}/{draft}").order_by("-at", "-pk")
    return rows.values_list("key", flat=True).first() or ""


def find_deleted_draft(request: EconRequest, key: str) -> DeletedDraft | None:
    """None where this person deleted no draft under that key."""
    row = _query_deletions(request).filter(key=key).first()
    return DeletedDraft(key, DraftInvoice.decode(bytes(row.before))) if row and row.before else None


def find_restoration(request: EconRequest, deleted: DeletedDraft) -> UnresolvedWrite | None:
    """The write that made it again, done or of unknown outcome; None where there was none, or it was refused."""
    criteria = {"person": request.user, "agreement": request.agreement, "method": "POST", "path": PATH}
    since = models.Intent.objects.get(key=deleted.key).at
    rows = models.Intent.objects.filter(**criteria, body=encode(deleted.document), at__gte=since).order_by("-at", "-pk")
    key = rows.values_list("key", flat=True).first()
    return find_unresolved(request, key, PATH) if key else None


def _query_deletions(request: EconRequest) -> QuerySet[models.Intent]:
    return models.Intent.objects.filter(
        person=request.user, agreement=request.agreement, noun="drafts", method="DELETE"
    )
