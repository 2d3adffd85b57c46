"""Prepares a start and prints what it did. Fast when there is nothing to do."""

import sqlite3
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import Error

from econ_admin.access.agreements import get_or_create_agreement
from econ_admin.access.demo import PASSWORD, create_demo_people
from econ_admin.access.models import Person
from econ_admin.connection import get_embedded_sandbox
from econ_admin.gateway import is_usable, prepare_cache
from econ_admin.storage_faults import explain_start_failure
from econ_admin.transactions import exclude_other_starts


class Command(BaseCommand):
    help = "Prepares a start: database, cache file, static files, and the sandbox with its demo people."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with exclude_other_starts():
                self._prepare()
        except (Error, sqlite3.Error) as error:
            sys.exit(f"econ-admin: {explain_start_failure(error)}")
        except OSError as error:
            sys.exit(f"econ-admin: {error.filename or settings.DATA_DIR} cannot be written: {error.strerror}.")

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0)
        call_command("clearsessions")
        prepare_cache(settings.ECONOMIC_CACHE)  # before workers start: several at once would collide
        if not is_usable(settings.ECONOMIC_CACHE):
            self.stderr.write("Redis does not answer at the address in REDIS_URL. Pages will be slower until it does.")
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["vendor"])
        if settings.ECONOMIC.embedded:
            if not settings.SANDBOX_STORE.exists():
                self.stdout.write(f"Creating a sandbox with {settings.SANDBOX_CUSTOMERS} customers ...")
            get_embedded_sandbox()
        self._say_who_can_sign_in()

    def _say_who_can_sign_in(self) -> None:
        agreement = get_or_create_agreement() if settings.ECONOMIC.has_grant else None
        demo = [membership.person.username for membership in create_demo_people(agreement)] if agreement else []
        if demo:
            self.stdout.write(f"Sign in as {', '.join(demo)}; the password is {PASSWORD}.")
        elif not Person.objects.filter(demo=False).exists():
            self.stdout.write("Nobody can sign in yet. Add a person: manage.py person add NAME --role admin")
