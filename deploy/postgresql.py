"""Backs up and restores PostgreSQL: `postgresql.py dump FOLDER`, `postgresql.py restore FILE`.

pg_dump and pg_restore get the password of DATABASE_URL by their environment, since everybody can see their arguments.
"""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).resolve().parent.parent
KEPT = 14
NAME_PATTERN = "econ-admin-????????T??????Z.dump"
# Whoever was signed out after the backup is not to be signed in again by it.
LEFT_OUT = ("django_session", "access_signedinsession", "access_invitation")


def main(action: str = "", place: str = "", *_: str) -> None:
    actions = {"dump": dump, "restore": restore}
    if action not in actions or not place:
        sys.exit(__doc__.partition("\n")[0])
    os.umask(0o077)
    try:
        actions[action](Path(place))
    except subprocess.CalledProcessError as error:
        sys.exit(f"{action}: {error.cmd[0]} failed, as it says above.")
    except OSError as error:
        sys.exit(f"{action}: {error}")


def dump(folder: Path) -> None:
    """Makes a backup of one moment, which appears when it is whole, and deletes all but the newest."""
    now = datetime.now(UTC)
    partial, file = folder / "econ-admin.dump.partial", folder / f"econ-admin-{now:%Y%m%dT%H%M%SZ}.dump"
    left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
    try:
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *left_out, f"--file={partial}")
        subprocess.run(["pg_restore", "--list", str(partial)], stdout=subprocess.DEVNULL, check=True)
        # The list is at the beginning of the file: a file that was cut has it too, so all of it is read.
        subprocess.run(["pg_restore", "--file=/dev/null", str(partial)], check=True)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    subprocess.run([sys.executable, "manage.py", "backup", "--record", str(file.absolute())], cwd=ROOT, check=True)
    for old in sorted(folder.glob(NAME_PATTERN))[:-KEPT]:
        old.unlink()


def restore(file: Path) -> None:
    """Fills the database, which is empty, or leaves it as it is."""
    run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(file))


def run(program: str, *arguments: str) -> None:
    """Runs a program of PostgreSQL on the database of DATABASE_URL."""
    address: dict[str, Any] = {}
    with suppress(ProgrammingError):  # its message may have the password
        address |= conninfo_to_dict(os.environ.get("DATABASE_URL", "").strip())
    if not address:
        sys.exit("DATABASE_URL is no address of PostgreSQL: the settings are in /etc/econ-admin.env.")
    password = address.pop("password", None)
    secret = {"PGPASSWORD": str(password)} if password else {}
    command = [program, f"--dbname={make_conninfo(**address)}", *arguments]
    subprocess.run(command, env=os.environ | secret, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
