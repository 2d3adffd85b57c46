"""The session ends while somebody works: address and input are preserved, and nothing is saved unasked."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from econ_admin.access.models import Person
from econ_admin.sandbox import Sandbox
from tests.access import small_site
from tests.access.form_reader import get_fields

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

SIGN_IN = "/sign-in/"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{small_site.FORM_URL}?tab=contacts"}


@pytest.fixture(autouse=True)
def site(settings: Settings, sandbox: Sandbox, people: dict[str, Person]) -> None:
    settings.ROOT_URLCONF = small_site.__name__
    small_site.saved.clear()


@pytest.fixture
def viewer() -> Client:
    """A client that enforces CSRF tokens, in which the viewer has signed in by the form."""
    client = Client(enforce_csrf_checks=True)
    submit_sign_in(client, client.get(SIGN_IN), "viewer")
    return client


def submit_sign_in(client: Client, sign_in_page: "ClientResponse", name: str, **headers: str) -> "ClientResponse":
    """Fill in the sign-in form of this page, including its hidden fields, and post it."""
    fields = {key: values for key, values in get_fields(sign_in_page).items() if key not in {"username", "password"}}
    return client.post(SIGN_IN, fields | {"username": name, "password": "demo"}, headers=headers or None)


def end_session() -> None:
    Session.objects.all().delete()


def fill_in_form(client: Client, **typed: str | list[str]) -> dict[str, str | list[str]]:
    """The data of the form as the browser has it, with these fields typed in."""
    form_fields = get_fields(client.get(small_site.FORM_URL))
    return {"csrfmiddlewaretoken": form_fields["csrfmiddlewaretoken"], "person": form_fields["person"][:1]} | typed


def test_page_redirects_to_sign_in_with_its_address(viewer: Client) -> None:
    end_session()

    response = viewer.get(f"{small_site.FORM_URL}?tab=all")

    assert response.status_code == 303
    assert response["Location"] == "/sign-in/?next=%2Fsandbox%2Fcustomers%2F7%2F%3Ftab%3Dall"


def test_htmx_redirects_to_sign_in_with_the_address_of_its_page(viewer: Client) -> None:
    end_session()

    response = viewer.get(f"{small_site.CUSTOMER_NAME_URL}?page=2", headers=HTMX)

    assert response.status_code == 200
    assert response["HX-Redirect"] == "/sign-in/?next=%2Fsandbox%2Fcustomers%2F7%2F%3Ftab%3Dcontacts"


def test_address_of_another_site_is_not_returned_to(viewer: Client) -> None:
    end_session()

    response = viewer.get(small_site.CUSTOMER_NAME_URL, headers=HTMX | {"HX-Current-URL": "https://evil.example/trap"})

    assert response["HX-Redirect"] == "/sign-in/?next=%2Fsandbox%2Fcustomers%2F"


def test_posted_form_becomes_a_sign_in_form_with_its_input(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada <Holm>", tag=["a", "b"])
    end_session()

    response = viewer.post(small_site.FORM_URL, form)

    assert response.status_code == 401
    assert "your last change is not saved yet" in response.text
    assert get_fields(response)["typed-name"] == ["Ada <Holm>"]
    assert get_fields(response)["typed-tag"] == ["a", "b"]
    assert small_site.saved == []


def test_input_is_restored_for_the_same_person_and_not_saved(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm", tag=["a", "b"])
    end_session()
    sign_in_page = viewer.post(small_site.FORM_URL, form)

    response = submit_sign_in(viewer, sign_in_page, "viewer")
    restored_page = viewer.get(response["Location"])

    assert response.status_code == 303
    assert response["Location"] == small_site.FORM_URL
    assert get_fields(restored_page)["name"] == ["Ada Holm"]
    assert "<b>a</b><b>b</b>" in restored_page.text
    assert small_site.saved == []


def test_restored_input_can_be_saved(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm")
    end_session()
    restored_page = viewer.get(submit_sign_in(viewer, viewer.post(small_site.FORM_URL, form), "viewer")["Location"])

    response = viewer.post(small_site.FORM_URL, get_fields(restored_page))

    assert response.status_code == 303
    assert small_site.saved == ["Ada Holm"]


def test_restored_input_is_shown_once(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm")
    end_session()
    submit_sign_in(viewer, viewer.post(small_site.FORM_URL, form), "viewer")
    viewer.get(small_site.FORM_URL)

    second_page = viewer.get(small_site.FORM_URL)

    assert get_fields(second_page)["name"] == [""]


def test_input_is_not_restored_for_another_person(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm")
    end_session()
    response = submit_sign_in(viewer, viewer.post(small_site.FORM_URL, form), "editor")

    restored_page = viewer.get(response["Location"])

    assert get_fields(restored_page)["name"] == [""]
    assert small_site.saved == []


@pytest.mark.parametrize("person", ["", "1", "1:forged"])
def test_input_without_a_valid_person_is_not_restored(viewer: Client, person: str) -> None:
    form = fill_in_form(viewer, name="Ada Holm") | {"person": person}
    end_session()
    submit_sign_in(viewer, viewer.post(small_site.FORM_URL, form), "viewer")

    page = viewer.get(small_site.FORM_URL)

    assert get_fields(page)["name"] == [""]


def test_wrong_password_keeps_the_input(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm")
    end_session()
    sign_in_fields = get_fields(viewer.post(small_site.FORM_URL, form))

    refusal = viewer.post(SIGN_IN, sign_in_fields | {"username": "viewer", "password": "wrong"})
    restored_page = viewer.get(submit_sign_in(viewer, refusal, "viewer")["Location"])

    assert refusal.status_code == 422
    assert get_fields(restored_page)["name"] == ["Ada Holm"]


def test_fields_named_like_sign_in_fields_do_not_collide(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm", username="ada", next="/elsewhere/")
    end_session()

    response = submit_sign_in(viewer, viewer.post(small_site.FORM_URL, form), "viewer")

    assert response["Location"] == small_site.FORM_URL


def test_passwords_and_tokens_are_not_preserved(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm", new_password="secret-1", password="secret-2")
    end_session()

    response = viewer.post(small_site.FORM_URL, form)

    assert get_fields(response)["typed-name"] == ["Ada Holm"]
    assert "secret-" not in response.text
    assert "typed-csrfmiddlewaretoken" not in get_fields(response)


def test_chosen_file_is_reported_as_lost(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm") | {"file": SimpleUploadedFile("rows.csv", b"1;2")}
    end_session()

    response = viewer.post(small_site.FORM_URL, form)

    assert "Choose your file again" in response.text


def test_post_without_cookies_shows_the_sign_in_form(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm")

    response = Client(enforce_csrf_checks=True).post(small_site.FORM_URL, form)

    assert response.status_code == 401
    assert get_fields(response)["typed-name"] == ["Ada Holm"]


def test_button_without_fields_returns_to_its_page(viewer: Client) -> None:
    end_session()

    response = viewer.post(
        small_site.CUSTOMER_NAME_URL, headers={"Referer": f"http://testserver{small_site.FORM_URL}?tab=all"}
    )

    assert get_fields(response)["next"] == [f"{small_site.FORM_URL}?tab=all"]


def test_htmx_write_shows_the_sign_in_form_as_an_alert(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm")
    end_session()

    response = viewer.post(small_site.FORM_URL, form, headers=HTMX)

    assert response.status_code == 401
    assert "<html" not in response.text
    assert 'hx-target="#alerts"' in response.text
    assert "HX-Redirect" not in response.headers
    assert small_site.saved == []


def test_signing_in_inside_the_page_renews_its_token(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm")
    end_session()
    sign_in_page = viewer.post(small_site.FORM_URL, form, headers=HTMX)

    response = submit_sign_in(viewer, sign_in_page, "viewer", **HTMX)
    new_token = json.loads(response["HX-Trigger"])["session-renewed"]["token"]
    old_token_response = viewer.post(small_site.FORM_URL, form)
    new_token_response = viewer.post(small_site.FORM_URL, form | {"csrfmiddlewaretoken": new_token})

    assert response.status_code == 200
    assert "You are signed in again, viewer." in response.text
    assert "<html" not in response.text
    assert old_token_response.status_code == 403
    assert new_token_response.status_code == 303
    assert small_site.saved == ["Ada Holm"]


def test_wrong_password_inside_the_page_shows_the_form_again(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm")
    end_session()
    sign_in_fields = get_fields(viewer.post(small_site.FORM_URL, form, headers=HTMX))

    response = viewer.post(SIGN_IN, sign_in_fields | {"username": "viewer", "password": "wrong"}, headers=HTMX)

    assert response.status_code == 422
    assert "<html" not in response.text
    assert get_fields(response)["typed-person"] == [form["person"][0]]


def test_another_person_signing_in_inside_the_page_reloads_it(viewer: Client) -> None:
    form = fill_in_form(viewer, name="Ada Holm")
    end_session()
    sign_in_page = viewer.post(small_site.FORM_URL, form, headers=HTMX)

    response = submit_sign_in(viewer, sign_in_page, "editor", **HTMX)

    assert response["HX-Redirect"] == f"{small_site.FORM_URL}?tab=contacts"
    assert "HX-Trigger" not in response.headers


def test_request_without_a_token_is_refused(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["viewer"])

    response = client.post(small_site.FORM_URL, {"name": "Ada Holm"})

    assert response.status_code == 403
    assert "page was out of date" in response.text
    assert small_site.saved == []
