"""Puts a backup in the place of the database."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError

from econ_admin.access.models import Invitation, SignedInSession
from econ_admin.operations.database_file import (
    OperationFailed,
    check_integrity,
    copy_database,
    find_latest_change,
    list_unknown_migrations,
    use_database_file,
    verify_trail,
)
from econ_admin.trail.links import get_head
from econ_admin.trail.models import Link

WRITABLE = "PRAGMA synchronous=FULL"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A copy of a backup that may take the database's place."""

    file: Path
    links: int
    head: str
    latest_change: datetime | None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. `latest_change` is when something was last written to it; `moved_to` is what it replaced."""

    links: int
    head: str
    latest_change: datetime | None
    moved_to: Path | None


def restore_backup(file: Path, database: Path, now: datetime, *, even_if_older: bool) -> Restored:
    """Puts a backup in the place of the database, which is moved aside. Raises OperationFailed.

    All is checked on a copy first, which is also migrated to this version. Everybody has to sign in again: somebody
    signed out, or removed, since the backup is in it.
    """
    if not file.is_file():
        raise OperationFailed(f"There is no file {file}.")
    if database.exists() and file.samefile(database):
        raise OperationFailed(f"{file} is the database itself.")
    with (
        prepare_copy(file, database, now) as candidate,
        _keep_others_out(database, lambda: _refuse_older(database, candidate.latest_change, now, even_if_older)),
    ):
        moved_to = _move_aside(database, now)
        candidate.file.replace(database)
    return Restored(candidate.links, candidate.head, candidate.latest_change, moved_to)


@contextmanager
def prepare_copy(file: Path, database: Path, now: datetime) -> Iterator[Candidate]:
    """A verified copy of a backup beside the database, migrated, without sessions. Raises OperationFailed."""
    check_integrity(file)
    copy = database.with_name(f".{database.name}.{os.getpid()}.restoring")
    try:
        copy_database(file, copy)
        latest_change = _prepare(copy, now)
        with use_database_file(copy):
            links, head = Link.objects.count(), get_head()
        yield Candidate(copy, links, head, latest_change)
    except OSError as error:
        raise OperationFailed(f"{error.filename or database} cannot be written: {error.strerror}.") from error
    finally:
        copy.unlink(missing_ok=True)


def _prepare(candidate: Path, now: datetime) -> datetime | None:
    """Migrates and verifies the copy, and ends its sessions and its links to set a password.

    Returns when something was last written to it.
    """
    with use_database_file(candidate, WRITABLE):
        latest_change = find_latest_change(now)
        if unknown := list_unknown_migrations():
            raise OperationFailed(f"The backup is from a newer version: {unknown[0]} is not known here.")
        call_command("migrate", verbosity=0)
        for model in (Session, SignedInSession, Invitation):
            model._base_manager.all().delete()
        verify_trail()
    return latest_change


@contextmanager
def _keep_others_out(database: Path, check: Callable[[], None]) -> Iterator[None]:
    """Holds the database from the check on until it is replaced. Raises OperationFailed if others have it open."""
    if not database.exists():
        yield
        return
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as held:
        try:
            held.execute("PRAGMA journal_mode=DELETE")  # refused as long as anybody else has it open
            version = held.execute("PRAGMA data_version").fetchone()
            check()
            held.execute("BEGIN EXCLUSIVE")
            if held.execute("PRAGMA data_version").fetchone() != version:
                raise OperationFailed(f"{database} was changed just now: stop the server and its timers first.")
        except sqlite3.OperationalError as error:
            raise OperationFailed(f"{database} is in use ({error}): stop the server and its timers first.") from error
        except sqlite3.DatabaseError:  # damaged, which is a reason to restore
            check()
        yield


def _refuse_older(database: Path, restored_change: datetime | None, now: datetime, even_if_older: bool) -> None:
    """Raises OperationFailed if the database has something newer than the backup, or cannot be read."""
    if even_if_older:
        return
    try:
        with use_database_file(database):
            current_change = find_latest_change(now)
    except DatabaseError as error:
        raise OperationFailed(
            f"{database} cannot be read ({error}), so it may have what the backup has not. "
            "Restore with --force; the database is moved aside."
        ) from error
    if current_change and (restored_change is None or current_change > restored_change):
        raise OperationFailed(
            f"{database} was last changed at {current_change:%Y-%m-%d %H:%M:%S} UTC, after the backup. "
            "Restore with --force; the database is moved aside."
        )


def _move_aside(database: Path, now: datetime) -> Path | None:
    if not database.exists():
        return None
    aside = database.with_name(f"{database.name}.before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    try:
        os.link(database, aside)  # so that there is a database at every moment
    except OSError:
        shutil.copy2(database, aside)
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    return aside
