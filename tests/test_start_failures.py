"""A data folder or a database that cannot be used at start: one sentence on stderr and an exit code."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site import ROOT, SERVER, build_environment

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
