"""`manage.py person` while all agreements are added on the dashboard."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from econ_admin.access.agreements import may_add_agreements
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from tests.agreements.conftest import AddAgreement
from tests.agreements.office import Office

pytestmark = pytest.mark.django_db


def add_person(monkeypatch: pytest.MonkeyPatch, *options: str) -> Person:
    monkeypatch.setattr("sys.stdin", io.StringIO("a-long-password-of-bo\n"))
    call_command("person", "add", "bo", "--password-stdin", *options, stdout=io.StringIO())
    return Person.objects.get(username="bo")


def test_the_first_administrator_has_no_role_and_may_add(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    person = add_person(monkeypatch, "--role", "admin")

    assert not person.memberships.exists()
    assert may_add_agreements(person)


def test_the_first_person_must_be_an_administrator(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="There is no agreement yet"):
        add_person(monkeypatch, "--role", "viewer")
    assert not Person.objects.exists()


def test_the_only_agreement_is_the_default(anna: Person, add: AddAgreement, monkeypatch: pytest.MonkeyPatch) -> None:
    add(anna, "Alfa")

    assert add_person(monkeypatch, "--role", "editor").memberships.get().role == Role.EDITOR


def test_of_several_agreements_one_must_be_named(both: dict[str, Agreement], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="There are several agreements"):
        add_person(monkeypatch, "--role", "editor")
    add_person(monkeypatch, "--role", "editor", "--agreement", "bravo-as")

    assert Membership.objects.get(person__username="bo").agreement == both["Bravo"]


def test_a_role_needs_an_agreement(office: Office, anna: Person) -> None:
    def change(**options: Any) -> None:
        call_command("person", "role", "anna", "admin", stdout=io.StringIO(), **options)

    with pytest.raises(CommandError, match="There is no agreement yet"):
        change()
