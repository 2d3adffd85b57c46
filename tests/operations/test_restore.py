"""Restoring a backup: checked before anything is replaced, and nothing is thrown away."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from econ_admin.operations.backup import make_backup
from econ_admin.operations.database_file import OperationFailed, list_unapplied_migrations, use_database_file
from econ_admin.operations.restore import Restored, restore_backup
from tests.operations.conftest import WRITABLE, get_mode, list_keys, write


@pytest.fixture
def backup(database: Path, tmp_path: Path) -> Path:
    return make_backup(database, tmp_path, timezone.now()).file


def restore(file: Path, database: Path, *, force: bool = False) -> Restored:
    return restore_backup(file, database, timezone.now() + timedelta(minutes=1), even_if_older=force)


def test_backup_is_restored_into_an_empty_folder(backup: Path, database: Path) -> None:
    database.unlink()

    restored = restore(backup, database)

    assert (restored.links, restored.moved_to) == (2, None)
    assert list_keys(database) == ["first"]
    assert get_mode(database) == 0o600
    with use_database_file(database):
        assert not Session.objects.exists(), "everybody signs in again"


def test_database_without_newer_data_is_moved_aside(backup: Path, database: Path) -> None:
    restored = restore(backup, database)

    assert restored.moved_to is not None
    assert list_keys(restored.moved_to) == ["first"]
    assert sorted(path.name for path in database.parent.glob("*sqlite*")) == [database.name, restored.moved_to.name]


def test_newer_data_is_replaced_only_if_forced(backup: Path, database: Path) -> None:
    with use_database_file(database, WRITABLE):
        call_command("clearsessions")
    write(database, "second")
    with closing(sqlite3.connect(database)) as changed, changed:
        changed.execute("UPDATE access_person SET last_login = ?", [str(timezone.now() + timedelta(seconds=30))])

    with pytest.raises(OperationFailed, match=r"was last changed at .* after the backup"):
        restore(backup, database)
    assert list_keys(database) == ["first", "second"]
    restored = restore(backup, database, force=True)

    assert list_keys(database) == ["first"]
    assert restored.moved_to is not None
    assert list_keys(restored.moved_to) == ["first", "second"]


@pytest.mark.parametrize("force", [False, True])
def test_database_in_use_is_never_replaced(backup: Path, database: Path, force: bool) -> None:
    with closing(sqlite3.connect(database)) as server:
        server.execute("PRAGMA journal_mode=WAL")
        server.execute("SELECT count(*) FROM access_person").fetchall()

        with pytest.raises(OperationFailed, match="is in use"):
            restore(backup, database, force=force)


def test_damaged_backup_is_refused(backup: Path, database: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:9000])

    with pytest.raises(OperationFailed, match="is no intact database"):
        restore(backup, database, force=True)

    assert list_keys(database) == ["first"]


def test_backup_whose_trail_was_changed_is_refused(backup: Path, database: Path) -> None:
    with closing(sqlite3.connect(backup)) as attacker, attacker:
        attacker.execute("DROP TRIGGER trail_link_no_delete")
        attacker.execute("DELETE FROM trail_link")

    with pytest.raises(OperationFailed, match="Its audit trail is not intact"):
        restore(backup, database, force=True)

    assert [path.name for path in database.parent.glob(".*")] == [], "no copy is left"


def test_backup_of_a_newer_version_is_refused(backup: Path, database: Path) -> None:
    with closing(sqlite3.connect(backup)) as newer, newer:
        newer.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('customers', '9999_later', '2027-01-01')"
        )

    with pytest.raises(OperationFailed, match=r"from a newer version: customers\.9999_later"):
        restore(backup, database, force=True)


def test_damaged_database_is_replaced_only_if_forced(backup: Path, database: Path) -> None:
    database.write_bytes(b"not a database " * 1000)

    with pytest.raises(OperationFailed, match="cannot be read"):
        restore(backup, database)
    restore(backup, database, force=True)

    assert list_keys(database) == ["first"]


def test_backup_of_an_older_version_is_migrated(backup: Path, database: Path) -> None:
    with use_database_file(backup, WRITABLE):
        call_command("migrate", "customers", "0009", verbosity=0)

    restore(backup, database, force=True)

    with use_database_file(database):
        assert list_unapplied_migrations() == []
