"""Two machines whose clocks differ by five minutes: leases, sends, retries and long reads are the same on both."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import cache
from pytest_django import Settings
from redis import Redis

from customers.drafting.revisions import LASTS, expire_attempt
from customers.editing.leases import DocumentBusy, LeaseTarget, delete_expired_leases, hold_lease
from customers.editing.unresolved_writes import RETRY_WINDOW, RetryExpired, raise_if_expired
from customers.models import Lease, WorkingDraft
from customers.shared.long_read_store import ReadStore
from econ_admin.access.models import Agreement, Person
from econ_admin.database_clock import read_shared_time
from econ_admin.gateway import Gateway, Page, RedisLocation, open_session
from econ_admin.gateway import trail as gateway
from econ_admin.gateway.redis_connection import SharedClock
from econ_admin.gateway.redis_flags import RedisSharedFlags
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.findings import WAIT, is_resolvable
from econ_admin.trail.links import find_problems
from econ_admin.trail.models import Entry, Intent

pytestmark = [pytest.mark.django_db, pytest.mark.office, pytest.mark.enable_socket]

DIFFERENCES = (timedelta(minutes=-5), timedelta(), timedelta(minutes=5))
OnMachine = Callable[[timedelta], None]


@pytest.fixture(params=DIFFERENCES, ids=str)
def other(request: pytest.FixtureRequest) -> timedelta:
    """By how much the clock of the other machine is wrong."""
    difference: timedelta = request.param
    return difference


@pytest.fixture
def on_machine(settings: Settings) -> Iterator[OnMachine]:
    """Has this process be a machine with a wrong clock: `on_machine(timedelta(minutes=5))`."""
    assert isinstance(django_settings.ECONOMIC_CACHE, RedisLocation)
    settings.DATABASE_HAS_CLOCK = True
    settings.ECONOMIC_CACHE = RedisLocation(django_settings.ECONOMIC_CACHE.url)
    cache.clear()
    started, machine = time.time(), time_machine.travel(0)
    machine.start()

    def move(difference: timedelta) -> None:
        nonlocal machine
        machine.stop()
        machine = time_machine.travel(started + difference.total_seconds(), tick=False)
        machine.start()
        flags = open_session(settings.ECONOMIC_CACHE).shared_flags
        assert isinstance(flags, RedisSharedFlags)
        flags._connection.clock = SharedClock()

    yield move
    machine.stop()
    open_session(settings.ECONOMIC_CACHE).close()


@pytest.fixture
def target(agreement: Agreement) -> LeaseTarget:
    return LeaseTarget(agreement, "customers", "7")


def test_lease_of_one_machine_holds_on_the_other(
    on_machine: OnMachine, other: timedelta, target: LeaseTarget, people: dict[str, Person]
) -> None:
    on_machine(timedelta())
    lease = hold_lease(target, people["editor"])
    lease.__enter__()

    on_machine(other)

    assert delete_expired_leases() == 0
    clock = iter([read_shared_time(), *[read_shared_time() + timedelta(seconds=10)] * 3])
    with (
        pytest.raises(DocumentBusy),
        hold_lease(target, people["admin"], now=lambda: next(clock), sleep=lambda _: None),
    ):
        pytest.fail("two save at once")
    lease.__exit__(None, None, None)
    with hold_lease(target, people["admin"]):
        assert Lease.objects.count() == 1


def test_lease_of_a_dead_process_ends_on_the_other_machine(
    on_machine: OnMachine, other: timedelta, target: LeaseTarget, people: dict[str, Person]
) -> None:
    on_machine(timedelta())
    hold_lease(target, people["editor"]).__enter__()
    Lease.objects.update(until=read_shared_time())  # as if the minute had passed

    on_machine(other)

    with hold_lease(target, people["admin"]):
        assert Lease.objects.count() == 1


def test_send_under_way_is_not_given_up_by_the_other_machine(on_machine: OnMachine, other: timedelta) -> None:
    on_machine(timedelta())
    draft = WorkingDraft(state=WorkingDraft.State.SENDING, attempted_at=read_shared_time())
    dead = WorkingDraft(state=WorkingDraft.State.SENDING, attempted_at=read_shared_time() - LASTS)

    on_machine(other)

    assert expire_attempt(draft).state == WorkingDraft.State.SENDING
    assert expire_attempt(dead).state == WorkingDraft.State.IN_DOUBT


def test_write_is_recorded_with_the_databases_time(
    on_machine: OnMachine, other: timedelta, agreement: Agreement, people: dict[str, Person]
) -> None:
    on_machine(other)
    trail = DatabaseTrail(agreement, people["editor"])
    key = trail.begin(gateway.Intent("", "customers", "7", "PUT", "customers/7", b"{}", b"{}"))
    trail.end(key, gateway.Outcome(None, b""))

    entry = Entry.objects.get(intent__key=key)
    assert entry.intent.at == entry.at == pytest.approx(read_shared_time(), abs=timedelta(minutes=1))
    assert entry.intent.outcomes.get().at >= entry.at
    assert list(find_problems()) == []


def test_write_of_unknown_outcome_is_sent_again_for_as_long_by_each_machine(
    on_machine: OnMachine, other: timedelta
) -> None:
    on_machine(other)
    expired = read_shared_time() - RETRY_WINDOW
    unused = cast("Gateway", None)  # no time at e-conomic was recorded

    raise_if_expired(unused, Intent(at=expired + timedelta(minutes=1)))
    with pytest.raises(RetryExpired):
        raise_if_expired(unused, Intent(at=expired))


def test_person_may_resolve_a_write_at_the_same_time_on_each_machine(on_machine: OnMachine, other: timedelta) -> None:
    on_machine(other)
    now = read_shared_time()

    assert is_resolvable(Entry(at=now - WAIT))
    assert not is_resolvable(Entry(at=now - WAIT + timedelta(minutes=1)))


def test_long_read_of_the_other_machine_has_its_age_here(on_machine: OnMachine, other: timedelta) -> None:
    on_machine(other)
    store = ReadStore("a1", "customers")
    store.finish(store.start(time.time(), Page([], 0, 0, 0, 1000)), time.time())
    on_machine(timedelta())
    head = ReadStore("a1", "customers").load_head()

    assert head
    assert head.started_at == pytest.approx(time.time(), abs=60)
    assert head.finished_at == pytest.approx(time.time(), abs=60)


def test_shared_time_is_the_databases(on_machine: OnMachine) -> None:
    with Redis.from_url(str(django_settings.CACHES["default"]["LOCATION"])) as redis:
        seconds, _ = redis.time()

    assert abs(read_shared_time() - datetime.fromtimestamp(seconds, UTC)) < timedelta(minutes=1)
