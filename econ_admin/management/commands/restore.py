"""`manage.py restore`: puts a backup in the place of the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from econ_admin.operations.backup import get_database_path
from econ_admin.operations.database_file import OperationFailed
from econ_admin.operations.restore import restore_backup


class Command(BaseCommand):
    help = "Puts a backup in the place of the database, which is moved aside. The server must be stopped."
    requires_system_checks = ()  # the database may be damaged

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file that manage.py backup wrote")
        parser.add_argument("--force", action="store_true", help="also if the database has newer data than the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = restore_backup(
                options["file"].absolute(), get_database_path(), timezone.now(), even_if_older=options["force"]
            )
        except OperationFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored. The audit trail is intact: {restored.links} rows. Its hash is {restored.head}.")
        if restored.moved_to:
            self.stdout.write(f"The database before is {restored.moved_to}.")
        self.stdout.write("Everybody has to sign in again. Start the server.")
        if restored.latest_change:
            self.stdout.write(
                f"What was done after {restored.latest_change:%Y-%m-%d %H:%M:%S} UTC is in e-conomic but not here: "
                "a draft sent after that is unsent again. Compare before anybody sends one."
            )
