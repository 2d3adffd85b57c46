"""`manage.py demo_people`: makes the demo people where they may be."""

from typing import Any

from django.core.management.base import BaseCommand

from econ_admin.access.agreements import the_agreement
from econ_admin.access.demo import PASSWORD, make_demo_people
from econ_admin.access.roles import Role


class Command(BaseCommand):
    help = "Makes the demo people (password: demo), unless this is production or a real e-conomic agreement."

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_demo_people(the_agreement())
        if not made:
            self.stdout.write(
                "No demo people here. Make somebody who can sign in: manage.py person add NAME --role ROLE"
            )
            return
        self.stdout.write(f"These can sign in with the password {PASSWORD}:")
        for each in made:
            self.stdout.write(f"  {each.person.username:<12}{Role(each.role).may}")
