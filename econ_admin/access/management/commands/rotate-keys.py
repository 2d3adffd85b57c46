"""`manage.py rotate-keys`: seals every sealed text with the first of TOKEN_KEYS, beside running workers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from econ_admin.access.sealed_columns import SealedColumn, list_sealed_columns
from econ_admin.access.sealing import CannotOpen


class Command(BaseCommand):
    help = (
        "Seals every sealed text with the first of TOKEN_KEYS. Safe beside running workers, and to run again. "
        "Start the workers with the new key first in TOKEN_KEYS and the old one behind it, run this, "
        "then leave the old key out at the next start."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for column in list_sealed_columns():
            failed += self._rotate(column)
        if failed:
            raise CommandError(
                f"{failed} could not be opened with any of TOKEN_KEYS. Put the missing key behind the first."
            )
        self.stdout.write(self.style.SUCCESS("Everything is sealed with the first key. Older keys are not needed."))

    def _rotate(self, column: SealedColumn) -> int:
        """Returns how many rows could not be opened."""
        resealed = failed = 0
        keys = column.list_keys()
        for pk in keys:
            try:
                resealed += column.reseal(pk)
            except CannotOpen as error:
                failed += 1
                self.stderr.write(f"{column.model} {pk}: {error}")
        self.stdout.write(f"{column.model}.{column.field}: {resealed} of {len(keys)} rows were sealed again.")
        return failed
