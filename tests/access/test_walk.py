"""Every address, every method, every role, and nobody."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from econ_admin.access.checks import check_view_roles
from econ_admin.access.models import Membership, Person
from econ_admin.access.roles import PUBLIC_VIEWS, REQUIRED_ROLES, SIGNED_IN_VIEWS, Role
from tests.access.addresses import VIEWS

pytestmark = pytest.mark.slow

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROLES = list(Role)


def test_every_view_stands_in_the_table() -> None:
    assert check_view_roles() == []


def test_every_row_of_the_table_has_a_view() -> None:
    assert PUBLIC_VIEWS | SIGNED_IN_VIEWS | REQUIRED_ROLES.keys() == VIEWS.keys()


def statuses(client: Client, address: str) -> dict[str, int]:
    """What each method gets there."""
    answers = {method: client.generic(method, address) for method in METHODS}
    for answer in answers.values():
        answer.close()  # some hold a file
    return {method: answer.status_code for method, answer in answers.items()}


@pytest.mark.parametrize("name", sorted(VIEWS.keys() - PUBLIC_VIEWS))
def test_nobody_is_asked_to_sign_in(name: str, address: Callable[[str], str]) -> None:
    got = statuses(Client(), address(name))

    assert got == {method: 303 if method in {"GET", "HEAD"} else 401 for method in METHODS}
    assert Client().get(address(name))["Location"].startswith(reverse("access:sign-in"))


@pytest.mark.parametrize("name", sorted(PUBLIC_VIEWS))
def test_what_is_public_asks_nobody_who_they_are(name: str, address: Callable[[str], str]) -> None:
    got = statuses(Client(), address(name))

    assert not {401, 403} & set(got.values())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(REQUIRED_ROLES))
def test_a_role_opens_what_the_table_says_and_no_more(
    name: str, role: Role, address: Callable[[str], str], sign_in: Callable[..., Client]
) -> None:
    got = statuses(sign_in(role.name.lower()), address(name))

    assert {method: status == 403 for method, status in got.items()} == dict.fromkeys(
        METHODS, role < REQUIRED_ROLES[name]
    )
    assert not {401, 404} & set(got.values())


@pytest.mark.parametrize("name", sorted(REQUIRED_ROLES))
def test_without_a_role_there_an_agreement_does_not_exist(
    name: str, address: Callable[[str], str], sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    Membership.objects.filter(person=people["admin"]).delete()

    got = statuses(sign_in("admin"), address(name))

    assert got == dict.fromkeys(METHODS, 404)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(SIGNED_IN_VIEWS))
def test_whoever_is_signed_in_gets_to_what_needs_no_role(
    name: str, role: Role, address: Callable[[str], str], sign_in: Callable[..., Client]
) -> None:
    response = sign_in(role.name.lower()).get(address(name))

    assert response.status_code in {200, 303}
