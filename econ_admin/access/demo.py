"""The demo people: one for each role, with a password that everybody knows."""

from django.conf import settings

from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role

PASSWORD = "demo"  # noqa: S105  # known to all; settings.DEMO_PEOPLE_ALLOWED says where it opens anything
NAMES = {"viewer": Role.VIEWER, "editor": Role.EDITOR, "accountant": Role.ACCOUNTANT, "admin": Role.ADMIN}


def make_demo_people(agreement: Agreement) -> list[Membership]:
    """The four with their roles in `agreement`, made where they are missing; none where they are not allowed.

    A name that somebody real has stays theirs.
    """
    if not settings.DEMO_PEOPLE_ALLOWED:
        return []
    made = []
    for name, role in NAMES.items():
        person = _demo_person(name)
        if person.demo:
            given = {"role": role}
            membership, _ = Membership.objects.get_or_create(person=person, agreement=agreement, defaults=given)
            made.append(membership)
    return made


def _demo_person(name: str) -> Person:
    found = Person.objects.filter(username=name).first()
    return found or Person.objects.add(name, PASSWORD, demo=True)
