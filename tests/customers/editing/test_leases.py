"""One save at a time for each document: a lease is taken, released, or expires."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from customers.editing.leases import DocumentBusy, LeaseTarget, hold_lease
from customers.models import Lease
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway.errors import Invalid, Unreachable
from tests.site import ROOT


class Clock:
    """A clock that only advances when somebody sleeps."""

    def __init__(self) -> None:
        self.time = timezone.now()
        self.seconds_slept = 0.0

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.seconds_slept += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def target(agreement: Agreement) -> LeaseTarget:
    return LeaseTarget(agreement, "customers", "7")


def test_lease_is_released(target: LeaseTarget, people: dict[str, Person]) -> None:
    with hold_lease(target, people["editor"]):
        assert Lease.objects.count() == 1

    assert Lease.objects.count() == 0


def test_taken_lease_is_waited_for_three_seconds(target: LeaseTarget, people: dict[str, Person], clock: Clock) -> None:
    first, second = (
        hold_lease(target, people["editor"]),
        hold_lease(target, people["admin"], now=clock.now, sleep=clock.sleep),
    )

    with first, pytest.raises(DocumentBusy), second:
        raise AssertionError("two hold it")

    assert 3 <= clock.seconds_slept < 3.5


def test_two_saves_of_one_person_cannot_hold_one_lease(
    target: LeaseTarget, people: dict[str, Person], clock: Clock
) -> None:
    first, second = (hold_lease(target, people["editor"], now=clock.now, sleep=clock.sleep) for _ in range(2))

    with first, pytest.raises(DocumentBusy), second:
        raise AssertionError("two hold it")


def test_waiting_save_gets_the_released_lease(target: LeaseTarget, people: dict[str, Person], clock: Clock) -> None:
    first = hold_lease(target, people["editor"])
    first.__enter__()

    def sleep_and_release(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.seconds_slept > 1:
            first.__exit__(None, None, None)

    with hold_lease(target, people["admin"], now=clock.now, sleep=sleep_and_release):
        assert Lease.objects.count() == 1


def test_lease_does_not_block_other_documents(
    target: LeaseTarget, agreement: Agreement, people: dict[str, Person], clock: Clock
) -> None:
    other_targets = [LeaseTarget(agreement, "customers", "8"), LeaseTarget(agreement, "contacts", "7")]

    with hold_lease(target, people["editor"]):
        for other_target in other_targets:
            with hold_lease(other_target, people["admin"], now=clock.now, sleep=clock.sleep):
                assert Lease.objects.count() == 2

    assert clock.seconds_slept == 0


def test_lease_of_a_dead_process_expires_after_a_minute(
    target: LeaseTarget, people: dict[str, Person], clock: Clock
) -> None:
    abandoned_lease = hold_lease(target, people["editor"], now=clock.now)
    abandoned_lease.__enter__()

    clock.time += timedelta(seconds=50)
    with pytest.raises(DocumentBusy), hold_lease(target, people["admin"], now=clock.now, sleep=clock.sleep):
        raise AssertionError("it is still held")
    clock.time += timedelta(seconds=10)

    with hold_lease(target, people["admin"], now=clock.now, sleep=clock.sleep):
        assert Lease.objects.count() == 1
    abandoned_lease.__exit__(None, None, None)  # otherwise the garbage collector would end it, within another test


def test_spent_lease_is_held_for_a_day_and_then_deleted(
    target: LeaseTarget, agreement: Agreement, people: dict[str, Person], clock: Clock
) -> None:
    with hold_lease(target, people["editor"], now=clock.now, once=True) as lease:
        lease.is_spent = True

    clock.time += timedelta(hours=23)
    once_more = hold_lease(target, people["editor"], now=clock.now, sleep=clock.sleep, once=True)
    with pytest.raises(DocumentBusy), once_more:
        raise AssertionError("it must not be done a second time")
    clock.time += timedelta(hours=2)
    with hold_lease(LeaseTarget(agreement, "customers", "8"), people["admin"], now=clock.now):
        assert Lease.objects.count() == 1


def test_lease_dated_hours_ahead_is_not_believed(target: LeaseTarget, people: dict[str, Person], clock: Clock) -> None:
    hold_lease(target, people["editor"], now=clock.now).__enter__()
    clock.time -= timedelta(hours=3)  # the clock was set back

    with hold_lease(target, people["admin"], now=clock.now, sleep=clock.sleep):
        assert clock.seconds_slept == 0


def test_expired_holder_does_not_release_a_newer_lease(
    target: LeaseTarget, people: dict[str, Person], clock: Clock
) -> None:
    slow_lease = hold_lease(target, people["editor"], now=clock.now)
    slow_lease.__enter__()
    clock.time += timedelta(seconds=61)

    with hold_lease(target, people["admin"], now=clock.now):
        slow_lease.__exit__(None, None, None)

        assert Lease.objects.count() == 1


def test_refused_write_releases_the_lease(target: LeaseTarget, people: dict[str, Person]) -> None:
    with pytest.raises(Invalid), hold_lease(target, people["editor"]):
        raise Invalid("no")

    assert Lease.objects.count() == 0


def test_unknown_outcome_leaves_the_lease_to_the_same_person(
    target: LeaseTarget, people: dict[str, Person], clock: Clock
) -> None:
    with pytest.raises(Unreachable), hold_lease(target, people["editor"], now=clock.now):
        raise Unreachable("30 s", outcome_unknown=True)

    with pytest.raises(DocumentBusy), hold_lease(target, people["admin"], now=clock.now, sleep=clock.sleep):
        raise AssertionError("e-conomic may still be at it")
    with hold_lease(target, people["editor"], now=clock.now, sleep=clock.sleep):
        pass
    assert Lease.objects.count() == 0


CONTENDER_SCRIPT = """
import django, os, sys
django.setup()
from customers.editing.leases import DocumentBusy, LeaseTarget, hold_lease
from econ_admin.access.agreements import get_or_create_agreement
from econ_admin.access.models import Person
from django.conf import settings
settings.LEASE_PATIENCE = 0
person, agreement, leases = Person.objects.get(username="editor"), get_or_create_agreement(), []
print("ready", flush=True)
sys.stdin.readline()
for number in range(40):
    try:
        lease = hold_lease(LeaseTarget(agreement, "customers", str(number)), person)
        lease.__enter__()
        leases.append(lease)
    except DocumentBusy:
        pass
print(len(leases), flush=True)
os._exit(0)  # as a process that dies: no lease is released
"""


@pytest.mark.slow
@pytest.mark.processes
def test_only_one_of_two_processes_gets_each_lease(tmp_path: Path) -> None:
    env = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "econ_admin.settings"}
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CONTENDER_SCRIPT],
            cwd=ROOT,
            env=env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    lease_counts = [int(process.communicate(timeout=60)[0]) for process in processes]

    assert sum(lease_counts) == 40, "each lease is held once"
