"""The restore drill with PostgreSQL: the lines of docs/operations.md, word for word, while people save."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from shlex import quote
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.office.conftest import Office
from tests.operations.savers import FIRST_CUSTOMER, PEOPLE, save_meanwhile
from tests.servers import find_program
from tests.site import ROOT, SERVER, build_environment, run_server
from tests.site_client import SiteClient

pytestmark = [pytest.mark.office, pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]

SECTION = re.compile(r"^### With PostgreSQL$(.*?)^###", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What is the server's own on an installed machine, and is not tried here.
PROGRAMS = {
    "econ-admin": '. {settings}\ncd {root}\nexec {python} manage.py "$@"',
    "systemctl": """
case "$*" in
  "start econ-admin-prepare.service") econ-admin prepare ;;
  "start econ-admin-dump.service") . {settings}; cd {root}; umask 077; {dump} ;;
esac""",
}
DUMP_UNIT = ROOT / "deploy" / "econ-admin-dump.service"


class Machine:
    """A machine whose /etc/econ-admin.env and backups are in a folder."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder, self.variables = folder, build_environment(folder / "data", **variables)
        (folder / "data").mkdir(mode=0o700)
        (folder / "bin").mkdir()
        (folder / "backups").mkdir()
        places = {"settings": str(folder / "settings"), "root": str(ROOT), "python": sys.executable}
        (dump,) = re.findall(r"^ExecStart=(.+)$", DUMP_UNIT.read_text(encoding="utf-8"), re.MULTILINE)
        for name, text in PROGRAMS.items():
            program = folder / "bin" / name
            script = text.format(**{key: quote(path) for key, path in places.items()}, dump=self.replace_paths(dump))
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)

    def follow(self, block: str) -> str:
        """Runs a block as root would type it, with our folders in place of the system's."""
        names = [*self.own_variables(), "DATA_DIR"]
        lines = [f"{name}={quote(self.variables[name])}; export {name}\n" for name in names]
        (self.folder / "settings").write_text("".join(lines))
        script = self.replace_paths(block)
        path = f"{self.folder / 'bin'}:{Path(find_program('pg_dump')).parent}:{os.environ['PATH']}"
        command = ["bash", "-euo", "pipefail", "-c", script]
        clean = {name: value for name, value in self.variables.items() if name not in names} | {"PATH": path}
        result = subprocess.run(command, env=clean, capture_output=True, text=True, check=False, timeout=300)
        assert result.returncode == 0, result.stderr + result.stdout
        return result.stdout

    def replace_paths(self, text: str) -> str:
        places = {
            "/etc/econ-admin.env": self.folder / "settings",
            "/var/backups/econ-admin": self.folder / "backups",
            "/opt/econ-admin/.venv/bin/python": sys.executable,
            "/opt/econ-admin": ROOT,
        }
        for place, ours in places.items():
            text = text.replace(place, quote(str(ours)))
        return text

    def own_variables(self) -> list[str]:
        beginnings = ("ECONOMIC_", "SECRET_", "TOKEN_", "DATABASE_", "REDIS_")
        return sorted(name for name in self.variables if name.startswith(beginnings))


def read_blocks() -> list[str]:
    section = SECTION.search((ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    assert section
    return BLOCK.findall(section[1])


def test_backup_while_people_save_is_restored_into_a_new_database(office: Office, tmp_path: Path) -> None:
    back_up, *restore = read_blocks()
    assert len(restore) == 3, "stop all machines, restore on one, start all"
    machine = Machine(tmp_path, office.variables)
    with save_meanwhile(office.sites) as savers:
        machine.follow(back_up)
    (dump,) = (tmp_path / "backups").iterdir()
    assert dump.name.startswith("econ-admin-2")
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600
    assert savers.count > len(savers.accepted_before), "saves went on during the backup"

    with office.connect() as database:
        database.execute("CREATE DATABASE restored")
    url = urlsplit(office.database.url)._replace(path="/restored").geturl()
    machine.variables["DATABASE_URL"] = url
    output = "".join(map(machine.follow, restore))

    assert "The audit trail is intact" in output
    assert "ok   database" in output
    assert "bad  " not in output
    with psycopg.connect(url, autocommit=True) as database:
        sent = b"".join(body for (body,) in database.execute("SELECT body FROM trail_intent"))
        assert [address for address in savers.accepted_before if address.encode() not in sent] == []
        assert database.execute("SELECT count(*) FROM django_session").fetchall() == [(0,)]
        assert database.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall() == [
            ("office",)
        ]
        for statement in ("UPDATE trail_intent SET path = ''", "DELETE FROM trail_link", "TRUNCATE trail_link"):
            with pytest.raises(psycopg.DatabaseError, match="cannot be changed or deleted"):
                database.execute(statement)
    with (
        run_server(SERVER, machine.variables, int(machine.variables["PORT"])),
        SiteClient(f"http://127.0.0.1:{machine.variables['PORT']}", "editor") as editor,
    ):
        # Not a customer who was being saved: of that one, the backup may have a write without its outcome.
        page = f"/economic/customers/{FIRST_CUSTOMER + len(PEOPLE)}/edit/"
        assert editor.fill_in(page, address="After The Restore 1").status_code == 303, "sequences go on"
    assert "intact" in machine.follow("econ-admin trail verify")
