"""An office that began with SQLite moves to PostgreSQL: everything arrives as it was, or nothing."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.test import override_settings
from psycopg import sql

from econ_admin.access.sealing import seal
from tests.office.conftest import Office
from tests.site import KEYS, ROOT, SERVER, build_environment, prepare_dashboard, run_server
from tests.site_client import SiteClient

pytestmark = [pytest.mark.office, pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]

NEW_KEY = "the-key-that-comes-after-the-move"
PROTECTED = (
    "UPDATE trail_intent SET path = ''",
    "DELETE FROM trail_outcome",
    "DELETE FROM trail_link",
    "TRUNCATE trail_link",
)
MORE_ROWS = """
from datetime import timedelta
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from customers.models import Lease
from econ_admin.access.models import Agreement, FailedSignIn, Person
from econ_admin.trail.erasure import erase_entries
from econ_admin.trail.findings import record_finding
from econ_admin.trail.models import Entry, Erasure

ada = Person.objects.get(username="ada")
record_finding(Entry.objects.get(intent__key="key-2"), ada, was_done=True)
assert erase_entries(Entry.objects.filter(intent__key="key-1"), Erasure.Reason.REQUEST) == 1
key = {"name": "Nøgle", "credential": {"id": "x"}}
Authenticator.objects.create(user=ada, type="webauthn", data=key, last_used_at=timezone.now())
address = EmailAddress.objects.create(user=ada, email="ada@example.com", verified=True, primary=True)
EmailConfirmation.objects.create(email_address=address, key="k" * 64, sent=timezone.now())
app = SocialApp.objects.create(provider="openid_connect", name="Ø", client_id="c", settings={"server_url": "https://x"})
account = SocialAccount.objects.create(user=ada, provider="openid_connect", uid="1", extra_data={"name": "Å"})
SocialToken.objects.create(app=app, account=account, token="t", expires_at=timezone.now() + timedelta(days=1))
FailedSignIn.objects.create(name="digest", at=timezone.now())
agreement = Agreement.objects.first()
Lease.objects.create(agreement=agreement, noun="customers", number="1", holder="h", until=timezone.now())
Group.objects.create(name="unused").permissions.add(Permission.objects.first())
"""
ENDED = ("sessions.session", "access.signedinsession", "access.invitation")  # as restore does


@dataclass
class Move:
    """A dashboard with SQLite and its backup, and the same one with an empty PostgreSQL."""

    before: dict[str, str]
    after: dict[str, str]
    backup: Path

    def count(self, table: str) -> int:
        with psycopg.connect(self.after["DATABASE_URL"]) as database:
            statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            ((number,),) = database.execute(statement).fetchall()
            return int(number)


def run(environment: dict[str, str], *command: str, fails: bool = False) -> str:
    result = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert bool(result.returncode) == fails, result.stderr + result.stdout
    return result.stderr if fails else result.stdout


@pytest.fixture(scope="module")
def before(running_office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of people who have worked: trail, drafts, views, and a sealed token."""
    sandbox = {name: value for name, value in running_office.variables.items() if name.startswith("ECONOMIC_")}
    environment = build_environment(tmp_path_factory.mktemp("before"), **sandbox, **KEYS)
    file = Path(environment["DATA_DIR"]) / "econ-admin.sqlite"
    with closing(sqlite3.connect(file)) as database:
        database.executescript((ROOT / "tests" / "upgrades" / "0.2.0.sql").read_text(encoding="utf-8"))
    prepare_dashboard(environment)
    change(file, "UPDATE access_agreement SET sealed_grant = ? WHERE slug = 'a' AND id = 1", seal_token(b"token", 1))
    with run_server(SERVER, environment, int(environment["PORT"])):
        site = f"http://127.0.0.1:{environment['PORT']}"
        with SiteClient(site, "editor") as editor:
            assert editor.fill_in("/economic/customers/10021/edit/", address="Before The Move 1").status_code == 303
    run(environment, "shell", "--verbosity", "0", "--command", MORE_ROWS)  # only now: what has expired is deleted
    run(environment, "backup", f"{environment['DATA_DIR']}/backup")
    return environment


@pytest.fixture
def move(running_office: Office, before: dict[str, str], tmp_path: Path) -> Iterator[Move]:
    with running_office.connect() as database:
        database.execute("CREATE DATABASE moved")
    url = urlsplit(running_office.database.url)._replace(path="/moved").geturl()
    backup = Path(shutil.copy(f"{before['DATA_DIR']}/backup", tmp_path))
    yield Move(before, before | {"DATA_DIR": str(tmp_path / "after"), "DATABASE_URL": url}, backup)
    with running_office.connect() as database:
        database.execute("DROP DATABASE moved WITH (FORCE)")


def seal_token(token: bytes, agreement: int) -> str:
    with override_settings(TOKEN_KEYS=[KEYS["TOKEN_KEYS"]]):
        return seal(token, f"agreement:{agreement}")


def change(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        assert database.execute(statement, values).rowcount > 0


def dump(environment: dict[str, str]) -> dict[str, list[object]]:
    """All rows with their keys, by model."""
    rows: dict[str, list[object]] = {}
    for row in json.loads(run(environment, "dumpdata", "--all")):
        if row["model"] not in ENDED:
            rows.setdefault(row["model"], []).append(row)
    return rows


def test_everything_arrives_as_it_was(move: Move) -> None:
    output = run(move.after, "restore", str(move.backup))

    before, after = dump(move.before), dump(move.after)
    assert {model._meta.label_lower for model in apps.get_models()} - before.keys() == set(ENDED), "rows of each model"
    assert after == before
    counts = {table: int(count) for table, count in re.findall(r"^(\w+): (\d+)$", output, re.MULTILINE)}
    assert counts == {table: move.count(table) for table in counts}
    assert f"Copied {sum(counts.values()):,} rows" in output
    heads = [
        re.findall(r"[0-9a-f]{64}", run(environment, "trail", "verify")) for environment in (move.before, move.after)
    ]
    assert heads[0] == heads[1] != []
    assert heads[0][0] in output
    assert move.count("access_signedinsession") == 0, "everybody signs in again"


def test_dashboard_goes_on_where_it_was(move: Move) -> None:
    run(move.after, "restore", str(move.backup))
    links = move.count("trail_link")

    prepare_dashboard(move.after)
    with (
        run_server(SERVER, move.after, int(move.after["PORT"])),
        SiteClient(f"http://127.0.0.1:{move.after['PORT']}", "editor") as editor,
    ):
        assert "Before The Move 1" in editor.get("/economic/history/").text
        assert editor.fill_in("/economic/customers/10021/edit/", address="After It 2").status_code == 303

    assert move.count("trail_link") == links + 2, "keys go on after those that were copied"
    assert "intact" in run(move.after, "trail", "verify")
    rotated = run(move.after | {"TOKEN_KEYS": f"{NEW_KEY},{KEYS['TOKEN_KEYS']}"}, "rotate-keys")
    assert "access.Agreement.sealed_grant: 1 of" in rotated, "sealed tokens open"


def test_trail_that_arrived_cannot_be_changed(move: Move) -> None:
    run(move.after, "restore", str(move.backup))

    for statement in PROTECTED:
        with (
            psycopg.connect(move.after["DATABASE_URL"]) as database,
            pytest.raises(psycopg.DatabaseError, match="cannot be changed or deleted"),
        ):
            database.execute(statement)


def test_database_with_data_is_refused(move: Move) -> None:
    run(move.after, "restore", str(move.backup))
    people = move.count("access_person")

    assert "already has rows in access_person" in run(move.after, "restore", str(move.backup), "--force", fails=True)
    assert move.count("access_person") == people > 0


def test_row_that_postgresql_does_not_take_stops_it_all(move: Move) -> None:
    change(move.backup, "UPDATE customers_savedview SET name = ?", "n" * 500)  # SQLite has no lengths

    message = run(move.after, "restore", str(move.backup), fails=True)

    assert "customers_savedview" in message
    assert "Nothing was copied" in message
    assert [move.count(table) for table in ("access_person", "trail_link", "customers_savedview")] == [0, 0, 0]
    assert [path.name for path in Path(move.after["DATA_DIR"]).glob(".*")] == [], "no copy is left"


def test_changed_trail_does_not_leave(move: Move) -> None:
    with closing(sqlite3.connect(move.backup)) as attacker, attacker:
        attacker.execute("DROP TRIGGER trail_intent_no_update")
        attacker.execute("UPDATE trail_intent SET body = x'00'")

    assert "not intact" in run(move.after, "restore", str(move.backup), fails=True)
