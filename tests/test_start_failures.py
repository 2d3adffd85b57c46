"""A data folder or a database that cannot be used at start: one sentence on stderr and an exit code."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.site import ROOT, SERVER, build_environment, free_port

KEYS = {"SECRET_KEY": "a-secret-key-of-the-tests-only", "TOKEN_KEYS": "a-token-key-of-the-tests"}
pytestmark = [pytest.mark.slow, pytest.mark.processes]


def run(folder: Path, *command: str, **variables: str) -> tuple[int, str]:
    """The exit code of a command, and what it prints to stderr."""
    environment = build_environment(folder, **variables)
    result = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    return result.returncode, result.stderr


def test_file_instead_of_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    code, message = run(tmp_path / "file", "manage.py", "prepare")

    assert code == 1
    assert message == f"The data folder {tmp_path / 'file'} cannot be used: File exists. Set DATA_DIR.\n"


def test_server_without_a_data_folder_stops(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    code, message = run(tmp_path / "file", *SERVER[1:])

    assert code == 3
    assert f"econ-admin: The data folder {tmp_path / 'file'} cannot be used: File exists. Set DATA_DIR.\n" in message
    assert "Traceback" not in message


def test_damaged_database(tmp_path: Path) -> None:
    database = tmp_path / "econ-admin.sqlite"
    database.write_bytes(b"not a database " * 1000)

    code, message = run(tmp_path, "manage.py", "prepare")

    assert code == 1
    assert message == (
        f"econ-admin: {database} is damaged. Restore it from a backup, or move it away to begin with an empty one.\n"
    )


def test_folder_instead_of_the_database(tmp_path: Path) -> None:
    (tmp_path / "econ-admin.sqlite").mkdir()

    code, message = run(tmp_path, "manage.py", "prepare")

    assert code == 1
    assert message == (
        f"econ-admin: {tmp_path / 'econ-admin.sqlite'} cannot be written. "
        f"Check who owns {tmp_path} and how it is mounted.\n"
    )


def test_database_locked_by_another_program(tmp_path: Path) -> None:
    database = tmp_path / "econ-admin.sqlite"
    with sqlite3.connect(database, isolation_level=None) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")

        code, message = run(tmp_path, "manage.py", "prepare")
    other.close()

    assert code == 1
    assert message == f"econ-admin: {database} is locked by another program. Stop it and start again.\n"


def test_postgresql_that_does_not_answer(tmp_path: Path) -> None:
    code, message = run(tmp_path, "manage.py", "prepare", DATABASE_URL=name_closed_port(), **KEYS)

    assert code == 1
    assert message == (
        "econ-admin: PostgreSQL does not answer at the address in DATABASE_URL. Start it, or correct the address.\n"
    )


def test_restore_into_postgresql_that_does_not_answer(tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    with closing(sqlite3.connect(backup)) as database:
        database.executescript((ROOT / "tests" / "upgrades" / "0.2.0.sql").read_text(encoding="utf-8"))

    code, message = run(tmp_path, "manage.py", "restore", str(backup), DATABASE_URL=name_closed_port(), **KEYS)

    assert code == 1
    assert message.startswith("CommandError: PostgreSQL cannot be prepared: ")
    assert message.count("\n") == 1
    assert "a-password" not in message
    assert [path.name for path in tmp_path.glob(".*")] == [], "no copy is left"


def name_closed_port() -> str:
    """The address of a PostgreSQL on a port where nothing listens."""
    return f"postgresql://office:a-password@127.0.0.1:{free_port()}/postgres"


def test_read_only_disk(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid():
        pytest.skip("needs a disk that may be mounted")
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "econ-admin-tests", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs a disk that may be mounted")
    try:
        code, message = run(folder, "manage.py", "prepare")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)

    assert code == 1
    assert message == f"The data folder {folder} cannot be used: Read-only file system. Set DATA_DIR.\n"
