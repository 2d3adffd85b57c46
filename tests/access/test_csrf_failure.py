"""CSRF failures of a page opened before somebody signed in in another tab: no input is lost."""

from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from econ_admin.access.models import Person
from econ_admin.access.preserved_input import sign_person
from econ_admin.sandbox import Sandbox
from tests.access import small_site
from tests.access.form_reader import get_fields

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

SIGN_IN = "/sign-in/"
TOKEN_HEADER = "X-CSRFToken"  # the name of a header
OTHER_SITE_HEADERS = {"Origin": "https://evil.example"}


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
    """Sign in as in another tab of the same browser, which changes the cookies of all its tabs."""
    Session.objects.all().delete()
    token = get_fields(client.get(SIGN_IN))["csrfmiddlewaretoken"]
    response = client.post(SIGN_IN, {"csrfmiddlewaretoken": token, "username": name, "password": "demo"})
    assert response.status_code == 303


def build_form(client: Client, **typed: str) -> dict[str, str]:
    opened = get_fields(client.get(small_site.FORM_URL))
    return {"csrfmiddlewaretoken": opened["csrfmiddlewaretoken"][0], "person": opened["person"][0]} | typed


def post_by_htmx(client: Client, fields: dict[str, str], **headers: str) -> "ClientResponse":
    """Post the form as htmx does, with the person who opened the page in a header."""
    return client.post(
        small_site.FORM_URL, fields, headers={"HX-Request": "true", "X-Person": fields["person"]} | headers
    )


def test_form_is_shown_again_with_its_input_and_can_be_saved(tab: Client) -> None:
    typed = build_form(tab, name="Ada <Holm>\nand more")
    sign_in(tab, "viewer")

    confirmation = tab.post(f"{small_site.FORM_URL}?tab=all", typed)
    saved_before = list(small_site.saved)
    fields = {name: values[-1] for name, values in get_fields(confirmation).items()}
    response = tab.post(f"{small_site.FORM_URL}?tab=all", fields)

    assert confirmation.status_code == 403
    assert "Your last change is not saved yet" in confirmation.text
    assert f'action="{small_site.FORM_URL}?tab=all"' in confirmation.text
    assert saved_before == []
    assert response.status_code == 303
    assert small_site.saved == ["Ada <Holm>\nand more"]


def test_input_is_not_shown_to_another_person(tab: Client) -> None:
    typed = build_form(tab, name="Ada Holm")
    sign_in(tab, "editor")

    response = tab.post(small_site.FORM_URL, typed)

    assert response.status_code == 403
    assert "editor is signed in now" in response.text
    assert "Ada Holm" not in response.text
    assert "Ada Holm" not in tab.get(small_site.FORM_URL).text
    assert small_site.saved == []


@pytest.mark.parametrize("person", ["", "1", "1:forged"])
def test_form_without_a_valid_person_is_shown_empty(tab: Client, person: str) -> None:
    typed = build_form(tab, name="Ada Holm") | {"person": person}
    sign_in(tab, "viewer")

    response = tab.post(small_site.FORM_URL, typed)

    assert response.status_code == 403
    assert "Ada Holm" not in response.text


def test_password_is_not_shown_again(tab: Client) -> None:
    typed = build_form(tab, name="Ada Holm", new_password="secret-1")
    sign_in(tab, "viewer")

    response = tab.post(small_site.FORM_URL, typed)

    assert "Ada Holm" in response.text
    assert "secret-1" not in response.text


def test_htmx_gets_a_valid_token(tab: Client) -> None:
    typed = build_form(tab, name="Ada Holm")
    sign_in(tab, "viewer")

    refused = post_by_htmx(tab, typed)
    response = post_by_htmx(tab, typed | {"csrfmiddlewaretoken": refused[TOKEN_HEADER]})

    assert refused.status_code == 403
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert response.text == "Saved: Ada Holm"


def test_htmx_of_another_persons_page_gets_no_token(tab: Client) -> None:
    typed = build_form(tab, name="Ada Holm")
    sign_in(tab, "editor")

    response = post_by_htmx(tab, typed)

    assert response.status_code == 403
    assert TOKEN_HEADER not in response.headers
    assert "<html" not in response.text
    assert "editor is signed in now" in response.text
    assert small_site.saved == []


def test_person_header_takes_precedence_over_the_field(tab: Client, people: dict[str, Person]) -> None:
    typed = build_form(tab, name="Ada Holm")
    sign_in(tab, "editor")
    fields = typed | {"person": sign_person(people["editor"])}

    response = tab.post(small_site.FORM_URL, fields, headers={"HX-Request": "true", "X-Person": typed["person"]})

    assert "editor is signed in now" in response.text
    assert TOKEN_HEADER not in response.headers


def test_another_site_gets_neither_token_nor_fields(tab: Client) -> None:
    typed = build_form(tab, name="Ada Holm")  # even with everything that our page contains

    form_response, script_response = (
        tab.post(small_site.FORM_URL, typed, headers=OTHER_SITE_HEADERS),
        post_by_htmx(tab, typed, **OTHER_SITE_HEADERS),
    )

    for response in (form_response, script_response):
        assert response.status_code == 403
        assert TOKEN_HEADER not in response.headers
        assert "Ada Holm" not in response.text
        assert typed["csrfmiddlewaretoken"] not in response.text
    assert small_site.saved == []


def test_sign_in_form_is_shown_again_with_the_preserved_input(tab: Client) -> None:
    typed = build_form(tab, name="Ada Holm")
    Session.objects.all().delete()
    sign_in_fields = get_fields(tab.post(small_site.FORM_URL, typed))
    sign_in(tab, "editor")
    Session.objects.all().delete()

    outdated_response = tab.post(SIGN_IN, sign_in_fields | {"username": "viewer", "password": "demo"})
    fields = get_fields(outdated_response)
    signed_in_response = tab.post(SIGN_IN, fields | {"username": "viewer", "password": "demo"})
    restored_page = tab.get(signed_in_response["Location"])

    assert outdated_response.status_code == 403
    assert "This page was out of date" in outdated_response.text
    assert signed_in_response.status_code == 303
    assert get_fields(restored_page)["name"] == ["Ada Holm"]
    assert small_site.saved == []


@pytest.mark.parametrize(("name", "expected_name"), [("viewer", "Ada Holm"), ("editor", "")])
def test_outdated_sign_in_form_still_redirects(tab: Client, name: str, expected_name: str) -> None:
    typed = build_form(tab, name="Ada Holm")
    Session.objects.all().delete()
    sign_in_fields = get_fields(tab.post(small_site.FORM_URL, typed))
    sign_in(tab, name)

    response = tab.post(SIGN_IN, sign_in_fields | {"username": name, "password": "demo"})

    if response.status_code == 403:  # another person is signed in: sign in again
        response = tab.post(SIGN_IN, get_fields(response) | {"username": name, "password": "demo"})
    assert response["Location"] == small_site.FORM_URL
    assert get_fields(tab.get(small_site.FORM_URL))["name"] == [expected_name]


def test_sign_in_form_inside_a_page_gets_a_token(tab: Client) -> None:
    typed = build_form(tab, name="Ada Holm")
    Session.objects.all().delete()
    sign_in_fields = get_fields(post_by_htmx(tab, typed)) | {"username": "viewer", "password": "demo"}
    sign_in(tab, "editor")

    refused = tab.post(SIGN_IN, sign_in_fields, headers={"HX-Request": "true"})
    signed_in_response = tab.post(
        SIGN_IN, sign_in_fields | {"csrfmiddlewaretoken": refused[TOKEN_HEADER]}, headers={"HX-Request": "true"}
    )

    assert refused.status_code == 403
    assert "session-renewed" in signed_in_response["HX-Trigger"]


def test_request_without_a_form_keeps_the_person_of_its_page(tab: Client) -> None:
    person = build_form(tab)["person"]
    Session.objects.all().delete()

    response = tab.post(small_site.FORM_URL, headers={"HX-Request": "true", "X-Person": person})

    assert response.status_code == 401
    assert get_fields(response)["typed-person"] == [person]


def test_post_only_form_is_shown_again_after_signing_in(tab: Client, people: dict[str, Person]) -> None:
    typed = {"person": sign_person(people["viewer"]), "what": "Ada Holm"}
    Session.objects.all().delete()
    sign_in_fields = get_fields(tab.post(small_site.POST_ONLY_URL, typed)) | {"username": "viewer", "password": "demo"}

    restored_page = tab.get(tab.post(SIGN_IN, sign_in_fields)["Location"])
    saved_before = list(small_site.saved)
    tab.post(small_site.POST_ONLY_URL, {name: values[-1] for name, values in get_fields(restored_page).items()})

    assert saved_before == []
    assert small_site.saved == ["Ada Holm"]
    assert tab.get(small_site.POST_ONLY_URL).status_code == 405
