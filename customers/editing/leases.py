"""Leases: one save at a time per document, across processes. A lease is a row that is taken, released, or expires."""

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, IntegrityError, transaction
from django.db.models import Q, QuerySet

from customers.models import Lease
from econ_admin.access.models import Agreement, Person
from econ_admin.database_clock import read_shared_time
from econ_admin.gateway.errors import GatewayError
from econ_admin.transactions import run_transaction

logger = logging.getLogger(__name__)

LEASE_DURATION = timedelta(seconds=60)  # a save times out after 35 s
SPENT_DURATION = timedelta(days=1)  # as long as a page with a new form may stay open or be revisited
RETRY_INTERVAL = 0.2  # seconds
CLOCK_TOLERANCE = timedelta(seconds=60)  # the clock may be corrected meanwhile


class DocumentBusy(Exception):
    """Someone else is saving this document, and we waited long enough."""


@dataclass(frozen=True, slots=True)
class LeaseTarget:
    """The document that a lease is for."""

    agreement: Agreement
    noun: str
    number: str


@dataclass(slots=True)
class HeldLease:
    """A lease held by this save. With `is_spent` it is not released but left to expire, to prevent a repetition."""

    is_spent: bool = False


@contextmanager
def hold_lease(
    target: LeaseTarget,
    person: Person,
    *,
    now: Callable[[], datetime] = read_shared_time,
    sleep: Callable[[float], None] = time.sleep,
    once: bool = False,
) -> Iterator[HeldLease]:
    """Holds the lease for the block. Raises DocumentBusy after LEASE_PATIENCE seconds of waiting.

    `once`: the lease may be spent, and so last longer than a save.

    If the block ends with an unknown outcome, the lease is not released, because e-conomic may still be working on it.
    Until it expires, only the same person can take it, to retry.
    """
    holder = str(uuid.uuid4())
    give_up_at = now() + timedelta(seconds=settings.LEASE_PATIENCE)
    while not _acquire_lease(target, person, holder, now(), SPENT_DURATION if once else LEASE_DURATION):
        if now() >= give_up_at:
            raise DocumentBusy
        sleep(RETRY_INTERVAL)
    own_lease, held_lease = Lease.objects.filter(holder=holder), HeldLease()
    try:
        yield held_lease
    except GatewayError as error:
        if error.outcome_unknown:
            _change_unless_impossible(lambda: own_lease.update(left_to=person))
        raise
    finally:
        if held_lease.is_spent:
            _change_unless_impossible(lambda: own_lease.update(until=now() + SPENT_DURATION))
        else:
            _change_unless_impossible(own_lease.filter(left_to=None).delete)


def _change_unless_impossible(change: Callable[[], object]) -> None:
    """Changes a lease after the write it was for. If the database fails then, the lease expires by itself."""
    try:
        change()
    except Error:
        logger.exception("A lease could not be released")


def delete_expired_leases() -> int:
    """Deletes what nobody holds any more. Returns how many."""
    return Lease.objects.filter(until__lt=read_shared_time() - CLOCK_TOLERANCE).delete()[0]


def is_spent(target: LeaseTarget) -> bool:
    """Whether what the lease is for was done, and must not be done again."""
    longest_held = read_shared_time() + LEASE_DURATION  # only a spent lease lasts longer than that
    return _filter(target).filter(until__gt=longest_held).exists()


def _filter(target: LeaseTarget) -> QuerySet[Lease]:
    return Lease.objects.filter(agreement=target.agreement, noun=target.noun, number=target.number)


def _acquire_lease(target: LeaseTarget, person: Person, holder: str, now: datetime, longest: timedelta) -> bool:
    """Each step is one statement, so that concurrent requests cannot both succeed.

    A lease that ends later than any that is taken now dates from before the clock was set back, and is not believed.
    """
    values = {"holder": holder, "until": now + LEASE_DURATION, "left_to": None}
    if (
        _filter(target)
        .filter(Q(until__lte=now) | Q(until__gt=now + longest + CLOCK_TOLERANCE) | Q(left_to=person))
        .update(**values)
    ):
        return True
    run_transaction(Lease.objects.filter(until__lte=now).delete)  # expired
    try:
        with transaction.atomic():
            Lease.objects.create(agreement=target.agreement, noun=target.noun, number=target.number, **values)
    except IntegrityError:
        return False
    return True
