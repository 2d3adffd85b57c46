"""A person with more memberships than are read with them: each is asked for, and its end is noticed at once."""

from collections.abc import Callable

import pytest
from django.db.models import QuerySet
from django.test import Client
from pytest_django import Settings

from econ_admin.access.agreements import MOST_WITH_PERSON, read_person_with_memberships
from econ_admin.access.models import Membership, Person
from econ_admin.access.roles import Role
from econ_admin.environment import SecondFactor
from tests.agreements.test_switching import add_many

COUNT = 20
LAST = f"/zulu-{COUNT - 1:03}/people/"  # for administrators


@pytest.fixture
def person(people: dict[str, Person]) -> Person:
    """A viewer in the sandbox and in twenty more agreements, but administrator in the last."""
    person = people["viewer"]
    add_many(person, COUNT)
    Membership.objects.filter(person=person).update(role=Role.VIEWER)
    set_last_role(person, Role.ADMIN)
    read = read_person_with_memberships(person.pk)
    assert read
    assert read.all_memberships is None, f"more than {MOST_WITH_PERSON}"
    return person


def select_last(person: Person) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person, agreement__slug=f"zulu-{COUNT - 1:03}")


def set_last_role(person: Person, role: Role) -> None:
    assert select_last(person).update(role=role) == 1


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 303), (Role.ACCOUNTANT, 200)])
def test_second_factor_is_required_of_the_administrator_of_any(
    role: Role, status: int, person: Person, sign_in: Callable[..., Client], settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = SecondFactor.ADMINS
    set_last_role(person, role)

    response = sign_in("viewer").get("/agreements/")

    assert response.status_code == status
    assert response.get("Location") == ("/account/" if status == 303 else None)


def test_role_that_is_taken_away_ends_at_the_next_request(person: Person, sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")
    assert client.get(LAST).status_code == 200

    set_last_role(person, Role.VIEWER)
    assert client.get(LAST).status_code == 403

    select_last(person).delete()
    assert client.get(LAST).status_code == 404


def test_person_who_is_deactivated_is_signed_out(person: Person, sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")
    assert client.get(LAST).status_code == 200

    Person.objects.filter(pk=person.pk).update(is_active=False)

    response = client.get(LAST)
    assert response.status_code in (302, 303)
    assert response["Location"].startswith("/sign-in/")
