"""Every address with every method and every role, and without signing in."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from econ_admin.access.checks import check_view_roles
from econ_admin.access.models import Membership, Person
from econ_admin.access.roles import ADDING_VIEWS, PUBLIC_VIEWS, REQUIRED_ROLES, SIGNED_IN_VIEWS, Role
from tests.access import small_site
from tests.access.all_views import VIEWS

pytestmark = pytest.mark.slow

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROLES = list(Role)


def test_every_view_has_a_required_role() -> None:
    assert check_view_roles() == []


def test_view_without_a_required_role_is_reported(settings: Settings) -> None:
    settings.ROOT_URLCONF = small_site.__name__

    assert [problem.id for problem in check_view_roles()] == ["access.E001"]


def test_every_required_role_has_a_view() -> None:
    assert PUBLIC_VIEWS | SIGNED_IN_VIEWS | ADDING_VIEWS | REQUIRED_ROLES.keys() == VIEWS.keys()


def request_all_methods(client: Client, url: str) -> dict[str, int]:
    """The status of each method at this address."""
    responses = {method: client.generic(method, url) for method in METHODS}
    for response in responses.values():
        response.close()  # some keep a file open
    return {method: response.status_code for method, response in responses.items()}


@pytest.mark.parametrize("name", sorted(VIEWS.keys() - PUBLIC_VIEWS))
def test_requests_without_a_session_must_sign_in(name: str, get_url: Callable[[str], str]) -> None:
    statuses_by_method = request_all_methods(Client(), get_url(name))

    assert statuses_by_method == {method: 303 if method in {"GET", "HEAD"} else 401 for method in METHODS}
    assert Client().get(get_url(name))["Location"].startswith(reverse("access:sign-in"))


@pytest.mark.parametrize("name", sorted(PUBLIC_VIEWS))
def test_public_views_need_no_session(name: str, get_url: Callable[[str], str]) -> None:
    statuses_by_method = request_all_methods(Client(), get_url(name))

    assert min(statuses_by_method.values()) < 400
    assert not {401, 403} & set(statuses_by_method.values())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(REQUIRED_ROLES))
def test_each_role_may_open_exactly_its_views(
    name: str, role: Role, get_url: Callable[[str], str], sign_in: Callable[..., Client]
) -> None:
    statuses_by_method = request_all_methods(sign_in(role.name.lower()), get_url(name))

    assert {method: status == 403 for method, status in statuses_by_method.items()} == dict.fromkeys(
        METHODS, role < REQUIRED_ROLES[name]
    )
    assert not {401, 404} & set(statuses_by_method.values())


@pytest.mark.parametrize("name", sorted(REQUIRED_ROLES))
def test_agreement_without_a_role_is_not_found(
    name: str, get_url: Callable[[str], str], sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    Membership.objects.filter(person=people["admin"]).delete()

    statuses_by_method = request_all_methods(sign_in("admin"), get_url(name))

    assert statuses_by_method == dict.fromkeys(METHODS, 404)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(ADDING_VIEWS))
def test_only_administrators_may_open_what_adds_agreements(
    name: str, role: Role, get_url: Callable[[str], str], sign_in: Callable[..., Client]
) -> None:
    statuses_by_method = request_all_methods(sign_in(role.name.lower()), get_url(name))

    assert {method: status == 403 for method, status in statuses_by_method.items()} == dict.fromkeys(
        METHODS, role < Role.ADMIN
    )
    assert not {401, 404} & set(statuses_by_method.values())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(SIGNED_IN_VIEWS))
def test_signed_in_views_need_no_role(
    name: str, role: Role, get_url: Callable[[str], str], sign_in: Callable[..., Client]
) -> None:
    response = sign_in(role.name.lower()).get(get_url(name))

    assert response.status_code in {200, 303, 405}
