"""Our own copies of a customer's data outside the audit trail: unsent drafts and recovery copies."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from customers.models import RecoveryCopy, WorkingDraft
from econ_admin.access.models import Agreement

UNDECIDED = (WorkingDraft.State.SENDING, WorkingDraft.State.IN_DOUBT)  # perhaps in e-conomic: somebody has to look


def list_copies(agreement: Agreement, customer: int) -> Iterator[dict[str, Any]]:
    """Yields a record of each draft that was written here, and of each recovery copy."""
    for draft in query_drafts(agreement, customer).select_related("person").prefetch_related("lines"):
        yield {
            "kind": "draft written here",
            "at": draft.changed.isoformat(),
            "person": draft.person.username,
            "state": draft.state,
            "draft": json.loads(draft.wire),
            "lines": [json.loads(line.wire) for line in draft.lines.all()],
        }
    for copy in query_recovery_copies(agreement, customer).select_related("person"):
        yield {
            "kind": "recovery copy",
            "at": copy.at.isoformat(),
            "person": copy.person.username,
            "form": copy.form,
            "fields": copy.fields,
        }


def query_drafts(agreement: Agreement, customer: int) -> QuerySet[WorkingDraft]:
    return WorkingDraft.objects.filter(agreement=agreement, customer=customer).order_by("pk")


def query_recovery_copies(agreement: Agreement, customer: int) -> QuerySet[RecoveryCopy]:
    """Returns the copies of forms of the customer, of what belongs to it, and of its drafts."""
    forms = Q(form__startswith=f"/{agreement.slug}/customers/{customer}/")
    for draft in query_drafts(agreement, customer).values_list("pk", flat=True):
        forms |= Q(form__startswith=f"/{agreement.slug}/unsent/{draft}/")
    return RecoveryCopy.objects.filter(forms, agreement=agreement).order_by("pk")


def delete_copies(agreement: Agreement, customer: int) -> tuple[int, int]:
    """Deletes recovery copies and drafts, except those of unknown outcome. Returns how many of each."""
    with transaction.atomic():
        copies = query_recovery_copies(agreement, customer).delete()[0]
        drafts = query_drafts(agreement, customer).exclude(state__in=UNDECIDED)
        count = drafts.count()
        drafts.delete()
    return copies, count
