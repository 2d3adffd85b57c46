"""The demo people."""

from django.test import Client
from pytest_django import Settings

from econ_admin.access.demo import create_demo_people
from econ_admin.access.models import Agreement, Person
from econ_admin.access.roles import Role


def test_demo_people_are_created_for_each_role(agreement: Agreement) -> None:
    memberships = create_demo_people(agreement)

    assert [Role(membership.role) for membership in memberships] == list(Role)
    assert all(Client().login(username=membership.person.username, password="demo") for membership in memberships)


def test_demo_people_are_created_once(agreement: Agreement) -> None:
    first = create_demo_people(agreement)

    second = create_demo_people(agreement)

    assert second == first
    assert Person.objects.count() == len(Role)


def test_no_demo_people_are_created_if_not_allowed(agreement: Agreement, settings: Settings) -> None:
    settings.DEMO_PEOPLE_ALLOWED = False

    memberships = create_demo_people(agreement)

    assert memberships == []
    assert not Person.objects.exists()


def test_existing_person_is_not_replaced_by_a_demo_person(agreement: Agreement) -> None:
    Person.objects.add("admin", "correct horse battery")

    create_demo_people(agreement)

    assert Client().login(username="admin", password="correct horse battery")
    assert not Client().login(username="admin", password="demo")
    assert agreement.memberships.count() == len(Role) - 1
    assert not agreement.memberships.filter(person__username="admin").exists()
