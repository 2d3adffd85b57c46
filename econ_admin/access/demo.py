"""Demo people: one per role, with a well-known password."""

from django.conf import settings

from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role

PASSWORD = "demo"  # noqa: S105  # known to all; settings.DEMO_PEOPLE_ALLOWED says where it opens anything
ROLE_BY_NAME = {"viewer": Role.VIEWER, "editor": Role.EDITOR, "accountant": Role.ACCOUNTANT, "admin": Role.ADMIN}


def create_demo_people(agreement: Agreement) -> list[Membership]:
    """Returns the demo memberships in `agreement`, created if missing; empty where demo people are not allowed.

    Leaves a real person with the same name unchanged.
    """
    if not settings.DEMO_PEOPLE_ALLOWED:
        return []
    memberships = []
    for name, role in ROLE_BY_NAME.items():
        person = _get_or_create_demo_person(name)
        if person.demo:
            defaults = {"role": role}
            membership, _ = Membership.objects.get_or_create(person=person, agreement=agreement, defaults=defaults)
            memberships.append(membership)
    return memberships


def _get_or_create_demo_person(name: str) -> Person:
    person = Person.objects.filter(username=name).first()
    return person or Person.objects.add(name, PASSWORD, demo=True)
