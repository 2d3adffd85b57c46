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

LEASE_DURATION = timedelta(seconds=60)  # a save is given up after 35
SPENT_DURATION = timedelta(days=1)  # as long as a page with the form of something new may lie open, or be gone back to
RETRY_INTERVAL = 0.2  # seconds


class DocumentBusy(Exception):
    """Somebody else is saving this document, and has been for as long as we are willing to wait."""


@dataclass(frozen=True, slots=True)
class LeaseTarget:
    """What a lease is on."""

    agreement: Agreement
    noun: str
    number: str


@dataclass(slots=True)
class HeldLease:
    """A lease that somebody has. `used_up` leaves it to run out: what it is on must not be done a second time."""

    is_spent: bool = False


@contextmanager
def hold_lease(
    target: LeaseTarget,
    person: Person,
    *,
    now: Callable[[], datetime] = timezone.now,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[HeldLease]:
    """Holds the document for the block. Raises DocumentBusy after LEASE_PATIENCE seconds of waiting.

    A block that ends in doubt (a write of unknown outcome) does not give it back: e-conomic may still be at it.
    The lease then runs out by itself, and before that only the same person may take it, to ask again.
    """
    holder = str(uuid.uuid4())
    give_up_at = now() + timedelta(seconds=settings.LEASE_PATIENCE)
    while not _acquire_lease(target, person, holder, now()):
        if now() >= give_up_at:
            raise DocumentBusy
        sleep(RETRY_INTERVAL)
    own_lease, held_lease = Lease.objects.filter(holder=holder), HeldLease()
    try:
        yield held_lease
    except GatewayError as error:
        if error.outcome_unknown:
            own_lease.update(left_to=person)
        raise
    finally:
        if held_lease.is_spent:
            own_lease.update(until=now() + SPENT_DURATION)
        else:
            own_lease.filter(left_to=None).delete()


def _acquire_lease(target: LeaseTarget, person: Person, holder: str, now: datetime) -> bool:
    """Each step is one statement: whoever else comes at the same moment finds it done or not begun."""
    values = {"holder": holder, "until": now + LEASE_DURATION, "left_to": None}
    target_filter = {"agreement": target.agreement, "noun": target.noun, "number": target.number}
    if Lease.objects.filter(Q(until__lte=now) | Q(left_to=person), **target_filter).update(**values):
        return True
    Lease.objects.filter(until__lte=now).delete()  # nobody's any more
    try:
        with transaction.atomic():
            Lease.objects.create(**target_filter, **values)
    except IntegrityError:
        return False
    return True
