"""`manage.py person`: who may sign in, and as what."""

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from econ_admin.access.agreements import get_or_create_agreement
from econ_admin.access.demo import create_demo_people
from econ_admin.access.models import Membership, Person
from econ_admin.access.roles import Role

pytestmark = pytest.mark.django_db

GOOD_PASSWORD = "correct horse battery"

RunCommand = Callable[..., str]


@pytest.fixture
def run_command(monkeypatch: pytest.MonkeyPatch) -> RunCommand:
    """Runs a command with this typed input, and returns what it prints."""

    def command(*arguments: str, typed: str = "") -> str:
        printed = io.StringIO()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        call_command(*arguments, stdout=printed, no_color=True)
        return printed.getvalue()

    return command


def test_added_person_can_sign_in_with_their_role(run_command: RunCommand) -> None:
    printed = run_command(
        "person", "add", "sofie", "--role", "accountant", "--password-stdin", typed=f"{GOOD_PASSWORD}\n"
    )

    assert "Adding sofie as accountant in the agreement sandbox." in printed
    assert "sofie can sign in now." in printed
    assert Client().login(username="sofie", password=GOOD_PASSWORD)
    assert Membership.objects.get(person__username="sofie").role == Role.ACCOUNTANT


def test_password_is_prompted_for_twice(run_command: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([GOOD_PASSWORD, GOOD_PASSWORD])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))

    run_command("person", "add", "sofie", "--role", "viewer")

    assert Client().login(username="sofie", password=GOOD_PASSWORD)


def test_different_passwords_add_nobody(run_command: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([GOOD_PASSWORD, "something else"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))

    with pytest.raises(CommandError, match="passwords do not match"):
        run_command("person", "add", "sofie", "--role", "viewer")

    assert not Person.objects.exists()


@pytest.mark.parametrize("password", ["", "short", "1234567890", "password123"])
def test_a_weak_password_adds_nobody(run_command: RunCommand, password: str) -> None:
    with pytest.raises(CommandError, match="Invalid password"):
        run_command("person", "add", "sofie", "--role", "viewer", "--password-stdin", typed=f"{password}\n")

    assert not Person.objects.exists()


def test_taken_name_changes_nothing(run_command: RunCommand) -> None:
    run_command("person", "add", "sofie", "--role", "viewer", "--password-stdin", typed=GOOD_PASSWORD)

    with pytest.raises(CommandError, match="already a person named sofie"):
        run_command("person", "add", "sofie", "--role", "admin", "--password-stdin", typed="another good one")

    assert Membership.objects.get().role == Role.VIEWER
    assert Client().login(username="sofie", password=GOOD_PASSWORD)


def test_invalid_name_is_refused(run_command: RunCommand) -> None:
    with pytest.raises(CommandError, match="Invalid name"):
        run_command("person", "add", "so fie", "--role", "viewer", "--password-stdin", typed=GOOD_PASSWORD)


def test_unknown_role_is_refused_with_the_existing_ones(run_command: RunCommand) -> None:
    with pytest.raises(CommandError, match=r"viewer.*editor.*accountant.*admin"):
        run_command("person", "add", "sofie", "--role", "owner", "--password-stdin", typed=GOOD_PASSWORD)


def test_unknown_agreement_is_refused_with_the_existing_ones(run_command: RunCommand) -> None:
    with pytest.raises(CommandError, match=r"no agreement books\. Choose from: sandbox\."):
        run_command(
            "person",
            "add",
            "sofie",
            "--role",
            "viewer",
            "--agreement",
            "books",
            "--password-stdin",
            typed=GOOD_PASSWORD,
        )


def test_role_of_a_person_is_changed(run_command: RunCommand) -> None:
    run_command("person", "add", "sofie", "--role", "viewer", "--password-stdin", typed=GOOD_PASSWORD)

    run_command("person", "role", "sofie", "editor")

    assert Membership.objects.get().role == Role.EDITOR


def test_role_for_an_unknown_person_is_refused(run_command: RunCommand) -> None:
    with pytest.raises(CommandError, match="no person named sofie"):
        run_command("person", "role", "sofie", "editor")


def test_everybody_is_listed_with_their_roles(run_command: RunCommand) -> None:
    create_demo_people(get_or_create_agreement())
    run_command("person", "add", "sofie", "--role", "admin", "--password-stdin", typed=GOOD_PASSWORD)

    lines = [line.split() for line in run_command("person", "list").splitlines()]

    assert ["sofie", "admin", "sandbox"] in lines
    assert ["viewer", "viewer", "sandbox", "(demo)"] in lines


def test_added_person_may_set_their_password_by_a_link(run_command: RunCommand) -> None:
    printed = run_command("person", "add", "sofie", "--role", "admin", "--link")
    link = printed.split()[-1]

    response = Client().post(link, {"new_password": GOOD_PASSWORD, "repeated_password": GOOD_PASSWORD})

    assert response.status_code == 303
    assert Client().login(username="sofie", password=GOOD_PASSWORD)


def test_person_is_deactivated_and_reactivated(run_command: RunCommand) -> None:
    run_command("person", "add", "sofie", "--role", "viewer", "--password-stdin", typed=GOOD_PASSWORD)

    run_command("person", "deactivate", "sofie")
    assert not Client().login(username="sofie", password=GOOD_PASSWORD)
    run_command("person", "reactivate", "sofie")
    assert Client().login(username="sofie", password=GOOD_PASSWORD)


@pytest.mark.parametrize("arguments", [("role", "sofie", "viewer"), ("deactivate", "sofie")])
def test_last_administrator_stays(run_command: RunCommand, arguments: tuple[str, ...]) -> None:
    run_command("person", "add", "sofie", "--role", "admin", "--password-stdin", typed=GOOD_PASSWORD)

    with pytest.raises(CommandError, match="must keep an administrator"):
        run_command("person", *arguments)

    assert Membership.objects.get().role == Role.ADMIN


def test_subject_belongs_to_one_person(run_command: RunCommand) -> None:
    for name in ("sofie", "ada"):
        run_command("person", "add", name, "--role", "viewer", "--password-stdin", typed=GOOD_PASSWORD)
    run_command("person", "subject", "sofie", "subject-1")

    with pytest.raises(CommandError, match="That is sofie"):
        run_command("person", "subject", "ada", "subject-1")

    run_command("person", "subject", "sofie", "")
    assert not Person.objects.exclude(oidc_subject=None).exists()
