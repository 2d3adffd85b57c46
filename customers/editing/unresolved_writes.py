"""Writes of unknown outcome, resolved by sending the same bytes with the same key while that is safe."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from econ_admin.access.request import EconRequest
from econ_admin.database_clock import read_shared_time
from econ_admin.gateway import Gateway, GatewayError, Intent
from econ_admin.gateway.json_codec import Decodable
from econ_admin.gateway.server_clock import MAX_CLOCK_DIFFERENCE
from econ_admin.trail import models
from econ_admin.trail.database_trail import get_definite_outcome, list_open_intents

RETRY_WINDOW = timedelta(minutes=50)  # e-conomic remembers a key for an hour
LOOKBACK = timedelta(days=1)

RETRY_KEY = "retry_key"  # hidden field: the key of the write of unknown outcome to send again
OUTCOME_CHECKED = "outcome_checked"  # hidden field: the person saw what e-conomic has now, and decided to send it

R = TypeVar("R", bound=Decodable)


class RetryExpired(Exception):
    """A retry could do it twice. Nothing more is sent: the person compares with e-conomic and decides."""


class ClocksDisagree(RetryExpired):
    """Our clock and e-conomic's say different things about how long ago it was."""


@dataclass(frozen=True, slots=True)
class UnresolvedWrite:
    """A write of this person whose outcome is unknown."""

    key: str
    intent: Intent


def find_unresolved(request: EconRequest, key: str, path: str) -> UnresolvedWrite | None:
    """Returns the write with this key, if it is this person's, for this path, and was not refused; otherwise None.

    Includes a write that turns out to be done: retrying it returns its result.
    """
    row = models.Intent.objects.filter(key=key, agreement=request.agreement, person=request.user, path=path).first()
    if row is None or ((outcome := get_definite_outcome(row)) and (outcome.status or 0) >= 400):
        return None
    intent = Intent(str(row.person_id), row.noun, row.number, row.method, row.path, bytes(row.body), bytes(row.before))
    return UnresolvedWrite(key, intent)


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
    recent = read_shared_time() - LOOKBACK
    row = list_open_intents(request.agreement).filter(**criteria, at__gt=recent).order_by("-at", "-pk").first()
    return find_unresolved(request, row.key, path) if row else None


def retry_write(economic: Gateway, unresolved: UnresolvedWrite, record: type[R]) -> R:
    """Sends the same bytes with the same key, so that it is done exactly once.

    Raises RetryExpired when that is no longer certain, and GatewayError.
    """
    row = models.Intent.objects.get(key=unresolved.key)
    if outcome := get_definite_outcome(row):
        return record.decode(bytes(outcome.body))
    try:
        raise_if_expired(economic, row)
    except GatewayError as error:  # nothing was sent this time
        error.idempotency_key, error.outcome_unknown = unresolved.key, True
        raise
    return economic.transport.resend(unresolved.key, unresolved.intent, record)


def raise_if_expired(economic: Gateway, row: models.Intent) -> None:
    """Raises RetryExpired if e-conomic may have forgotten the write's key. Raises GatewayError.

    Our database's clock may have been set since. So the time that passed is measured by e-conomic's too, and both must
    agree.
    """
    age = read_shared_time() - row.at
    if age >= RETRY_WINDOW:
        raise RetryExpired
    if age < -MAX_CLOCK_DIFFERENCE:
        raise ClocksDisagree
    if row.server_at is None:
        return
    server_time = economic.transport.get_server_time()
    if server_time is None or abs(server_time - row.server_at - age) > MAX_CLOCK_DIFFERENCE:
        server_time = _ask_server_time(economic)  # what we counted on from stands still while a machine sleeps
    if server_time is None or abs(server_time - row.server_at - age) > MAX_CLOCK_DIFFERENCE:
        raise ClocksDisagree
    if server_time - row.server_at >= RETRY_WINDOW:
        raise RetryExpired


def _ask_server_time(economic: Gateway) -> datetime | None:
    """Returns what time it is at e-conomic, by a call that no cache answers; None if it answers without a Date."""
    economic.refreshed(store=False).customers.page(size=1)
    return economic.transport.get_server_time()
