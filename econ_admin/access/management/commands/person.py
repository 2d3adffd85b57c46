"""`manage.py person`: manages people and their roles."""

import getpass
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from econ_admin.access import people
from econ_admin.access.agreements import get_or_create_agreement, is_usable
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.people import Act, LastAdmin
from econ_admin.access.roles import Role
from econ_admin.access.security_log import Event, record_event

COMMAND = Act(actor=None, request=None)
LAST_ADMIN = "The agreement must keep an administrator who can sign in. Nothing was changed."
ACTIONS = {
    "link": "print a link to set a password, which works once",
    "deactivate": "end a person's sessions and let them sign in no more",
    "reactivate": "let a person sign in again",
    "remove-second-factors": "for somebody who lost them",
    "subject": "set who a person is at the OpenID Connect provider",
}
ROLES = {role.name.lower(): role for role in Role}


class Command(BaseCommand):
    help = "Adds a person, lists people, or changes what a person may do and how they sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(
            dest="action", required=True, metavar="|".join(("add", "list", "role", *ACTIONS))
        )
        add = actions.add_parser("add", help="add a person; asks for the password")
        role = actions.add_parser("role", help="change a person's role")
        add.add_argument("--role", required=True, choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
        password = add.add_mutually_exclusive_group()
        password.add_argument(
            "--password-stdin", action="store_true", help="read the password from the first line of input"
        )
        password.add_argument("--link", action="store_true", help="print a link to set the password, which works once")
        for action in (add, role):
            action.add_argument("name", metavar="NAME", help="the name to sign in with")
            action.add_argument(
                "--agreement",
                metavar="SLUG",
                help="the agreement's slug (default: the only one, or that of the environment)",
            )
        role.add_argument("role", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
        actions.add_parser("list", help="list people and their roles")
        for name, text in ACTIONS.items():
            action = actions.add_parser(name, help=text)
            action.add_argument("name", metavar="NAME", help="the name to sign in with")
            if name == "subject":
                action.add_argument("subject", metavar="SUBJECT", help="the claim sub; an empty one removes it")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "add":
                agreement, role = _get_agreement(options["agreement"]), ROLES[options["role"]]
                if options["link"]:
                    self._add_by_link(options["name"], role, agreement)
                else:
                    self._add(options["name"], role, agreement, from_stdin=options["password_stdin"])
            case "role":
                self._change_role(options["name"], ROLES[options["role"]], _get_agreement(options["agreement"]))
            case "list":
                self._list()
            case action:
                self._act(action, _get_person(options["name"]), options)

    def _add_by_link(self, name: str, role: Role, agreement: Agreement | None) -> None:
        person = self._check_new(name)
        if agreement is None and role != Role.ADMIN:
            raise CommandError("There is no agreement yet. Add an admin, who can then add one on the dashboard.")
        person = people.add_person(COMMAND, person.username, "", agreement, role)
        self._print_link(person)

    def _add(self, name: str, role: Role, agreement: Agreement | None, *, from_stdin: bool) -> None:
        person = self._check_new(name)
        if agreement is None and role != Role.ADMIN:
            raise CommandError("There is no agreement yet. Add an admin, who can then add one on the dashboard.")
        where = f"in the agreement {agreement.slug}" if agreement else "who can add the first agreement"
        self.stdout.write(f"Adding {person.username} as {role.name.lower()} {where}.")
        password = sys.stdin.readline().rstrip("\r\n") if from_stdin else _prompt_password()
        _raise_if_invalid(lambda: validate_password(password, person), "Invalid password")
        with transaction.atomic():
            person = Person.objects.add(name, password)
            if agreement:
                Membership.objects.create(person=person, agreement=agreement, role=role)
        detail = f"{agreement.slug if agreement else 'no agreement'}: {role.name.lower()}, by command"
        record_event(None, Event.PERSON_ADDED, person=person, detail=detail)
        self.stdout.write(self.style.SUCCESS(f"{person.username} can sign in now."))

    def _check_new(self, name: str) -> Person:
        person = Person(username=Person.normalize_username(name))
        if Person.objects.filter(username=person.username).exists():
            raise CommandError(f"There is already a person named {person.username}. Nothing was changed.")
        _raise_if_invalid(lambda: person.clean_fields(exclude=["password"]), "Invalid name")
        return person

    def _change_role(self, name: str, role: Role, agreement: Agreement | None) -> None:
        if agreement is None:
            raise CommandError("There is no agreement yet.")
        person = _get_person(name)
        try:
            people.set_role(COMMAND, person, agreement, role)
        except LastAdmin as error:
            raise CommandError(LAST_ADMIN) from error
        self.stdout.write(f"{person.username} is {role.name.lower()} in the agreement {agreement.slug} now.")

    def _act(self, action: str, person: Person, options: dict[str, Any]) -> None:
        try:
            match action:
                case "link":
                    self._print_link(person)
                    return
                case "subject":
                    self._set_subject(person, options["subject"])
                case "deactivate":
                    people.deactivate(COMMAND, person)
                case "reactivate":
                    people.reactivate(COMMAND, person)
                case "remove-second-factors":
                    people.remove_second_factors(COMMAND, person)
        except LastAdmin as error:
            raise CommandError(LAST_ADMIN) from error
        self.stdout.write(self.style.SUCCESS(f"Done: {action} {person.username}."))

    def _set_subject(self, person: Person, subject: str) -> None:
        owner = Person.objects.filter(oidc_subject=subject).exclude(pk=person.pk).first() if subject else None
        if owner:
            raise CommandError(f"That is {owner.username}. Nothing was changed.")
        Person.objects.filter(pk=person.pk).update(oidc_subject=subject or None)

    def _print_link(self, person: Person) -> None:
        path = reverse("access:invitation", args=[people.invite(COMMAND, person)])
        hours = people.INVITATION_AGE.total_seconds() / 3600
        self.stdout.write(f"This link lets {person.username} set a password, once, within {hours:.0f} hours.")
        self.stdout.write(f"Put the site's address in front of it: {path}")

    def _list(self) -> None:
        memberships = Membership.objects.select_related("person", "agreement")
        for membership in memberships.order_by("person__username", "agreement__slug"):
            demo = " (demo)" if membership.person.demo else ""
            name, role = membership.person.username, Role(membership.role).name.lower()
            self.stdout.write(f"{name:<20} {role:<12} {membership.agreement.slug}{demo}")


def _get_agreement(slug: str | None) -> Agreement | None:
    """Returns the agreement of this slug; without one, the environment's, else the only one, else None."""
    current = get_or_create_agreement() if settings.ECONOMIC.has_grant else None
    if current and slug in {None, current.slug}:
        return current
    agreements = {agreement.slug: agreement for agreement in Agreement.objects.filter(removed_at=None).order_by("slug")}
    usable = [agreement for agreement in agreements.values() if is_usable(agreement)]
    if slug is None and len(usable) < 2:
        return usable[0] if usable else None
    if slug not in agreements:
        problem = f"There is no agreement {slug}." if slug else "There are several agreements: name one by --agreement."
        raise CommandError(f"{problem} Choose from: {', '.join(agreements)}.")
    return agreements[slug]


def _get_person(name: str) -> Person:
    person = Person.objects.filter(username=Person.normalize_username(name)).first()
    if person is None:
        raise CommandError(f"There is no person named {name}.")
    return person


def _prompt_password() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("Repeat the password: ") != password:
        raise CommandError("The passwords do not match. Nobody was added.")
    return password


def _raise_if_invalid(validate: Callable[[], object], summary: str) -> None:
    try:
        validate()
    except ValidationError as error:
        raise CommandError(f"{summary}: {' '.join(error.messages)} Nobody was added.") from error
