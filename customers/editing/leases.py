"""One save at a time for each document, across processes: a row that is taken, given back, or runs out."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from customers.models import Lease
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway.errors import GatewayError

LASTS = timedelta(seconds=60)  # a save is given up after 35
USED_UP_FOR = timedelta(days=1)  # as long as a page with the form of something new may lie open, or be gone back to
BETWEEN_TRIES = 0.2  # seconds


class Busy(Exception):
    """Somebody else is saving this document, and has been for as long as we are willing to wait."""


@dataclass(frozen=True, slots=True)
class Leased:
    """What a lease is on."""

    agreement: Agreement
    noun: str
    number: str


@dataclass(slots=True)
class Held:
    """A lease that somebody has. `used_up` leaves it to run out: what it is on must not be done a second time."""

    used_up: bool = False


@contextmanager
def lease(
    what: Leased,
    person: Person,
    *,
    now: Callable[[], datetime] = timezone.now,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Held]:
    """Holds the document for the block. Raises Busy after LEASE_PATIENCE seconds of waiting.

    A block that ends in doubt (a write of unknown outcome) does not give it back: e-conomic may still be at it.
    The lease then runs out by itself, and before that only the same person may take it, to ask again.
    """
    holder = str(uuid.uuid4())
    patience = now() + timedelta(seconds=settings.LEASE_PATIENCE)
    while not _take(what, person, holder, now()):
        if now() >= patience:
            raise Busy
        sleep(BETWEEN_TRIES)
    mine, held = Lease.objects.filter(holder=holder), Held()
    try:
        yield held
    except GatewayError as error:
        if error.outcome_unknown:
            mine.update(left_to=person)
        raise
    finally:
        if held.used_up:
            mine.update(until=now() + USED_UP_FOR)
        else:
            mine.filter(left_to=None).delete()


def _take(what: Leased, person: Person, holder: str, now: datetime) -> bool:
    """Each step is one statement: whoever else comes at the same moment finds it done or not begun."""
    fresh = {"holder": holder, "until": now + LASTS, "left_to": None}
    row = {"agreement": what.agreement, "noun": what.noun, "number": what.number}
    if Lease.objects.filter(Q(until__lte=now) | Q(left_to=person), **row).update(**fresh):
        return True
    Lease.objects.filter(until__lte=now).delete()  # nobody's any more
    try:
        with transaction.atomic():
            Lease.objects.create(**row, **fresh)
    except IntegrityError:
        return False
    return True
