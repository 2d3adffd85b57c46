"""The hash chain: one changed, missing or inserted row is found, and the database refuses to change rows."""

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from econ_admin.access.models import Agreement, Person
from econ_admin.data_folder import DATABASE_NAME
from econ_admin.gateway.trail import Intent as GatewayIntent
from econ_admin.gateway.trail import Outcome as GatewayOutcome
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.erasure import erase_entries
from econ_admin.trail.findings import WAIT, record_finding
from econ_admin.trail.links import find_problems, get_head
from econ_admin.trail.models import Entry, Erasure, Intent, Link, State
from econ_admin.trail.triggers import TABLES, install_triggers
from tests.conftest import remove_trail_triggers

INTENT = GatewayIntent("1", "customers", "7", "PUT", "customers/7", b'{"name":"Ny \xc3\x98"}', b'{"name":"\xc3\x98"}')


@pytest.fixture
def trail(agreement: Agreement, people: dict[str, Person]) -> DatabaseTrail:
    trail = DatabaseTrail(agreement, people["editor"])
    for status in (200, 400, None):
        trail.end(trail.begin(INTENT), GatewayOutcome(status, b'{"name":"Ny"}', "log-1"))
    return trail


@pytest.fixture
def all_kinds(trail: DatabaseTrail, people: dict[str, Person]) -> None:
    """Rows in each table."""
    Entry.objects.update(at=timezone.now() - WAIT)
    record_finding(Entry.objects.get(state=State.UNKNOWN), people["editor"], was_done=False)
    erase_entries([Entry.objects.earliest("pk")], Erasure.Reason.AGE)


@pytest.fixture
def triggers(trail: DatabaseTrail) -> Iterator[None]:
    with connection.cursor() as cursor:
        install_triggers(connection.vendor, cursor.execute)
    yield
    remove_trail_triggers()


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_untouched_trail_is_intact(trail: DatabaseTrail, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("trail", "verify")

    assert Link.objects.count() == 6
    assert f"intact: 6 rows. Its hash is now {get_head()}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE trail_intent SET path = 'customers/8' WHERE id = {first}", "intent {first} was changed"),
        ("UPDATE trail_intent SET before = body WHERE id = {first}", "intent {first} was changed"),
        ("UPDATE trail_intent SET before = 'text' WHERE id = {first}", "intent {first} was changed"),
        ("UPDATE trail_outcome SET status = 201 WHERE intent_id = {first}", "was changed"),
        ("DELETE FROM trail_outcome WHERE intent_id = {first}", "is missing"),
        ("DELETE FROM trail_link WHERE kind = 'intent' AND row = {first} + 1", "A link is missing"),
        ("UPDATE trail_link SET content = chain WHERE kind = 'intent' AND row = {first}", "was changed"),
        (
            "INSERT INTO trail_outcome (intent_id, at, status, body, log_id) SELECT {first} + 2, at, 200, body, '' FROM trail_intent LIMIT 1",  # noqa: E501  # one statement
            "has no link: it was inserted",
        ),
    ],
)
def test_altered_row_is_found(trail: DatabaseTrail, change: str, problem: str) -> None:
    first = Intent.objects.earliest("pk").pk

    execute(change.format(first=first))

    assert problem.format(first=first) in " ".join(find_problems())
    with pytest.raises(CommandError, match="not intact"):
        call_command("trail", "verify")


def test_missing_end_is_found_with_an_earlier_hash(trail: DatabaseTrail) -> None:
    head = get_head()
    last = Link.objects.latest("pk")
    for table, pk in (("trail_link", last.pk), ("trail_outcome", last.row)):
        execute(f"DELETE FROM {table} WHERE id = {pk}")  # noqa: S608  # our own tables

    assert list(find_problems()) == []
    assert "its end is missing" in " ".join(find_problems(head))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["DELETE FROM {table}", "UPDATE {table} SET id = id"])
def test_database_refuses_to_change_or_delete_rows(all_kinds: None, triggers: None, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="cannot be changed or deleted"):
        execute(statement.format(table=table))

    assert list(find_problems()) == []


def test_rows_can_be_added_with_the_triggers(triggers: None, trail: DatabaseTrail) -> None:
    trail.end(trail.begin(INTENT), GatewayOutcome(200))

    assert Link.objects.count() == 8
    assert list(find_problems()) == []


@pytest.mark.processes
@pytest.mark.slow
def test_chain_holds_under_concurrent_writers(tmp_path: Path) -> None:
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "econ_admin.settings"}

    def start(*command: str) -> subprocess.Popen[str]:
        command = (sys.executable, *command)
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def wait(*processes: subprocess.Popen[str]) -> str:
        output = "".join(process.communicate()[0] for process in processes)
        assert [process.returncode for process in processes] == [0] * len(processes), output
        return output

    wait(start("manage.py", "migrate", "-v0"))
    wait(start("-m", "tests.trail.writer_process", "1"))

    wait(*(start("-m", "tests.trail.writer_process", "15") for _ in range(3)))

    assert "intact: 92 rows" in wait(start("manage.py", "trail", "verify"))
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as database, database:
        database.execute("UPDATE trail_entry SET at = '2019-05-01' WHERE intent_id <= 40")
    writers = (start("-m", "tests.trail.writer_process", "15") for _ in range(2))

    printed = wait(*(start("manage.py", "clean") for _ in range(2)), *writers)

    deleted = re.findall("([0-9]+) writes of the audit trail", printed)
    assert sum(map(int, deleted)) == 40
    assert "intact" in wait(start("manage.py", "trail", "verify"))


def test_export_has_every_write_as_json_and_csv(
    trail: DatabaseTrail, capsys: pytest.CaptureFixture[str], people: dict[str, Person]
) -> None:
    Person.objects.filter(pk=people["editor"].pk).update(username="=1+1")
    read_output: Callable[[], str] = lambda: capsys.readouterr().out  # noqa: E731

    call_command("trail", "export")
    records = [json.loads(line) for line in read_output().splitlines()]
    call_command("trail", "export", "--format", "csv", "--agreement", "sandbox")
    rows = list(csv.DictReader(io.StringIO(read_output())))

    assert [record["state"] for record in records] == ["done", "refused", "unknown"]
    assert (records[0]["person"], records[0]["before"], records[0]["log_id"]) == ("=1+1", '{"name":"Ø"}', "log-1")
    assert [row["sent"] for row in rows] == ['{"name":"Ny Ø"}'] * 3
    assert rows[0]["person"] == "'=1+1"
    Agreement.objects.create(slug="another", name="Another", fingerprint="x")
    call_command("trail", "export", "--agreement", "another")
    assert read_output() == ""
    with pytest.raises(CommandError, match="no agreement"):
        call_command("trail", "export", "--agreement", "other")
