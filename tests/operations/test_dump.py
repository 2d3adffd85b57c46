"""The nightly backup of PostgreSQL, with imitations of its programs: what is kept, and what a failure leaves."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from econ_admin.operations.last_backup import read_last_backup
from tests.site import ROOT, build_environment

PASSWORD = "very-secret"
URL = f"postgresql://anna:{PASSWORD}@db.example:5433/office?sslmode=verify-full&sslrootcert=/etc/ssl/office.pem"
KEYS = {"SECRET_KEY": "a-key-that-is-long-enough" * 3, "TOKEN_KEYS": "a-key-that-is-long-enough" * 2}
# Both note how they were called, and fail if a file says so.
PG_DUMP = """echo "pg_dump $* [$PGPASSWORD]" >> {log}
for argument; do case "$argument" in --file=*) echo rows > "${{argument#--file=}}" ;; esac; done
test ! -e {folder}/pg_dump-fails"""
PG_RESTORE = """echo "pg_restore $* [$PGPASSWORD]" >> {log}
test ! -e {folder}/pg_restore-fails"""

pytestmark = [pytest.mark.processes, pytest.mark.enable_socket]  # to find a free port


class Machine:
    """A machine with the two programs, and fifteen backups of the nights before."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.backups, self.log = folder, folder / "backups", folder / "log"
        self.data, programs = folder / "data", folder / "bin"
        for place in (self.data, self.backups, programs):
            place.mkdir(mode=0o700)
        for name, text in (("pg_dump", PG_DUMP), ("pg_restore", PG_RESTORE)):
            (programs / name).write_text(f"#!/bin/sh\n{text.format(folder=folder, log=self.log)}\n")
            (programs / name).chmod(0o755)
        self.before = [self.backups / f"econ-admin-202601{day:02}T013000Z.dump" for day in range(1, 16)]
        for file in (*self.before, self.backups / "econ-admin-20260101T013000Z.sqlite", self.backups / "by-hand.dump"):
            file.write_text("rows")
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        self.variables = build_environment(self.data, **KEYS, DATABASE_URL=URL, PATH=path)

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "deploy" / "postgresql.py"), *map(str, arguments)]
        return subprocess.run(command, env=self.variables, capture_output=True, text=True, check=False, timeout=60)

    def list_dumps(self) -> list[Path]:
        return sorted(self.backups.glob("econ-admin-2*.dump"))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_backup_is_recorded_and_fourteen_are_kept(machine: Machine) -> None:
    result = machine.run("dump", machine.backups)

    assert result.returncode == 0, result.stderr
    *kept, newest = machine.list_dumps()
    assert kept == machine.before[2:]
    assert re.fullmatch(r"econ-admin-\d{8}T\d{6}Z\.dump", newest.name)
    assert newest.stat().st_mode & 0o777 == 0o600
    recorded = read_last_backup(machine.data)
    assert recorded
    assert recorded.file == str(newest)
    others = {path.name for path in machine.backups.iterdir()} - {path.name for path in machine.list_dumps()}
    assert others == {"econ-admin-20260101T013000Z.sqlite", "by-hand.dump"}, "what is not ours stays"


@pytest.mark.parametrize("program", ["pg_dump", "pg_restore"])
def test_backup_that_fails_leaves_those_before_and_records_nothing(machine: Machine, program: str) -> None:
    (machine.folder / f"{program}-fails").touch()

    result = machine.run("dump", machine.backups)

    assert result.returncode == 1
    assert f"{program} failed" in result.stderr
    assert machine.list_dumps() == machine.before
    assert list(machine.backups.glob("*.partial")) == []
    assert read_last_backup(machine.data) is None


def test_password_is_in_no_argument(machine: Machine) -> None:
    machine.run("dump", machine.backups)
    machine.run("restore", machine.before[0])

    dumped, listed, read, restored = machine.log.read_text().splitlines()
    address = "--dbname=user=anna host=db.example port=5433 dbname=office sslmode=verify-full sslrootcert="
    for line in (dumped, restored):
        assert all(part in line for part in address.split())
        assert line.endswith(f"[{PASSWORD}]"), "the programs have it from their environment"
        assert line.count(PASSWORD) == 1
    assert "--list" in listed
    assert "--file=/dev/null" in read


@pytest.mark.parametrize("url", ["", f"postgresql://anna:{PASSWORD}@db.example/office?no_option=1"])
def test_without_an_address_nothing_is_done(machine: Machine, url: str) -> None:
    machine.variables["DATABASE_URL"] = url

    result = machine.run("dump", machine.backups)

    assert result.returncode == 1
    assert "DATABASE_URL is no address of PostgreSQL" in result.stderr
    assert PASSWORD not in result.stderr
    assert not machine.log.exists()
    assert machine.list_dumps() == machine.before
