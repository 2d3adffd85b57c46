"""Moves an installation from SQLite to PostgreSQL: copies a backup into an empty database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import Error, connection, models, transaction

from econ_admin.data_folder import DATABASE_NAME
from econ_admin.operations.database_file import (
    OperationFailed,
    list_unknown_migrations,
    use_database_file,
    verify_trail,
)
from econ_admin.operations.restore import prepare_copy
from econ_admin.trail.links import get_head
from econ_admin.trail.models import Link
from econ_admin.transactions import exclude_other_starts

SOURCE = "backup"  # the alias of the backup's connection
MADE_BY_MIGRATIONS: tuple[type[models.Model], ...] = (Permission, ContentType)
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """What was copied: how many rows of each table, and the trail's end."""

    rows: dict[str, int]
    links: int
    head: str
    latest_change: datetime | None


def move_to_postgresql(file: Path, data_folder: Path, now: datetime) -> Moved:
    """Copies a backup of SQLite into the PostgreSQL in use, which must be empty. Raises OperationFailed.

    A copy of the backup is migrated and verified first, without its sessions. All rows are copied in one transaction,
    which ends when the audit trail has been verified again in its new place.
    """
    if not file.is_file():
        raise OperationFailed(f"There is no file {file}.")
    with prepare_copy(file, data_folder / DATABASE_NAME, now) as candidate:
        _migrate()
        try:
            with use_database_file(candidate.file, alias=SOURCE), transaction.atomic():
                rows = _copy_all()
                verify_trail()
                if (Link.objects.count(), get_head()) != (candidate.links, candidate.head):
                    raise OperationFailed("The audit trail did not arrive as it was. Nothing was copied.")
        except (Error, psycopg.Error) as error:
            raise OperationFailed(f"Nothing was copied: {_get_first_line(error)}.") from error
    return Moved(rows, candidate.links, candidate.head, candidate.latest_change)


def _migrate() -> None:
    try:
        with exclude_other_starts():
            if unknown := list_unknown_migrations():
                raise OperationFailed(f"PostgreSQL has a newer version's tables: {unknown[0]} is not known here.")
            call_command("migrate", verbosity=0)
    except Error as error:
        raise OperationFailed(f"PostgreSQL cannot be prepared: {_get_first_line(error)}.") from error


def _copy_all() -> dict[str, int]:
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    _keep_others_out(tables)
    for model in tables:
        if model not in MADE_BY_MIGRATIONS and model._base_manager.exists():
            raise OperationFailed(
                f"PostgreSQL already has rows in {model._meta.db_table}. Name an empty database in DATABASE_URL."
            )
    for model in MADE_BY_MIGRATIONS:
        model._base_manager.all().delete()
    counts = {model._meta.db_table: _copy_table(model) for model in tables}
    _reset_sequences(tables)
    return counts


def _keep_others_out(tables: Iterable[type[models.Model]]) -> None:
    """Locks the tables, so that nobody reads or writes before the rows are complete."""
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")


def _copy_table(model: type[models.Model]) -> int:
    """Copies the rows as they are, with their keys: Django's own inserts would set other times. Returns how many."""
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    columns = ", ".join(quote(str(field.column)) for field in fields)
    rows = model._base_manager.using(SOURCE).order_by("pk").values_list(*(field.attname for field in fields))
    count = 0
    try:
        with connection.cursor() as cursor:
            statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
            with cursor.copy(statement) as copy:
                for count, row in enumerate(rows.iterator(CHUNK), 1):  # noqa: B007  # returned
                    copy.write_row(_encode(fields, row))
    except (Error, psycopg.Error) as error:
        raise OperationFailed(
            f"PostgreSQL does not take a row of {model._meta.db_table}: {_get_first_line(error)}. Nothing was copied."
        ) from error
    if (arrived := model._base_manager.count()) != count:
        raise OperationFailed(f"Of {count} rows of {model._meta.db_table} {arrived} arrived. Nothing was copied.")
    return count


def _encode(fields: Iterable["models.Field[Any, Any]"], row: Iterable[Any]) -> list[Any]:
    return [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]


def _reset_sequences(tables: list[type[models.Model]]) -> None:
    """Has the next rows get keys after those that were copied."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def _get_first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
