"""Makes SQLite overwrite what is deleted: otherwise it stays in the file until its place is used again."""

from django.db import connection


def overwrite_deleted() -> None:
    """Overwrites what this connection deletes from now on."""
    _run("PRAGMA secure_delete = ON")


def truncate_journal() -> None:
    """Empties the journal, which has the former pages. Does nothing while somebody reads them."""
    _run("PRAGMA wal_checkpoint(TRUNCATE)")


def _run(statement: str) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(statement)
