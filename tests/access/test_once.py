"""What works once works once: also for eight requests at one moment, on SQLite and on PostgreSQL."""

from collections import Counter
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from econ_admin.access import people as people_module
from econ_admin.access import second_factor
from econ_admin.access.mfa_adapter import secrets_of
from econ_admin.access.models import Person
from econ_admin.access.people import Act
from tests.access.at_once import THREADS, run_at_once
from tests.access.test_second_factor import ACCOUNT, SECOND, get_code, give_password

pytestmark = pytest.mark.django_db(transaction=True)

BUSY = 503  # too many codes and passwords are checked at this moment
REFUSED = {422, 429, BUSY}
NEW_PASSWORD = "a-long-winter-evening"


@pytest.fixture
def viewer(transactional_db: None, people: dict[str, Person], sandbox: object) -> Person:
    return people["viewer"]


@pytest.fixture
def secret(viewer: Person) -> str:
    secret: str = totp.generate_totp_secret()
    with secrets_of(viewer):
        totp.TOTP.activate(viewer, secret)
    return secret


def start_signing_in() -> list[Client]:
    """Browsers that have given the password, and are asked for the second factor."""
    clients = [Client() for _ in range(THREADS)]
    for client in clients:
        assert give_password(client) == SECOND
    return clients


def assert_signs_in_one_of_eight(code: str, folder: Path) -> None:
    clients = start_signing_in()

    def give_code(place: int) -> tuple[int, int]:
        status = clients[place].post(SECOND, {"code": code}).status_code
        return status, clients[place].get(ACCOUNT).status_code

    outcomes = run_at_once(give_code, folder)

    assert Counter(page for _, page in outcomes) == {200: 1, 303: THREADS - 1}
    assert [status for status, _ in outcomes].count(303) == 1
    assert {status for status, _ in outcomes} <= REFUSED | {303}


def test_code_of_an_app_signs_in_one_of_eight(secret: str, tmp_path: Path) -> None:
    assert_signs_in_one_of_eight(get_code(secret), tmp_path)


def test_recovery_code_signs_in_one_of_eight(secret: str, viewer: Person, tmp_path: Path) -> None:
    assert_signs_in_one_of_eight(second_factor.renew_recovery_codes(viewer)[0], tmp_path)


def test_eight_recovery_codes_at_once_are_all_used_up(secret: str, viewer: Person, tmp_path: Path) -> None:
    codes = second_factor.renew_recovery_codes(viewer)

    def use_twice(place: int) -> tuple[bool, bool]:
        first = second_factor.use_code(viewer, codes[place])
        return first is not None, second_factor.use_code(viewer, codes[place]) is not None

    assert run_at_once(use_twice, tmp_path) == [(True, False)] * THREADS


def test_recovery_code_that_is_replaced_at_the_same_moment_is_refused_or_used(
    secret: str, viewer: Person, tmp_path: Path
) -> None:
    codes = second_factor.renew_recovery_codes(viewer)

    def use_or_renew(place: int) -> bool:
        if place % 2:
            return bool(second_factor.renew_recovery_codes(viewer))
        return second_factor.use_code(viewer, codes[place]) is not None

    outcomes = run_at_once(use_or_renew, tmp_path)

    assert all(outcomes[1::2])


def test_link_to_set_a_password_sets_one_of_eight(viewer: Person, tmp_path: Path) -> None:
    token = people_module.invite(Act(None, None), viewer)
    path = reverse("access:invitation", args=[token])
    clients = [Client() for _ in range(THREADS)]

    def set_password(place: int) -> tuple[int, int]:
        password = f"{NEW_PASSWORD}-{place}"
        status = clients[place].post(path, {"new_password": password, "repeated_password": password}).status_code
        return status, clients[place].get(ACCOUNT).status_code

    outcomes = run_at_once(set_password, tmp_path)

    assert Counter(page for _, page in outcomes) == {200: 1, 303: THREADS - 1}
    assert {status for status, _ in outcomes} <= {303, 404, BUSY}
