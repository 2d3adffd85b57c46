"""Makes a backup of the database while the server runs and writes."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connections

from econ_admin.operations.database_file import (
    OperationFailed,
    check_integrity,
    copy_database,
    list_unapplied_migrations,
    use_database_file,
    verify_trail,
)
from econ_admin.operations.last_backup import LastBackup, record_backup
from econ_admin.trail.links import get_head
from econ_admin.trail.models import Link

NAME_PATTERN = "econ-admin-????????T??????Z.sqlite"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and verified. `head` is the hash of its trail's end; "" if it was not verified."""

    file: Path
    bytes: int
    links: int
    head: str


def get_database_path() -> Path:
    """Returns the file of the database. Raises OperationFailed if it has none."""
    if connections["default"].vendor != "sqlite":
        raise OperationFailed("The database is not SQLite: use pg_dump and pg_restore, as docs/operations.md says.")
    return Path(str(settings.DATABASES["default"]["NAME"]))


def make_backup(database: Path, target: Path, now: datetime) -> Backup:
    """Makes a verified backup: `target`, or a new file in the folder `target`. Raises OperationFailed.

    The file appears under its name only when it is complete and verified.
    """
    if not database.is_file():
        raise OperationFailed(f"There is no database {database} yet.")
    file = target / f"econ-admin-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.sqlite" if target.is_dir() else target
    if not file.parent.is_dir():
        raise OperationFailed(f"There is no folder {file.parent}.")
    if file.exists() and file.samefile(database):
        raise OperationFailed(f"{file} is the database itself.")
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        copy_database(database, partial)
        links, head = _verify(partial)
        partial.replace(file)
    except OSError as error:
        raise OperationFailed(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)
    backup = Backup(file, file.stat().st_size, links, head)
    record_backup(settings.DATA_DIR, LastBackup(now, str(file), backup.bytes))
    return backup


def record_foreign_backup(file: Path, now: datetime) -> None:
    """Records a backup that another program made, such as pg_dump. Raises OperationFailed if there is no such file."""
    try:
        size = file.stat().st_size
    except OSError as error:
        raise OperationFailed(f"{file} cannot be read: {error.strerror}.") from error
    if not size:
        raise OperationFailed(f"{file} is empty.")
    record_backup(settings.DATA_DIR, LastBackup(now, str(file.resolve()), size))


def delete_old_backups(folder: Path, keep: int) -> list[Path]:
    """Deletes all but the newest backups of a folder. Other files are left alone."""
    backups = sorted(folder.glob(NAME_PATTERN), reverse=True)
    for file in backups[keep:]:
        file.unlink()
    return backups[keep:]


def _verify(file: Path) -> tuple[int, str]:
    """Returns how many links the trail has, and its hash; "" for a database that this version has yet to migrate."""
    check_integrity(file)
    with use_database_file(file):
        if list_unapplied_migrations():
            return 0, ""
        verify_trail()
        return Link.objects.count(), get_head()
