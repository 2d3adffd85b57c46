"""A SQLite database beside the one in use: copied, checked, and read through Django's models."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

from econ_admin.trail.links import find_problems

SQLITE = "django.db.backends.sqlite3"
READ_ONLY = "PRAGMA query_only=ON"
BUSY_TIMEOUT = 30.0  # seconds; a writer holds its lock for moments


class OperationFailed(Exception):
    """Why a backup or a restore was not made, as a sentence."""


def copy_database(source: Path, target: Path) -> None:
    """Copies a database that others may be writing to, as it is at one moment. The copy is one file, of mode 600.

    Raises OperationFailed. Writers are not held up: SQLite reads from a snapshot.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT)) as original,
            closing(sqlite3.connect(target)) as copy,
        ):
            original.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # no second file belongs to it
    except sqlite3.Error as error:
        raise OperationFailed(f"{source} could not be copied to {target}: {error}.") from error
    _flush_to_disk(target)


def check_integrity(file: Path) -> None:
    """Raises OperationFailed if the file is no intact SQLite database."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            problems = [row[0] for row in database.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
            problems += [f"a row of {row[0]} refers to none" for row in database.execute("PRAGMA foreign_key_check")]
    except sqlite3.Error as error:
        raise OperationFailed(f"{file} is no intact database: {error}.") from error
    if problems:
        raise OperationFailed(f"{file} is no intact database: {'; '.join(problems[:3])}.")


@contextmanager
def use_database_file(file: Path, first_statement: str = READ_ONLY, alias: str = "default") -> Iterator[None]:
    """Has Django's models read this file, in this thread: in place of the database, or beside it by another alias."""
    in_use = connections["default"]
    options = {"init_command": first_statement, "transaction_mode": "IMMEDIATE"}
    file_settings = {**in_use.settings_dict, "ENGINE": SQLITE, "NAME": str(file), "OPTIONS": options}
    other: Any = load_backend(SQLITE).DatabaseWrapper(file_settings, alias)
    connections[alias] = other
    try:
        yield
    finally:
        other.close()
        del connections[alias]
        connections["default"] = in_use


def list_unapplied_migrations() -> list[str]:
    """Returns the migrations of this version that the database has yet to get."""
    applied = MigrationRecorder(connections["default"]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in list_known_migrations() - applied.keys())


def list_unknown_migrations() -> list[str]:
    """Returns the migrations that the database has got from a newer version."""
    known_migrations = list_known_migrations()
    apps_of_ours = {app for app, _ in known_migrations}
    applied = MigrationRecorder(connections["default"]).applied_migrations()
    replaced = {key for migration in _load_migrations().values() for key in migration.replaces}
    return sorted(f"{app}.{name}" for app, name in applied.keys() - known_migrations - replaced if app in apps_of_ours)


def verify_trail() -> None:
    """Raises OperationFailed if the audit trail of the database is not intact."""
    problems = list(find_problems())
    if problems:
        raise OperationFailed(f"Its audit trail is not intact ({len(problems)} problems). {problems[0]}")


def find_latest_change(now: datetime) -> datetime | None:
    """Returns the latest time in any table that has passed: about when something was last written."""
    latest = None
    for model in apps.get_models():
        if model is Session:
            continue  # its time is when it will end
        columns = _list_columns(model._meta.db_table)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.DateTimeField) and field.column in columns:
                moments = model._base_manager.filter(**{f"{field.name}__lte": now})
                moment = moments.aggregate(latest=models.Max(field.name))["latest"]
                latest = max(filter(None, (latest, moment)), default=None)
    return latest.astimezone(UTC) if latest else None


def _list_columns(table: str) -> set[str]:
    """Returns the columns of a table; none if this database has no such table yet."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT name FROM pragma_table_info(%s)", [table])
        return {name for (name,) in cursor.fetchall()}


def list_known_migrations() -> set[tuple[str, str]]:
    return set(_load_migrations())


def _load_migrations() -> dict[tuple[str, str], Any]:
    return dict(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _flush_to_disk(file: Path) -> None:
    for path in (file, file.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
