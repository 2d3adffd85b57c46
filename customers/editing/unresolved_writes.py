"""A write of unknown outcome, and how it is settled: the same bytes with the same key, while that is safe."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone

from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway, Intent
from econ_admin.gateway.json_codec import Decodable
from econ_admin.trail import models
from econ_admin.trail.database_trail import get_definite_outcome, list_open_intents

RETRY_WINDOW = timedelta(minutes=50)  # e-conomic keeps a key for an hour, and does it again after that
LOOKBACK = timedelta(days=1)

R = TypeVar("R", bound=Decodable)


class RetryExpired(Exception):
    """Asking again could do it twice. Nothing is sent by us any more: look at what e-conomic holds, and decide."""


@dataclass(frozen=True, slots=True)
class UnresolvedWrite:
    """A write of this person's that was sent, and of which nobody knows yet what came of it."""

    key: str
    intent: Intent
    is_safe: bool


def find_unresolved(request: EconRequest, key: str, path: str) -> UnresolvedWrite | None:
    """The write of that key, if it is this person's, about that path, and was not refused. None otherwise.

    One that turns out to have been done counts too: asking again then tells what came of it.
    """
    row = models.Intent.objects.filter(key=key, agreement=request.agreement, person=request.user, path=path).first()
    if row is None or ((outcome := get_definite_outcome(row)) and (outcome.status or 0) >= 400):
        return None
    intent = Intent(str(row.person_id), row.noun, row.number, row.method, row.path, bytes(row.body), bytes(row.before))
    return UnresolvedWrite(key, intent, timezone.now() - row.at < RETRY_WINDOW)


def find_repeated(request: EconRequest, method: str, path: str, body: bytes) -> UnresolvedWrite | None:
    """The latest write of this person's with these very bytes of which nobody knows what came: a page that is loaded
    again sends its form again, and that must not do it twice.
    """
    criteria = {"person": request.user, "method": method, "path": path, "body": body}
    recent = timezone.now() - LOOKBACK
    row = list_open_intents(request.agreement).filter(**criteria, at__gt=recent).order_by("-at", "-pk").first()
    return find_unresolved(request, row.key, path) if row else None


def find_completed(request: EconRequest, path: str, body: bytes, record: type[R]) -> R | None:
    """What came of these very bytes, if this person sent them there lately and e-conomic did it."""
    criteria = {"agreement": request.agreement, "person": request.user, "method": "POST", "path": path, "body": body}
    recent = timezone.now() - LOOKBACK
    row = models.Intent.objects.filter(**criteria, at__gt=recent).order_by("-at", "-pk").first()
    outcome = get_definite_outcome(row) if row else None
    return record.decode(bytes(outcome.body)) if outcome and (outcome.status or 0) < 300 else None


def retry_write(economic: Gateway, unresolved: UnresolvedWrite, record: type[R]) -> R:
    """Send the same bytes with the same key: whether it was done before or not, it is then done once.

    Raises RetryExpired once that is not certain any more, and what the gateway raises.
    """
    row = models.Intent.objects.get(key=unresolved.key)
    if outcome := get_definite_outcome(row):
        return record.decode(bytes(outcome.body))
    if not unresolved.is_safe:
        raise RetryExpired
    return economic.transport.resend(unresolved.key, unresolved.intent, record)
