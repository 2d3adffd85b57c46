"""`manage.py forget`: exports what is stored here about a customer, then erases what the law lets us erase."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from customers.editing.customer_copies import UNDECIDED, delete_copies, list_copies, query_drafts
from econ_admin.access.models import Agreement
from econ_admin.gateway import open_session
from econ_admin.secure_delete import overwrite_deleted, truncate_journal
from econ_admin.trail.erasure import LAW_YEARS, compute_cutoff
from econ_admin.trail.export import list_records
from econ_admin.trail.forgetting import forget_customer, list_customer_entries


class Command(BaseCommand):
    help = "Exports what is stored here about a customer, then erases what the law does not ask to keep."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", type=int, required=True, metavar="N", help="the customer's number")
        parser.add_argument("--agreement", metavar="SLUG", help="needed if there are several")
        parser.add_argument("--export", required=True, metavar="FILE", help="where to write it first, as JSON lines")

    def handle(self, *args: Any, **options: Any) -> None:
        agreement, customer = _find_agreement(options["agreement"]), options["customer"]
        count = _export(Path(options["export"]), _list_all(agreement, customer))
        self.stdout.write(f"{count} records exported to {options['export']}.")
        overwrite_deleted()
        cutoff = compute_cutoff(timezone.localdate(), LAW_YEARS)
        forgotten = forget_customer(agreement, customer, cutoff)
        copies, drafts = delete_copies(agreement, customer)
        cache.clear()
        responses = open_session(settings.ECONOMIC_CACHE).response_cache.forget_all()
        truncate_journal()
        self.stdout.write(f"Erased: the content of {forgotten.blanked} writes before {cutoff:%d-%m-%Y},")
        self.stdout.write(f"{drafts} drafts written here, {copies} recovery copies, {responses} cached responses.")
        if forgotten.kept_until:
            until = f"the last until {forgotten.kept_until:%d-%m-%Y}"
            self.stdout.write(f"Kept: {forgotten.kept} writes, which the Bookkeeping Act asks for, {until}.")
        if undecided := query_drafts(agreement, customer).filter(state__in=UNDECIDED).count():
            self.stdout.write(f"Kept: {undecided} drafts of unknown outcome. Resolve them, then run this again.")
        self.stdout.write("Restart the server: its workers have cached answers of e-conomic in memory.")


def _find_agreement(slug: str | None) -> Agreement:
    agreements = list(Agreement.objects.filter(**({"slug": slug} if slug else {}))[:2])
    if len(agreements) == 1:
        return agreements[0]
    raise CommandError("Name the agreement with --agreement." if agreements else "There is no such agreement.")


def _list_all(agreement: Agreement, customer: int) -> Iterator[dict[str, Any]]:
    for record in list_records(agreement, list_customer_entries(agreement, customer)):
        yield {"kind": "write"} | record
    yield from list_copies(agreement, customer)


def _export(path: Path, records: Iterator[dict[str, Any]]) -> int:
    """Writes a new file that only this user can read, and waits until it is on the disk."""
    count = 0
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            for count, record in enumerate(records, 1):  # noqa: B007  # needed below
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}. Nothing was erased.") from error
    return count
