"""A page is older than its CSRF token: somebody signed in in another tab. Nothing typed is lost."""

from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from econ_admin.access.models import Person
from econ_admin.access.preserved_input import sign_person
from econ_admin.sandbox import Sandbox
from tests.access import small_site
from tests.access.form_reader import fields_of

if TYPE_CHECKING:
    from tests.access.form_reader import Answer

SIGN_IN = "/sign-in/"
TOKEN = "X-CSRFToken"  # a header's name
ELSEWHERE = {"Origin": "https://evil.example"}


@pytest.fixture(autouse=True)
def site(settings: Settings, sandbox: Sandbox, people: dict[str, Person]) -> None:
    settings.ROOT_URLCONF = small_site.__name__
    small_site.saved.clear()


@pytest.fixture
def tab(people: dict[str, Person]) -> Client:
    """A browser in which the viewer has opened pages."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, "viewer")
    return client


def sign_in(client: Client, name: str) -> None:
    """As in another tab of the same browser: the cookies change for all of its tabs."""
    Session.objects.all().delete()
    token = fields_of(client.get(SIGN_IN))["csrfmiddlewaretoken"]
    entered = client.post(SIGN_IN, {"csrfmiddlewaretoken": token, "username": name, "password": "demo"})
    assert entered.status_code == 303


def form(client: Client, **typed: str) -> dict[str, str]:
    opened = fields_of(client.get(small_site.FORM))
    return {"csrfmiddlewaretoken": opened["csrfmiddlewaretoken"][0], "person": opened["person"][0]} | typed


def scripted(client: Client, fields: dict[str, str], **more: str) -> "Answer":
    """The same form, posted by htmx, which sends along who opened the page."""
    return client.post(small_site.FORM, fields, headers={"HX-Request": "true", "X-Person": fields["person"]} | more)


def test_a_form_comes_back_with_what_was_typed_and_is_saved_from_there(tab: Client) -> None:
    typed = form(tab, name="Ada <Holm>\nand more")
    sign_in(tab, "viewer")

    confirming = tab.post(f"{small_site.FORM}?tab=all", typed)
    saved_before = list(small_site.saved)
    again = {name: values[-1] for name, values in fields_of(confirming).items()}
    response = tab.post(f"{small_site.FORM}?tab=all", again)

    assert confirming.status_code == 403
    assert "Nothing was saved yet" in confirming.text
    assert f'action="{small_site.FORM}?tab=all"' in confirming.text
    assert saved_before == []
    assert response.status_code == 303
    assert small_site.saved == ["Ada <Holm>\nand more"]


def test_another_person_gets_nothing_of_a_form(tab: Client) -> None:
    typed = form(tab, name="Ada Holm")
    sign_in(tab, "editor")

    response = tab.post(small_site.FORM, typed)

    assert response.status_code == 403
    assert "editor is signed in now" in response.text
    assert "Ada Holm" not in response.text
    assert "Ada Holm" not in tab.get(small_site.FORM).text
    assert small_site.saved == []


@pytest.mark.parametrize("person", ["", "1", "1:forged"])
def test_a_form_that_nobody_opened_comes_back_empty(tab: Client, person: str) -> None:
    typed = form(tab, name="Ada Holm") | {"person": person}
    sign_in(tab, "viewer")

    response = tab.post(small_site.FORM, typed)

    assert response.status_code == 403
    assert "Ada Holm" not in response.text


def test_a_password_does_not_come_back(tab: Client) -> None:
    typed = form(tab, name="Ada Holm", new_password="secret-1")
    sign_in(tab, "viewer")

    assert "secret-1" not in tab.post(small_site.FORM, typed).text


def test_a_script_gets_a_token_that_works(tab: Client) -> None:
    typed = form(tab, name="Ada Holm")
    sign_in(tab, "viewer")

    refused = scripted(tab, typed)
    response = scripted(tab, typed | {"csrfmiddlewaretoken": refused[TOKEN]})

    assert refused.status_code == 403
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert response.text == "Saved: Ada Holm"


def test_a_script_of_another_persons_page_gets_no_token(tab: Client) -> None:
    typed = form(tab, name="Ada Holm")
    sign_in(tab, "editor")

    response = scripted(tab, typed)

    assert response.status_code == 403
    assert TOKEN not in response.headers
    assert "<html" not in response.text
    assert "editor is signed in now" in response.text
    assert small_site.saved == []


def test_the_person_of_the_page_counts_before_that_of_a_field(tab: Client, people: dict[str, Person]) -> None:
    typed = form(tab, name="Ada Holm")
    sign_in(tab, "editor")
    fields = typed | {"person": sign_person(people["editor"])}

    response = tab.post(small_site.FORM, fields, headers={"HX-Request": "true", "X-Person": typed["person"]})

    assert TOKEN not in response.headers


def test_another_site_gets_neither_token_nor_fields(tab: Client) -> None:
    typed = form(tab, name="Ada Holm")  # even with all that a page of ours has

    plain, by_script = tab.post(small_site.FORM, typed, headers=ELSEWHERE), scripted(tab, typed, **ELSEWHERE)

    for response in (plain, by_script):
        assert response.status_code == 403
        assert TOKEN not in response.headers
        assert "Ada Holm" not in response.text
        assert typed["csrfmiddlewaretoken"] not in response.text
    assert small_site.saved == []


def test_the_sign_in_form_comes_back_with_what_it_carries(tab: Client) -> None:
    typed = form(tab, name="Ada Holm")
    Session.objects.all().delete()
    asked = fields_of(tab.post(small_site.FORM, typed))
    sign_in(tab, "editor")
    Session.objects.all().delete()

    outdated = tab.post(SIGN_IN, asked | {"username": "viewer", "password": "demo"})
    again = fields_of(outdated)
    entered = tab.post(SIGN_IN, again | {"username": "viewer", "password": "demo"})
    back = tab.get(entered["Location"])

    assert outdated.status_code == 403
    assert "Sign in once more" in outdated.text
    assert entered.status_code == 303
    assert fields_of(back)["name"] == ["Ada Holm"]
    assert small_site.saved == []


@pytest.mark.parametrize(("name", "found"), [("viewer", "Ada Holm"), ("editor", "")])
def test_an_old_sign_in_form_leads_on_whoever_is_signed_in_already(tab: Client, name: str, found: str) -> None:
    typed = form(tab, name="Ada Holm")
    Session.objects.all().delete()
    asked = fields_of(tab.post(small_site.FORM, typed))
    sign_in(tab, name)

    response = tab.post(SIGN_IN, asked | {"username": name, "password": "demo"})

    if response.status_code == 403:  # somebody else is: they sign in here, or go away
        response = tab.post(SIGN_IN, fields_of(response) | {"username": name, "password": "demo"})
    assert response["Location"] == small_site.FORM
    assert fields_of(tab.get(small_site.FORM))["name"] == [found]


def test_the_sign_in_form_inside_a_page_gets_a_token(tab: Client) -> None:
    typed = form(tab, name="Ada Holm")
    Session.objects.all().delete()
    asked = fields_of(scripted(tab, typed)) | {"username": "viewer", "password": "demo"}
    sign_in(tab, "editor")

    refused = tab.post(SIGN_IN, asked, headers={"HX-Request": "true"})
    entered = tab.post(SIGN_IN, asked | {"csrfmiddlewaretoken": refused[TOKEN]}, headers={"HX-Request": "true"})

    assert refused.status_code == 403
    assert "session-renewed" in entered["HX-Trigger"]


def test_a_request_without_a_form_still_knows_who_opened_its_page(tab: Client) -> None:
    person = form(tab)["person"]
    Session.objects.all().delete()

    response = tab.post(small_site.FORM, headers={"HX-Request": "true", "X-Person": person})

    assert response.status_code == 401
    assert fields_of(response)["typed-person"] == [person]


def test_a_form_for_an_address_that_shows_no_page_comes_back_after_signing_in(
    tab: Client, people: dict[str, Person]
) -> None:
    typed = {"person": sign_person(people["viewer"]), "what": "Ada Holm"}
    Session.objects.all().delete()
    asked = fields_of(tab.post(small_site.POST_ONLY, typed)) | {"username": "viewer", "password": "demo"}

    back = tab.get(tab.post(SIGN_IN, asked)["Location"])
    saved_before = list(small_site.saved)
    tab.post(small_site.POST_ONLY, {name: values[-1] for name, values in fields_of(back).items()})

    assert saved_before == []
    assert small_site.saved == ["Ada Holm"]
    assert tab.get(small_site.POST_ONLY).status_code == 405
