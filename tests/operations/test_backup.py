"""Backups: complete, verified, private, and of one moment."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from econ_admin.operations.backup import delete_old_backups, make_backup, record_foreign_backup
from econ_admin.operations.database_file import OperationFailed
from econ_admin.operations.last_backup import MAX_AGE, read_last_backup
from tests.operations.conftest import get_mode, list_keys

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def test_backup_in_a_folder_is_named_by_its_time_and_private(database: Path, tmp_path: Path) -> None:
    backup = make_backup(database, tmp_path, NOW)

    assert backup.file == tmp_path / "econ-admin-20261123T023000Z.sqlite"
    assert get_mode(backup.file) == 0o600
    assert (backup.links, len(backup.head)) == (2, 64)
    assert list_keys(backup.file) == ["first"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", backup.file.name], "nothing else is left"


def test_backup_has_nothing_of_a_transaction_that_is_not_over(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE access_person SET username = 'eve'")

        backup = make_backup(database, tmp_path / "copy.sqlite", NOW)

        writer.execute("ROLLBACK")
    with closing(sqlite3.connect(backup.file)) as copy:
        assert copy.execute("SELECT username FROM access_person").fetchall() == [("ada",)]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",), "it is a single file"


def test_backup_of_a_changed_trail_is_refused_and_the_former_one_stays(database: Path, tmp_path: Path) -> None:
    file = make_backup(database, tmp_path / "copy.sqlite", NOW).file
    with closing(sqlite3.connect(database)) as attacker, attacker:
        attacker.execute("DROP TRIGGER trail_intent_no_update")
        attacker.execute("UPDATE trail_intent SET body = x'00'")

    with pytest.raises(OperationFailed, match=r"Its audit trail is not intact.*was changed"):
        make_backup(database, file, NOW + timedelta(days=1))

    assert list_keys(file) == ["first"]
    last_backup = read_last_backup(settings.DATA_DIR)
    assert last_backup is not None
    assert last_backup.at == NOW


@pytest.mark.parametrize("place", ["missing/copy.sqlite", "data/econ-admin.sqlite"])
def test_place_that_cannot_be_used_is_refused(database: Path, tmp_path: Path, place: str) -> None:
    with pytest.raises(OperationFailed):
        make_backup(database, tmp_path / place, NOW)

    assert list_keys(database) == ["first"]


def test_only_the_newest_backups_are_kept(database: Path, tmp_path: Path) -> None:
    files = [make_backup(database, tmp_path, NOW + timedelta(days=day)).file for day in range(3)]
    (tmp_path / "other.sqlite").touch()

    deleted = delete_old_backups(tmp_path, keep=2)

    assert deleted == files[:1]
    assert sorted(tmp_path.glob("*.sqlite")) == [*files[1:], tmp_path / "other.sqlite"]


def test_last_backup_is_recorded_with_its_age(database: Path, tmp_path: Path) -> None:
    assert read_last_backup(settings.DATA_DIR) is None
    backup = make_backup(database, tmp_path, NOW)

    last_backup = read_last_backup(settings.DATA_DIR)

    assert last_backup is not None
    assert (last_backup.at, last_backup.file, last_backup.bytes) == (NOW, str(backup.file), backup.bytes)
    assert not last_backup.is_late(NOW + MAX_AGE)
    assert last_backup.is_late(NOW + MAX_AGE + timedelta(seconds=1))


def test_backup_of_another_program_is_recorded_unless_it_is_empty(database: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.dump").touch()
    (tmp_path / "some.dump").write_bytes(b"dump")

    with pytest.raises(OperationFailed, match="is empty"):
        record_foreign_backup(tmp_path / "empty.dump", NOW)
    record_foreign_backup(tmp_path / "some.dump", NOW)

    last_backup = read_last_backup(settings.DATA_DIR)
    assert last_backup is not None
    assert last_backup.file == str(tmp_path / "some.dump")
