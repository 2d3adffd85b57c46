"""One save at a time for each document: a lease is taken, given back, or runs out."""

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
    """Time that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.time = timezone.now()
        self.slept = 0.0

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.slept += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def what(agreement: Agreement) -> LeaseTarget:
    return LeaseTarget(agreement, "customers", "7")


def test_a_lease_is_given_back(what: LeaseTarget, people: dict[str, Person]) -> None:
    with hold_lease(what, people["editor"]):
        assert Lease.objects.count() == 1

    assert Lease.objects.count() == 0


def test_who_finds_it_taken_waits_three_seconds(what: LeaseTarget, people: dict[str, Person], clock: Clock) -> None:
    first, second = (
        hold_lease(what, people["editor"]),
        hold_lease(what, people["admin"], now=clock.now, sleep=clock.sleep),
    )

    with first, pytest.raises(DocumentBusy), second:
        raise AssertionError("two hold it")

    assert 3 <= clock.slept < 3.5


def test_nor_do_two_saves_of_one_person_hold_it_at_once(
    what: LeaseTarget, people: dict[str, Person], clock: Clock
) -> None:
    first, second = (hold_lease(what, people["editor"], now=clock.now, sleep=clock.sleep) for _each in range(2))

    with first, pytest.raises(DocumentBusy), second:
        raise AssertionError("two hold it")


def test_who_waits_gets_it_when_it_is_given_back(what: LeaseTarget, people: dict[str, Person], clock: Clock) -> None:
    first = hold_lease(what, people["editor"])
    first.__enter__()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.slept > 1:
            first.__exit__(None, None, None)

    with hold_lease(what, people["admin"], now=clock.now, sleep=sleep):
        assert Lease.objects.count() == 1


def test_other_documents_are_free(
    what: LeaseTarget, agreement: Agreement, people: dict[str, Person], clock: Clock
) -> None:
    others = [LeaseTarget(agreement, "customers", "8"), LeaseTarget(agreement, "contacts", "7")]

    with hold_lease(what, people["editor"]):
        for other in others:
            with hold_lease(other, people["admin"], now=clock.now, sleep=clock.sleep):
                pass

    assert clock.slept == 0


def test_a_process_that_dies_with_it_holds_it_for_a_minute(
    what: LeaseTarget, people: dict[str, Person], clock: Clock
) -> None:
    died = hold_lease(what, people["editor"], now=clock.now)
    died.__enter__()

    clock.time += timedelta(seconds=50)
    with pytest.raises(DocumentBusy), hold_lease(what, people["admin"], now=clock.now, sleep=clock.sleep):
        raise AssertionError("it is still held")
    clock.time += timedelta(seconds=10)

    with hold_lease(what, people["admin"], now=clock.now, sleep=clock.sleep):
        assert Lease.objects.count() == 1


def test_what_is_used_up_is_held_for_a_day_and_then_gone(
    what: LeaseTarget, agreement: Agreement, people: dict[str, Person], clock: Clock
) -> None:
    with hold_lease(what, people["editor"], now=clock.now) as held:
        held.is_spent = True

    clock.time += timedelta(hours=23)
    with pytest.raises(DocumentBusy), hold_lease(what, people["editor"], now=clock.now, sleep=clock.sleep):
        raise AssertionError("it must not be done a second time")
    clock.time += timedelta(hours=2)
    with hold_lease(LeaseTarget(agreement, "customers", "8"), people["admin"], now=clock.now):
        assert Lease.objects.count() == 1


def test_who_was_too_slow_does_not_give_back_what_another_holds(
    what: LeaseTarget, people: dict[str, Person], clock: Clock
) -> None:
    slow = hold_lease(what, people["editor"], now=clock.now)
    slow.__enter__()
    clock.time += timedelta(seconds=61)

    with hold_lease(what, people["admin"], now=clock.now):
        slow.__exit__(None, None, None)

        assert Lease.objects.count() == 1


def test_a_refusal_gives_it_back(what: LeaseTarget, people: dict[str, Person]) -> None:
    with pytest.raises(Invalid), hold_lease(what, people["editor"]):
        raise Invalid("no")

    assert Lease.objects.count() == 0


def test_a_write_in_doubt_leaves_it_to_the_same_person(
    what: LeaseTarget, people: dict[str, Person], clock: Clock
) -> None:
    with pytest.raises(Unreachable), hold_lease(what, people["editor"], now=clock.now):
        raise Unreachable("30 s", outcome_unknown=True)

    with pytest.raises(DocumentBusy), hold_lease(what, people["admin"], now=clock.now, sleep=clock.sleep):
        raise AssertionError("e-conomic may still be at it")
    with hold_lease(what, people["editor"], now=clock.now, sleep=clock.sleep):
        pass
    assert Lease.objects.count() == 0


CONTENDER = """
import django, os, sys
django.setup()
from customers.editing.leases import DocumentBusy, LeaseTarget, hold_lease
from econ_admin.access.agreements import get_or_create_agreement
from econ_admin.access.models import Person
from django.conf import settings
settings.LEASE_PATIENCE = 0
person, agreement, got = Person.objects.get(username="editor"), get_or_create_agreement(), []
print("ready", flush=True)
sys.stdin.readline()
for number in range(40):
    try:
        one = hold_lease(LeaseTarget(agreement, "customers", str(number)), person)
        one.__enter__()
        got.append(one)
    except DocumentBusy:
        pass
print(len(got), flush=True)
os._exit(0)  # as a process that dies: nothing is given back
"""


@pytest.mark.slow
@pytest.mark.processes
def test_of_two_processes_one_gets_each_lease(tmp_path: Path) -> None:
    env = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "econ_admin.settings"}
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", CONTENDER],
            cwd=ROOT,
            env=env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _each in range(2)
    ]
    for each in both:
        assert each.stdout
        assert each.stdout.readline() == "ready\n"

    for each in both:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    got = [int(each.communicate(timeout=60)[0]) for each in both]

    assert sum(got) == 40, "each is held once"
