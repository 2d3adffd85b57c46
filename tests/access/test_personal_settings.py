"""Each person's settings: single-letter shortcuts and the density of tables."""

from collections.abc import Callable

import pytest
from django.test import Client

from econ_admin.access.models import Person
from tests.customers.page_reader import get_text

URL = "/sandbox/settings/"


@pytest.mark.parametrize("name", ["viewer", "admin"])
def test_shortcuts_can_be_switched_off_and_on(
    sign_in: Callable[..., Client], people: dict[str, Person], name: str
) -> None:
    client = sign_in(name)
    assert 'data-keys="off"' not in client.get(URL).text

    off = client.post(URL, {}, follow=True)
    assert "Settings saved." in get_text(off.text)
    assert '<html lang="en" data-keys="off">' in off.text
    assert '<html lang="en" data-keys="off">' in client.get("/sandbox/customers/").text

    on = client.post(URL, {"single_keys": "on"}, follow=True)
    assert 'data-keys="off"' not in on.text
    assert Person.objects.get(pk=people[name].pk).single_keys


def test_settings_belong_to_one_person(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    sign_in("viewer").post(URL, {})

    assert Person.objects.get(pk=people["editor"].pk).single_keys
    assert not Person.objects.get(pk=people["viewer"].pk).single_keys


def test_settings_change_nothing_else(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    sign_in("viewer").post(URL, {"single_keys": "on", "username": "root", "is_active": "", "demo": ""})

    person = Person.objects.get(pk=people["viewer"].pk)
    assert (person.username, person.is_active, person.demo) == ("viewer", True, True)


def test_density_is_an_attribute_of_every_page(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")
    assert "data-density" not in client.get(URL).text

    client.post(URL, {"single_keys": "on", "density": "compact"})
    assert '<html lang="en" data-density="compact">' in client.get("/sandbox/customers/").text
    assert '<html lang="en">' in sign_in("editor").get("/sandbox/customers/").text


@pytest.mark.parametrize("density", ["", None])
def test_no_density_is_the_comfortable_one(
    sign_in: Callable[..., Client], people: dict[str, Person], density: str | None
) -> None:
    client = sign_in("viewer")
    client.post(URL, {"density": "compact"})
    client.post(URL, {} if density is None else {"density": density})

    assert Person.objects.get(pk=people["viewer"].pk).density == "comfortable"


def test_unknown_density_is_refused(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    response = sign_in("viewer").post(URL, {"density": "dense"})

    assert response.status_code == 422
    assert Person.objects.get(pk=people["viewer"].pk).density == "comfortable"
