"""The demo people: for trying it out, and nowhere else."""

from django.test import Client
from pytest_django import Settings

from econ_admin.access.demo import create_demo_people
from econ_admin.access.models import Agreement, Person
from econ_admin.access.roles import Role


def test_there_is_one_for_each_role(agreement: Agreement) -> None:
    made = create_demo_people(agreement)

    assert [Role(each.role) for each in made] == list(Role)
    assert all(Client().login(username=each.person.username, password="demo") for each in made)


def test_they_are_made_once(agreement: Agreement) -> None:
    first = create_demo_people(agreement)

    second = create_demo_people(agreement)

    assert second == first
    assert Person.objects.count() == len(Role)


def test_none_are_made_where_they_are_not_allowed(agreement: Agreement, settings: Settings) -> None:
    settings.DEMO_PEOPLE_ALLOWED = False

    made = create_demo_people(agreement)

    assert made == []
    assert not Person.objects.exists()


def test_a_name_that_somebody_real_has_stays_theirs(agreement: Agreement) -> None:
    Person.objects.add("admin", "correct horse battery")

    create_demo_people(agreement)

    assert not Client().login(username="admin", password="demo")
    assert not agreement.memberships.filter(person__username="admin").exists()
