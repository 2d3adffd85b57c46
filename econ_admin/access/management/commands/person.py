"""`manage.py person`: who may sign in, and as what."""

import getpass
import sys
from collections.abc import Callable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from econ_admin.access.agreements import the_agreement
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role

ROLES = {role.name.lower(): role for role in Role}


class Command(BaseCommand):
    help = "Adds a person, lists people, or gives a person another role."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|list|role")
        add = actions.add_parser("add", help="make somebody who can sign in; asks for the password")
        role = actions.add_parser("role", help="give somebody a role, in place of the one they have")
        add.add_argument("--role", required=True, choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
        add.add_argument("--password-stdin", action="store_true", help="read the password from the first line of input")
        for each in (add, role):
            each.add_argument("name", metavar="NAME", help="the name to sign in with")
            each.add_argument("--agreement", metavar="SLUG", help="its short name; without: the present one")
        role.add_argument("role", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
        actions.add_parser("list", help="show everybody and their roles")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "add":
                agreement, role = _agreement(options["agreement"]), ROLES[options["role"]]
                self._add(options["name"], role, agreement, from_stdin=options["password_stdin"])
            case "role":
                self._role(options["name"], ROLES[options["role"]], _agreement(options["agreement"]))
            case _:
                self._list()

    def _add(self, name: str, role: Role, agreement: Agreement, *, from_stdin: bool) -> None:
        person = Person(username=Person.normalize_username(name))
        if Person.objects.filter(username=person.username).exists():
            raise CommandError(f"There is already a person named {person.username}. Nothing was changed.")
        _refuse_what_does_not_hold(lambda: person.clean_fields(exclude=["password"]), "That name will not do")
        self.stdout.write(f"Adding {person.username} as {role.name.lower()} in the agreement {agreement.slug}.")
        password = sys.stdin.readline().rstrip("\r\n") if from_stdin else _asked_twice()
        _refuse_what_does_not_hold(lambda: validate_password(password, person), "That password will not do")
        with transaction.atomic():
            person = Person.objects.add(name, password)
            Membership.objects.create(person=person, agreement=agreement, role=role)
        self.stdout.write(self.style.SUCCESS(f"{person.username} can sign in now."))

    def _role(self, name: str, role: Role, agreement: Agreement) -> None:
        person = Person.objects.filter(username=Person.normalize_username(name)).first()
        if person is None:
            raise CommandError(f"There is no person named {name}.")
        Membership.objects.update_or_create(person=person, agreement=agreement, defaults={"role": role})
        self.stdout.write(f"{person.username} is {role.name.lower()} in the agreement {agreement.slug} now.")

    def _list(self) -> None:
        the_roles = Membership.objects.select_related("person", "agreement")
        for each in the_roles.order_by("person__username", "agreement__slug"):
            demo = " (demo)" if each.person.demo else ""
            self.stdout.write(
                f"{each.person.username:<20} {Role(each.role).name.lower():<12} {each.agreement.slug}{demo}"
            )


def _agreement(slug: str | None) -> Agreement:
    present = the_agreement()
    if slug in {None, present.slug}:
        return present
    found = Agreement.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Agreement.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no agreement {slug}. There is: {known}.")
    return found


def _asked_twice() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise CommandError("The two passwords differ. Nobody was added.")
    return password


def _refuse_what_does_not_hold(check: Callable[[], object], what: str) -> None:
    try:
        check()
    except ValidationError as error:
        raise CommandError(f"{what}: {' '.join(error.messages)} Nobody was added.") from error
