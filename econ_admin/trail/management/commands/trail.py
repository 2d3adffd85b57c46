"""`manage.py trail`: verifies and exports the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from econ_admin.access.models import Agreement
from econ_admin.trail.export import FORMATS, list_records
from econ_admin.trail.links import find_problems, get_head
from econ_admin.trail.models import Link

MAX_PROBLEMS = 20


class Command(BaseCommand):
    help = "Verifies that no row of the audit trail was changed or removed, or exports it."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="verify|export")
        verify = actions.add_parser("verify", help="check every row and the hash chain")
        verify.add_argument("--expect", default="", metavar="HASH", help="a hash that an earlier verification printed")
        export = actions.add_parser("export", help="print every write with its outcome")
        export.add_argument("--format", choices=FORMATS, default="jsonl", help="jsonl (default) or csv")
        export.add_argument("--agreement", metavar="SLUG", help="only this agreement")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "verify":
            self._verify(options["expect"])
        else:
            self._export(options["format"], options["agreement"])

    def _verify(self, expected_head: str) -> None:
        problems = list(find_problems(expected_head))
        for problem in problems[:MAX_PROBLEMS]:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"The audit trail is not intact: {len(problems)} problems.")
        self.stdout.write(f"The audit trail is intact: {Link.objects.count()} rows. Its hash is now {get_head()}.")

    def _export(self, file_format: str, slug: str | None) -> None:
        agreement = Agreement.objects.filter(slug=slug).first() if slug else None
        if slug and agreement is None:
            raise CommandError(f"There is no agreement {slug}.")
        for line in FORMATS[file_format](list_records(agreement)):
            self.stdout.write(line)
