"""`manage.py backup`: makes a verified backup of the database, also while the server runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from econ_admin.operations.backup import delete_old_backups, get_database_path, make_backup, record_foreign_backup
from econ_admin.operations.database_file import OperationFailed


class Command(BaseCommand):
    help = "Makes a verified backup of the database, also while the server runs and writes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="the file to write, or a folder, in which the file gets a name")
        parser.add_argument("--keep", type=int, metavar="N", help="delete all but the newest N backups of the folder")
        parser.add_argument(
            "--record", action="store_true", help="only record that another program, such as pg_dump, made this file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["target"]
        if options["keep"] is not None and (options["keep"] < 1 or not target.is_dir()):
            raise CommandError("--keep needs a folder, and at least 1.")
        try:
            if options["record"]:
                record_foreign_backup(target, timezone.now())
                self.stdout.write(f"Recorded {target}.")
                return
            backup = make_backup(get_database_path(), target.absolute(), timezone.now())
        except OperationFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{backup.file} has {backup.bytes:,} bytes.")
        if backup.head:
            self.stdout.write(f"Its audit trail is intact: {backup.links} rows. Its hash is {backup.head}.")
        else:
            self.stdout.write("Its audit trail was not verified, since the database has yet to be migrated.")
        if options["keep"] is not None:
            for file in delete_old_backups(target, options["keep"]):
                self.stdout.write(f"Deleted {file}.")
        self._warn_about_place(backup.file)

    def _warn_about_place(self, file: Path) -> None:
        self.stdout.write("It has no key: keep SECRET_KEY and TOKEN_KEYS in another safe place, since what is sealed")
        self.stdout.write("opens only with the same TOKEN_KEYS. A sandbox's data is not in it either.")
        if file.stat().st_dev == settings.DATA_DIR.stat().st_dev:
            self.stderr.write("It is on the same disk as the database: copy it to another machine.")
