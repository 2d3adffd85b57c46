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

GOOD = "correct horse battery"

Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with what is typed into it, and gives what it prints."""

    def command(*arguments: str, typed: str = "") -> str:
        printed = io.StringIO()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        call_command(*arguments, stdout=printed, no_color=True)
        return printed.getvalue()

    return command


def test_an_added_person_signs_in_with_the_role_given(run: Run) -> None:
    printed = run("person", "add", "sofie", "--role", "accountant", "--password-stdin", typed=f"{GOOD}\n")

    assert "Adding sofie as accountant in the agreement sandbox." in printed
    assert "sofie can sign in now." in printed
    assert Client().login(username="sofie", password=GOOD)
    assert Membership.objects.get(person__username="sofie").role == Role.ACCOUNTANT


def test_the_password_is_asked_for_twice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([GOOD, GOOD])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))

    run("person", "add", "sofie", "--role", "viewer")

    assert Client().login(username="sofie", password=GOOD)


def test_two_passwords_that_differ_add_nobody(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([GOOD, "something else"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))

    with pytest.raises(CommandError, match="The two passwords differ"):
        run("person", "add", "sofie", "--role", "viewer")

    assert not Person.objects.exists()


@pytest.mark.parametrize("password", ["", "short", "1234567890", "password123"])
def test_a_weak_password_adds_nobody(run: Run, password: str) -> None:
    with pytest.raises(CommandError, match="That password will not do"):
        run("person", "add", "sofie", "--role", "viewer", "--password-stdin", typed=f"{password}\n")

    assert not Person.objects.exists()


def test_a_name_that_is_taken_changes_nothing(run: Run) -> None:
    run("person", "add", "sofie", "--role", "viewer", "--password-stdin", typed=GOOD)

    with pytest.raises(CommandError, match="already a person named sofie"):
        run("person", "add", "sofie", "--role", "admin", "--password-stdin", typed="another good one")

    assert Membership.objects.get().role == Role.VIEWER
    assert Client().login(username="sofie", password=GOOD)


def test_a_name_that_cannot_be_is_refused(run: Run) -> None:
    with pytest.raises(CommandError, match="That name will not do"):
        run("person", "add", "so fie", "--role", "viewer", "--password-stdin", typed=GOOD)


def test_an_unknown_role_is_refused_with_those_that_there_are(run: Run) -> None:
    with pytest.raises(CommandError, match=r"viewer.*editor.*accountant.*admin"):
        run("person", "add", "sofie", "--role", "owner", "--password-stdin", typed=GOOD)


def test_an_unknown_agreement_is_refused_with_those_that_there_are(run: Run) -> None:
    with pytest.raises(CommandError, match=r"no agreement books\. There is: sandbox\."):
        run("person", "add", "sofie", "--role", "viewer", "--agreement", "books", "--password-stdin", typed=GOOD)


def test_a_person_gets_another_role(run: Run) -> None:
    run("person", "add", "sofie", "--role", "viewer", "--password-stdin", typed=GOOD)

    run("person", "role", "sofie", "editor")

    assert Membership.objects.get().role == Role.EDITOR


def test_a_role_for_nobody_is_refused(run: Run) -> None:
    with pytest.raises(CommandError, match="no person named sofie"):
        run("person", "role", "sofie", "editor")


def test_everybody_is_listed_with_their_roles(run: Run) -> None:
    create_demo_people(get_or_create_agreement())
    run("person", "add", "sofie", "--role", "admin", "--password-stdin", typed=GOOD)

    lines = [line.split() for line in run("person", "list").splitlines()]

    assert ["sofie", "admin", "sandbox"] in lines
    assert ["viewer", "viewer", "sandbox", "(demo)"] in lines
