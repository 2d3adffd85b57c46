"""`manage.py doctor`: checks the installation, and says what to do."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from econ_admin.doctor import Level, run_checks


class Command(BaseCommand):
    help = "Checks settings, keys, permissions, disk, database, cache, e-conomic, clock, static files and backups."
    requires_system_checks = ()  # they are among what is reported

    def handle(self, *args: Any, **options: Any) -> None:
        levels = set()
        for finding in run_checks():
            levels.add(finding.level)
            self.stdout.write(f"{finding.level:<5}{finding.subject}: {finding.text}.")
            if finding.advice:
                self.stdout.write(f"     {finding.advice}")
        if Level.BAD in levels:
            sys.exit(1)
