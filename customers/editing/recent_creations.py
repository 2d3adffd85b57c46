"""What a person created recently. Going back to the form and saving it again must not create it twice unseen."""

from datetime import timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from econ_admin.access.request import EconRequest
from econ_admin.gateway.json_codec import Decodable
from econ_admin.trail.models import IS_DEFINITE, Outcome

LOOKBACK = timedelta(days=1)

R = TypeVar("R", bound=Decodable)


def list_created(request: EconRequest, path: str, record: type[R]) -> list[R]:
    """Returns what this person created at this path during the last day, as it was then; the newest first."""
    return [record.decode(bytes(outcome.body)) for outcome in _query_creations(request, path)]


def find_created(request: EconRequest, path: str, body: bytes, record: type[R]) -> R | None:
    """Returns the newest that this person created with these bytes during the last day, or None."""
    outcome = _query_creations(request, path).filter(intent__body=body).first()
    return record.decode(bytes(outcome.body)) if outcome else None


def _query_creations(request: EconRequest, path: str) -> QuerySet[Outcome]:
    return Outcome.objects.filter(
        IS_DEFINITE,
        status__lt=300,
        intent__agreement=request.agreement,
        intent__person=request.user,
        intent__method="POST",
        intent__path=path,
        intent__at__gt=timezone.now() - LOOKBACK,
    ).order_by("-intent__at", "-intent__pk")
