"""Prepares a start and prints what it did. Fast when there is nothing to do."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from econ_admin.access.agreements import get_or_create_agreement
from econ_admin.access.demo import PASSWORD, create_demo_people
from econ_admin.connection import get_embedded_sandbox
from econ_admin.gateway import prepare_cache


class Command(BaseCommand):
    help = "Prepares a start: database, cache file, static files, and the sandbox with its demo people."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        prepare_cache(settings.ECONOMIC_CACHE)  # before workers start: several at once would collide
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.ECONOMIC.embedded:
            if not settings.SANDBOX_STORE.exists():
                self.stdout.write(f"Creating a sandbox with {settings.SANDBOX_CUSTOMERS} customers ...")
            get_embedded_sandbox()
        self._say_who_can_sign_in()

    def _say_who_can_sign_in(self) -> None:
        agreement = get_or_create_agreement()
        demo = [membership.person.username for membership in create_demo_people(agreement)]
        if demo:
            self.stdout.write(f"Sign in as {', '.join(demo)}; the password is {PASSWORD}.")
        elif not agreement.memberships.filter(person__demo=False).exists():
            self.stdout.write("Nobody can sign in yet. Add a person: manage.py person add NAME --role admin")
