"""Drafts that this person deleted, as the trail kept them, so that they can be made again."""

from dataclasses import dataclass

from django.db.models import QuerySet

from customers.editing.unresolved_writes import Open, find_open
from econ_admin.gateway.json_codec import Document, encode
from econ_admin.gateway.records import DraftInvoice
from econ_admin.http import EconRequest
from econ_admin.trail import models

PATH = "invoices/drafts"


@dataclass(frozen=True)
class Deleted:
    """A draft as it was, under the key of the write that deleted it."""

    key: str
    draft: DraftInvoice

    @property
    def document(self) -> Document:
        """All of it but its number: e-conomic gives a new one."""
        document = self.draft.with_changes()
        document.pop("draftInvoiceNumber", None)
        return document


def latest_deletion(request: EconRequest, draft: int) -> str:
    """The key of the person's latest deletion of the draft of that number; "" where there is none."""
    rows = _deletions(request).filter(path=f"{PATH}/{draft}").order_by("-at", "-pk")
    return rows.values_list("key", flat=True).first() or ""


def find_deleted(request: EconRequest, key: str) -> Deleted | None:
    """None where this person deleted no draft under that key."""
    row = _deletions(request).filter(key=key).first()
    return Deleted(key, DraftInvoice.decode(bytes(row.before))) if row and row.before else None


def find_made_again(request: EconRequest, deleted: Deleted) -> Open | None:
    """The write that made it again, done or of unknown outcome; None where there was none, or it was refused."""
    asked = {"person": request.user, "agreement": request.agreement, "method": "POST", "path": PATH}
    since = models.Intent.objects.get(key=deleted.key).at
    rows = models.Intent.objects.filter(**asked, body=encode(deleted.document), at__gte=since).order_by("-at", "-pk")
    key = rows.values_list("key", flat=True).first()
    return find_open(request, key, PATH) if key else None


def _deletions(request: EconRequest) -> QuerySet[models.Intent]:
    return models.Intent.objects.filter(
        person=request.user, agreement=request.agreement, noun="drafts", method="DELETE"
    )
