"""Lawful erasure: the chain stays whole, and one altered or missing row is still found."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from econ_admin.access.models import Agreement, Person
from econ_admin.gateway.trail import Intent as GatewayIntent
from econ_admin.gateway.trail import Outcome as GatewayOutcome
from econ_admin.trail import erasure
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.erasure import blank_entries, compute_cutoff, compute_kept_until, erase_older
from econ_admin.trail.findings import record_finding
from econ_admin.trail.forgetting import forget_customer
from econ_admin.trail.links import find_problems, get_head
from econ_admin.trail.models import Entry, ErasedRow, Erasure, Finding, Intent, Link, Outcome, State, Subject
from econ_admin.trail.triggers import install_triggers
from tests.conftest import remove_trail_triggers

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CUTOFF = compute_cutoff(NOW.date(), 5)


@pytest.fixture
def old_and_new(agreement: Agreement, people: dict[str, Person]) -> Iterator[None]:
    """Four old writes, one of which a person resolved, and three new ones; and the database's triggers."""
    trail = DatabaseTrail(agreement, people["editor"])
    for customer, status in ((7, 200), (7, 400), (8, 200), (8, None), (7, 200), (8, 200), (8, 200)):
        body = f'{{"customerNumber":{customer},"name":"Ada Holm"}}'.encode()
        intent = GatewayIntent("", "customers", str(customer), "PUT", f"customers/{customer}", body, body)
        trail.end(trail.begin(intent), GatewayOutcome(status, body, "log-1"))
    old = list(Entry.objects.order_by("pk")[:4])
    Entry.objects.filter(pk__in=[entry.pk for entry in old]).update(at=datetime(2020, 6, 1, tzinfo=UTC))
    record_finding(Entry.objects.get(state=State.UNKNOWN), people["admin"], was_done=True)
    with connection.cursor() as cursor:
        install_triggers(connection.vendor, cursor.execute)
    yield
    remove_trail_triggers()


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("at", "is_old"),
    [("2020-12-31T22:59:59+00:00", True), ("2020-12-31T23:00:00+00:00", False), ("2021-06-01T12:00:00+00:00", False)],
)
def test_five_years_begin_at_the_end_of_the_year(at: str, is_old: bool) -> None:
    time = datetime.fromisoformat(at)

    assert (time < compute_cutoff(date(2026, 1, 1), 5)) == is_old
    assert (compute_kept_until(time, 5) < date(2026, 1, 1)) == is_old


def test_old_writes_are_removed_and_the_chain_stays_whole(old_and_new: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "BATCH", 3)
    head = get_head()

    removed, again = erase_older(CUTOFF), erase_older(CUTOFF)

    assert (removed, again) == (4, 0)
    assert (Intent.objects.count(), Outcome.objects.count(), Finding.objects.count()) == (3, 3, 0)
    assert (Entry.objects.count(), set(Subject.objects.values_list("number", flat=True))) == (3, {"7", "8"})
    assert list(find_problems(head)) == []


def test_blanked_writes_keep_who_wrote_when(old_and_new: None, agreement: Agreement) -> None:
    head, before = get_head(), Intent.objects.earliest("pk")

    forgotten = forget_customer(agreement, 7, CUTOFF)
    again = forget_customer(agreement, 7, CUTOFF)

    after = Intent.objects.earliest("pk")
    assert (forgotten.blanked, forgotten.kept, forgotten.kept_until) == (
        2,
        1,
        date(timezone.localdate().year + 5, 12, 31),
    )
    assert again.blanked == 0
    assert (bytes(after.body), bytes(after.before), after.path, after.number) == (b"", b"", "", "")
    assert (after.key, after.person, after.at, after.method) == (before.key, before.person, before.at, "PUT")
    assert {bytes(outcome.body) for outcome in Outcome.objects.order_by("pk")[:2]} == {b""}
    assert Subject.objects.filter(number="7").count() == 1
    assert list(find_problems(head)) == []


def test_blanked_writes_are_removed_when_they_are_old(old_and_new: None, agreement: Agreement) -> None:
    forget_customer(agreement, 7, CUTOFF)

    assert erase_older(CUTOFF) == 4
    assert list(find_problems()) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("DELETE FROM trail_outcome WHERE id = {last_outcome}", "is missing"),
        ("UPDATE trail_intent SET path = '' WHERE id = {last}", "was changed"),
        ("UPDATE trail_intent SET method = 'POST' WHERE id = {first}", "was changed"),
        ("UPDATE trail_outcome SET log_id = 'other' WHERE id = {first_outcome}", "was changed"),
        ("UPDATE trail_erasure SET reason = 'age'", "was changed"),
        ("DELETE FROM trail_erasedrow WHERE \"row\" = {first} AND kind = 'intent'", "was changed"),
        (
            "INSERT INTO trail_erasedrow (erasure_id, kind, \"row\", is_removed, content) SELECT erasure_id, 'intent', {last}, true, '' FROM trail_erasedrow LIMIT 1",  # noqa: E501  # one statement
            "was changed",
        ),
    ],
)
def test_altered_row_is_found_after_a_lawful_erasure(
    old_and_new: None, agreement: Agreement, change: str, problem: str
) -> None:
    forget_customer(agreement, 7, CUTOFF)
    remove_trail_triggers()
    rows = {
        "first": Intent.objects.earliest("pk").pk,
        "last": Intent.objects.latest("pk").pk,
        "first_outcome": Outcome.objects.earliest("pk").pk,
        "last_outcome": Outcome.objects.latest("pk").pk,
    }

    execute(change.format(**rows))

    assert problem in " ".join(find_problems())


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM trail_intent WHERE id = {first}",
        "UPDATE trail_intent SET body = '1', path = '', number = '', before = '' WHERE id = {first}",
        "UPDATE trail_intent SET body = '', path = '', number = '', before = '', method = 'POST' WHERE id = {first}",
        "UPDATE trail_intent SET body = '', path = '', number = '', before = '' WHERE id = {last}",
        "DELETE FROM trail_erasedrow",
        "DELETE FROM trail_link",
    ],
)
def test_database_lets_go_of_no_more_than_was_recorded(old_and_new: None, agreement: Agreement, statement: str) -> None:
    forget_customer(agreement, 7, CUTOFF)
    first, last = Intent.objects.earliest("pk").pk, Intent.objects.latest("pk").pk

    with pytest.raises(DatabaseError, match="cannot be changed or deleted"):
        execute(statement.format(first=first, last=last))

    assert list(find_problems()) == []


def test_erasure_of_an_unlinked_batch_does_not_count(old_and_new: None) -> None:
    remove_trail_triggers()
    last = Outcome.objects.latest("pk").pk
    execute("INSERT INTO trail_erasure (at, reason) VALUES ('2026-01-01', 'age')")
    erased = ErasedRow(erasure_id=Erasure.objects.values_list("pk", flat=True).get(), kind="outcome", row=last)
    erased.is_removed = True
    erased.save()
    execute(f"DELETE FROM trail_outcome WHERE id = {last}")  # noqa: S608  # as above

    problems = " ".join(find_problems())

    assert f"The outcome {last} is missing." in problems
    assert "has no link: it was inserted" in problems


def test_writes_go_on_during_an_erasure(old_and_new: None, agreement: Agreement, people: dict[str, Person]) -> None:
    trail = DatabaseTrail(agreement, people["editor"])
    key = trail.begin(GatewayIntent("", "customers", "7", "PUT", "customers/7", b"{}", b"{}"))

    erase_older(CUTOFF)
    trail.end(key, GatewayOutcome(200, b"{}"))

    assert Entry.objects.get(intent__key=key).state == State.DONE
    assert Link.objects.count() == 7 * 2 + 1 + 1 + 2
    assert ErasedRow.objects.filter(is_removed=True).count() == 4 + 4 + 1
    assert list(find_problems()) == []


def test_entries_gone_meanwhile_are_left_out(old_and_new: None) -> None:
    entries = list(Entry.objects.filter(at__lt=CUTOFF))
    erase_older(CUTOFF + timedelta(days=1))

    assert blank_entries(entries) == 0
    assert list(find_problems()) == []
