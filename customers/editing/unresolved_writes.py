"""Writes of unknown outcome, resolved by sending the same bytes with the same key while that is safe."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone

from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway, Intent
from econ_admin.gateway.json_codec import Decodable
from econ_admin.trail import models
from econ_admin.trail.database_trail import get_definite_outcome, list_open_intents

RETRY_WINDOW = timedelta(minutes=50)  # e-conomic remembers a key for an hour
LOOKBACK = timedelta(days=1)

RETRY_KEY = "retry_key"  # hidden field: the key of the write of unknown outcome to send again
OUTCOME_CHECKED = "outcome_checked"  # hidden field: the person saw what e-conomic has now, and decided to send it

R = TypeVar("R", bound=Decodable)


class RetryExpired(Exception):
    """A retry could do it twice. Nothing more is sent: the person compares with e-conomic and decides."""


@dataclass(frozen=True, slots=True)
class UnresolvedWrite:
    """A write of this person whose outcome is unknown."""

    key: str
    intent: Intent
    is_safe: bool


def find_unresolved(request: EconRequest, key: str, path: str) -> UnresolvedWrite | None:
    """Returns the write with this key, if it is this person's, for this path, and was not refused; otherwise None.

    Includes a write that turns out to be done: retrying it returns its result.
    """
    row = models.Intent.objects.filter(key=key, agreement=request.agreement, person=request.user, path=path).first()
    if row is None or ((outcome := get_definite_outcome(row)) and (outcome.status or 0) >= 400):
        return None
    intent = Intent(str(row.person_id), row.noun, row.number, row.method, row.path, bytes(row.body), bytes(row.before))
    return UnresolvedWrite(key, intent, timezone.now() - row.at < RETRY_WINDOW)


def find_posted(request: EconRequest, method: str, path: str) -> UnresolvedWrite | None:
    """Returns the write of unknown outcome that the posted form asks to send again; None if it asks for none."""
    unresolved = find_unresolved(request, request.POST.get(RETRY_KEY, ""), path)
    return unresolved if unresolved and unresolved.intent.method == method else None


def find_repeated(request: EconRequest, method: str, path: str, body: bytes) -> UnresolvedWrite | None:
    """Returns the person's latest write of these bytes with an unknown outcome.

    A reloaded page posts its form again, which must not do it twice. None once the person checked the outcome.
    """
    if OUTCOME_CHECKED in request.POST:
        return None
    criteria = {"person": request.user, "method": method, "path": path, "body": body}
    recent = timezone.now() - LOOKBACK
    row = list_open_intents(request.agreement).filter(**criteria, at__gt=recent).order_by("-at", "-pk").first()
    return find_unresolved(request, row.key, path) if row else None


def retry_write(economic: Gateway, unresolved: UnresolvedWrite, record: type[R]) -> R:
    """Sends the same bytes with the same key, so that it is done exactly once.

    Raises RetryExpired when that is no longer certain, and GatewayError.
    """
    row = models.Intent.objects.get(key=unresolved.key)
    if outcome := get_definite_outcome(row):
        return record.decode(bytes(outcome.body))
    if not unresolved.is_safe:
        raise RetryExpired
    return economic.transport.resend(unresolved.key, unresolved.intent, record)
