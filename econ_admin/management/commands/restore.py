"""`manage.py restore`: puts a backup in the place of the database, or into an empty PostgreSQL."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from econ_admin.operations.backup import get_database_path
from econ_admin.operations.database_file import OperationFailed
from econ_admin.operations.move import move_to_postgresql
from econ_admin.operations.restore import restore_backup


class Command(BaseCommand):
    help = (
        "Puts a backup in the place of the database, which is moved aside. The server must be stopped. "
        "With PostgreSQL, which must be empty, copies the backup of a SQLite database into it."
    )
    requires_system_checks = ()  # the database may be damaged

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file that manage.py backup wrote")
        parser.add_argument("--force", action="store_true", help="also if the database has newer data than the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        try:
            if connection.vendor == "postgresql":
                self._move(file)
            else:
                self._restore(file, even_if_older=options["force"])
        except OperationFailed as error:
            raise CommandError(str(error)) from error

    def _restore(self, file: Path, *, even_if_older: bool) -> None:
        restored = restore_backup(file, get_database_path(), timezone.now(), even_if_older=even_if_older)
        self.stdout.write(f"Restored. The audit trail is intact: {restored.links} rows. Its hash is {restored.head}.")
        if restored.moved_to:
            self.stdout.write(f"The database before is {restored.moved_to}.")
        self._say_what_is_next(restored.latest_change)

    def _move(self, file: Path) -> None:
        moved = move_to_postgresql(file, settings.DATA_DIR, timezone.now())
        for table, count in moved.rows.items():
            if count:
                self.stdout.write(f"{table}: {count:,}")
        self.stdout.write(f"Copied {sum(moved.rows.values()):,} rows of {len(moved.rows)} tables to PostgreSQL.")
        self.stdout.write(f"The audit trail is intact: {moved.links} rows. Its hash is {moved.head}.")
        self._say_what_is_next(moved.latest_change)

    def _say_what_is_next(self, latest_change: datetime | None) -> None:
        self.stdout.write("Everybody has to sign in again. Start the server.")
        if latest_change:
            self.stdout.write(
                f"What was done after {latest_change:%Y-%m-%d %H:%M:%S} UTC is in e-conomic but not here: "
                "a draft sent after that is unsent again. Compare before anybody sends one."
            )
