"""The sign-in log: security events as lines of JSON, and as rows that administrators see. Never a secret.

What was typed as a name is recorded only if it is a person's name: some people type their password there.
"""

import json
import logging
from datetime import UTC, timedelta
from enum import StrEnum

from django.db import Error
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from econ_admin.access.client_address import get_client_address
from econ_admin.access.models import Person, SecurityEvent
from econ_admin.storage_faults import find_storage_fault

KEPT_FOR = timedelta(days=180)
MOST_AT_ONCE = 200

logger = logging.getLogger("econ_admin.security")


class Event(StrEnum):
    """What happened."""

    SIGN_IN = "sign-in"
    SECOND_FACTOR = "second-factor"
    SIGN_OUT = "sign-out"
    CONFIRM_IDENTITY = "confirm-identity"
    PASSWORD_CHANGE = "password-change"  # noqa: S105  # the name of an event
    SECOND_FACTOR_CHANGE = "second-factor-change"
    SESSIONS_ENDED = "sessions-ended"
    INVITATION = "invitation"
    PERSON_ADDED = "person-added"
    ROLE_CHANGE = "role-change"
    DEACTIVATION = "deactivation"
    REACTIVATION = "reactivation"


class Outcome(StrEnum):
    """How it ended."""

    OK = "ok"
    REFUSED = "refused"  # a wrong password or code
    THROTTLED = "throttled"  # refused without looking at the password
    BUSY = "busy"


EVENT_NAMES: dict[str, str | Promise] = {
    Event.SIGN_IN: _("Sign-in"),
    Event.SECOND_FACTOR: _("Second factor"),
    Event.SIGN_OUT: _("Sign-out"),
    Event.CONFIRM_IDENTITY: _("Identity confirmed"),
    Event.PASSWORD_CHANGE: _("Password changed"),
    Event.SECOND_FACTOR_CHANGE: _("Second factor changed"),
    Event.SESSIONS_ENDED: _("Sessions ended"),
    Event.INVITATION: _("Link to set a password"),
    Event.PERSON_ADDED: _("Person added"),
    Event.ROLE_CHANGE: _("Role changed"),
    Event.DEACTIVATION: _("Deactivated"),
    Event.REACTIVATION: _("Reactivated"),
}
OUTCOME_NAMES: dict[str, str | Promise] = {
    Outcome.OK: _("Done"),
    Outcome.REFUSED: _("Refused"),
    Outcome.THROTTLED: _("Refused: too many attempts"),
    Outcome.BUSY: _("Refused: too busy"),
}
STORED_OUTCOMES = frozenset({Outcome.OK, Outcome.REFUSED})  # the others come without a limit


def record_event(
    request: HttpRequest | None,
    event: Event,
    outcome: Outcome = Outcome.OK,
    *,
    person: Person | None,
    actor: Person | None = None,
    detail: str = "",
) -> None:
    """Writes the line, and the row of a person's event. `actor` is who did it, if it was somebody else.

    `request` is None for commands. A database that cannot be written loses the row, not the line.
    """
    now, address = timezone.now(), get_client_address(request) if request else ""
    actor_name = actor.username if actor and actor != person else ""
    line = {
        "at": now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "event": event.value,
        "outcome": outcome.value,
        "person": person.username if person else None,
        "person_id": person.pk if person else None,
        "actor": actor_name or None,
        "address": address or None,
        "detail": detail or None,
    }
    logger.info("%s", json.dumps({name: value for name, value in line.items() if value is not None}))
    if person is None or outcome not in STORED_OUTCOMES:
        return
    row = SecurityEvent(
        at=now, event=event, outcome=outcome, person=person, actor=actor_name, address=address, detail=detail[:200]
    )
    try:
        row.save()
    except Error as error:
        if find_storage_fault(error) is None:
            raise


def delete_old_events() -> None:
    keys = list(
        SecurityEvent.objects.filter(at__lt=timezone.now() - KEPT_FOR).values_list("pk", flat=True)[:MOST_AT_ONCE]
    )
    if keys:
        SecurityEvent.objects.filter(pk__in=keys).delete()
