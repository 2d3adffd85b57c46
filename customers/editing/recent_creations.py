"""What a person created recently. Going back to the form and saving it again must not create it twice unseen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone

from econ_admin.access.request import EconRequest
from econ_admin.gateway.json_codec import Decodable
from econ_admin.trail.database_trail import get_definite_outcome
from econ_admin.trail.models import Intent

LOOKBACK = timedelta(days=1)

R = TypeVar("R", bound=Decodable)


def list_created(request: EconRequest, path: str, record: type[R]) -> list[R]:
    """Returns what this person created at this path during the last day, as it was then; the newest first."""
    return list(_iter_created(request, path, record))


def find_created(request: EconRequest, path: str, body: bytes, record: type[R]) -> R | None:
    """Returns the newest that this person created with these bytes during the last day, or None."""
    return next(_iter_created(request, path, record, body=body), None)


def _iter_created(request: EconRequest, path: str, record: type[R], **criteria: bytes) -> Iterator[R]:
    intents = Intent.objects.filter(
        agreement=request.agreement,
        person=request.user,
        method="POST",
        path=path,
        at__gt=timezone.now() - LOOKBACK,
        **criteria,
    )
    for intent in intents.order_by("-at", "-pk"):
        outcome = get_definite_outcome(intent)
        if outcome and (outcome.status or 0) < 300:
            yield record.decode(bytes(outcome.body))
