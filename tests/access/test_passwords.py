"""Passwords are taken exactly as they are typed, of any length and of any characters, and never shown."""

import re

import pytest
from django.test import Client

from econ_admin.access.models import Person
from econ_admin.sandbox import Sandbox

PASSWORD = "Blå heste i regn, " + "og så videre" * 6 + "! ÆØÅ ñ 漢字 "  # 96 characters, with a space at its end


@pytest.fixture
def person(sandbox: Sandbox, people: dict[str, Person]) -> Person:
    return Person.objects.add("anna", PASSWORD)


def is_accepted(password: str) -> bool:
    response = Client().post("/sign-in/", {"username": "anna", "password": password})
    assert response.status_code in (303, 422)
    return response.status_code == 303


def test_long_password_of_any_characters_signs_in(person: Person) -> None:
    assert len(PASSWORD) > 64
    assert is_accepted(PASSWORD)


@pytest.mark.parametrize(
    "password",
    [PASSWORD.strip(), PASSWORD.lower(), PASSWORD[:72], f"{PASSWORD[:-2]}語 "],
    ids=["space", "case", "cut", "end"],
)
def test_password_that_differs_in_anything_is_refused(person: Person, password: str) -> None:
    assert password != PASSWORD

    assert not is_accepted(password)


def test_password_field_is_masked_and_open_to_password_managers(db: None, sandbox: Sandbox) -> None:
    field = re.search(r'<input type="password"[^>]*>', Client().get("/sign-in/").text)

    assert field
    assert 'autocomplete="current-password"' in field[0]
    assert "onpaste" not in field[0]
    assert " value=" not in field[0]
