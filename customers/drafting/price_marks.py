"""Marks prices and discounts that e-conomic changed, until somebody has looked at them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from customers.drafting.revisions import DraftNotEditable
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared.invoice_math import ZERO
from econ_admin.access.request import EconRequest

FIGURES = ("unit_net_price", "discount_percentage")


def is_same_figure(field: str, one: Decimal | None, other: Decimal | None) -> bool:
    """Whether two values of a figure are the same. No discount is a discount of 0."""
    return (one or ZERO) == (other or ZERO) if field == "discount_percentage" else one == other


def mark_changed_figures(line: WorkingDraftLine, previous: Mapping[str, Decimal | None]) -> None:
    """Records what changed figures were before. A figure that changes again keeps the value that somebody last saw, and
    one that is back at it loses its mark. A first price is no change.
    """
    new = {field: "" if value is None else str(value) for field, value in previous.items()}
    if new.get("unit_net_price") == "":  # there was no price
        del new["unit_net_price"]
    marks = {**new, **line.was}
    line.was = {
        field: value
        for field, value in marks.items()
        if not is_same_figure(field, Decimal(value) if value else None, getattr(line.content, field))
    }


def forget_previous_figures(line: WorkingDraftLine, fields: Iterable[str]) -> None:
    """Removes the marks of these fields. The caller saves the line."""
    line.was = {field: value for field, value in line.was.items() if field not in set(fields)}


def mark_seen(request: EconRequest, draft: WorkingDraft, line_pk: int, field: str) -> None:
    """Removes the mark of a figure that somebody has looked at. The draft and its revision stay as they are.

    Raises DraftNotEditable.
    """
    with transaction.atomic():
        editable = WorkingDraft.objects.filter(
            pk=draft.pk, agreement=request.agreement, person=request.user, state=WorkingDraft.State.OPEN
        )
        if not editable.update(revision=F("revision")):  # so that concurrent changes of the line wait
            raise DraftNotEditable(WorkingDraft.objects.get(pk=draft.pk))
        line = WorkingDraftLine.objects.get(pk=line_pk, draft=draft)
        forget_previous_figures(line, (field,))
        line.save(update_fields=["was"])
