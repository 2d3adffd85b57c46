"""Writes the database of a version as SQL, once, when it is released: python -m tests.upgrades.make_fixture 0.2.0

It has rows in every table of ours. `test_upgrades.py` migrates the database of each version that was released.
"""

import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parent
RARE = {"trail_erasure", "trail_erasedrow", "trail_finding"}  # need years, or a person who looks into it
LONG_AGO = datetime(2026, 11, 23, 10, tzinfo=UTC)


def main(version: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "econ_admin.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        fill_tables()
        connection.close()
        with closing(sqlite3.connect(Path(folder) / "econ-admin.sqlite")) as database:
            empty = [name for name in list_own_tables(database) if name not in RARE and not count_rows(database, name)]
            if empty:
                raise SystemExit(f"Add rows of {', '.join(empty)} to fill_tables.")
            text = "\n".join(database.iterdump()) + "\n"
    (FOLDER / f"{version}.sql").write_text(text, encoding="utf-8")


def list_own_tables(database: sqlite3.Connection) -> list[str]:
    """Returns the tables of our apps."""
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return [name for name in names if name.startswith(("access_", "customers_", "trail_", "econ_admin_"))]


def count_rows(database: sqlite3.Connection, table: str) -> int:
    ((count,),) = database.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a name from the database itself
    return int(count)


def fill_tables() -> None:
    """Adds what people leave behind: writes of each outcome, drafts, views, unsaved input."""
    from django.contrib.sessions.models import Session

    from customers.models import Lease, ListChoice, RecoveryCopy, SavedView, WorkingDraft, WorkingDraftLine
    from econ_admin.access.models import (
        Agreement,
        FailedSignIn,
        Invitation,
        Membership,
        Person,
        SecurityEvent,
        SignedInSession,
    )
    from econ_admin.gateway.trail import Intent, Outcome
    from econ_admin.trail.database_trail import DatabaseTrail

    ada, agreement = Person.objects.create(username="ada", language="da"), Agreement.objects.create(slug="a", name="A")
    Membership.objects.create(person=ada, agreement=agreement, role=4)
    FailedSignIn.objects.create(name="digest", at=LONG_AGO)
    times = {"started_at": LONG_AGO, "used_at": LONG_AGO, "expires_at": LONG_AGO}
    SignedInSession.objects.create(session_key="s" * 32, person=ada, **times)
    Invitation.objects.create(person=ada, digest="d" * 64, created_at=LONG_AGO, expires_at=LONG_AGO)
    SecurityEvent.objects.create(at=LONG_AGO, event="sign-in", outcome="ok", person=ada)
    Session.objects.create(session_key="s" * 32, session_data="", expire_date=LONG_AGO)
    owner = {"person": ada, "agreement": agreement}
    trail = DatabaseTrail(agreement, ada)
    for number, status in enumerate((200, 400, None)):
        key = f"key-{number}"
        path = f"customers/{number}"
        trail.begin(
            Intent("1", "customers", str(number), "PUT", path, b'{"name":"\xc3\x86"}', b"{}", idempotency_key=key)
        )
        trail.end(key, Outcome(status, b"{}", "log-1"))
    SavedView.objects.create(**owner, name="Mine", question="q=a")
    ListChoice.objects.create(**owner, columns=["zip"], size=25)
    RecoveryCopy.objects.create(**owner, form="/a/customers/7/edit/", fields="name=%C3%86")
    Lease.objects.create(agreement=agreement, noun="customers", number="7", holder="h", until=LONG_AGO, left_to=ada)
    for state in WorkingDraft.State.values:
        draft = WorkingDraft.objects.create(**owner, customer=7, price_currency="DKK", wire="{}", state=state)
        WorkingDraftLine.objects.create(draft=draft, position=1024, wire="{}", touched={"quantity": 1})


if __name__ == "__main__":
    main(sys.argv[1])
