"""The session ends while somebody works: neither the way nor what was typed is lost, and nothing is saved unasked."""

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
from tests.access.form_reader import fields_of

if TYPE_CHECKING:
    from tests.access.form_reader import Answer

SIGN_IN = "/sign-in/"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{small_site.FORM}?tab=contacts"}


@pytest.fixture(autouse=True)
def site(settings: Settings, sandbox: Sandbox, people: dict[str, Person]) -> None:
    settings.ROOT_URLCONF = small_site.__name__
    small_site.saved.clear()


@pytest.fixture
def viewer() -> Client:
    """A strict one: every POST needs its token. The viewer has signed in by hand."""
    client = Client(enforce_csrf_checks=True)
    enter(client, client.get(SIGN_IN), "viewer")
    return client


def enter(client: Client, asked: "Answer", name: str, **headers: str) -> "Answer":
    """Fill in the sign-in form that stands in `asked`, hidden fields and all, and post it."""
    fields = {key: values for key, values in fields_of(asked).items() if key not in {"username", "password"}}
    return client.post(SIGN_IN, fields | {"username": name, "password": "demo"}, headers=headers or None)


def end_session() -> None:
    Session.objects.all().delete()


def typing(client: Client, **typed: str | list[str]) -> dict[str, str | list[str]]:
    """The form as the browser has it, with something typed."""
    opened = fields_of(client.get(small_site.FORM))
    return {"csrfmiddlewaretoken": opened["csrfmiddlewaretoken"], "person": opened["person"][:1]} | typed


def test_a_page_asks_to_sign_in_and_knows_the_way_back(viewer: Client) -> None:
    end_session()

    response = viewer.get(f"{small_site.FORM}?tab=all")

    assert response.status_code == 303
    assert response["Location"] == "/sign-in/?next=%2Fsandbox%2Fcustomers%2F7%2F%3Ftab%3Dall"


def test_htmx_leaves_for_the_sign_in_page_and_comes_back_to_the_page_that_is_shown(viewer: Client) -> None:
    end_session()

    response = viewer.get(f"{small_site.ASKING}?page=2", headers=HTMX)

    assert response.status_code == 200
    assert response["HX-Redirect"] == "/sign-in/?next=%2Fsandbox%2Fcustomers%2F7%2F%3Ftab%3Dcontacts"


def test_a_page_that_another_site_shows_is_no_way_back(viewer: Client) -> None:
    end_session()

    response = viewer.get(small_site.ASKING, headers=HTMX | {"HX-Current-URL": "https://evil.example/trap"})

    assert response["HX-Redirect"] == "/sign-in/?next=%2Fsandbox%2Fcustomers%2F"


def test_a_posted_form_comes_back_as_a_sign_in_form_that_carries_what_was_typed(viewer: Client) -> None:
    form = typing(viewer, name="Ada <Holm>", tag=["a", "b"])
    end_session()

    response = viewer.post(small_site.FORM, form)

    assert response.status_code == 401
    assert "Nothing was saved" in response.text
    assert fields_of(response)["typed-name"] == ["Ada <Holm>"]
    assert fields_of(response)["typed-tag"] == ["a", "b"]
    assert small_site.saved == []


def test_the_same_person_finds_what_was_typed_and_nothing_saved(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm", tag=["a", "b"])
    end_session()
    asked = viewer.post(small_site.FORM, form)

    entered = enter(viewer, asked, "viewer")
    back = viewer.get(entered["Location"])

    assert entered.status_code == 303
    assert entered["Location"] == small_site.FORM
    assert fields_of(back)["name"] == ["Ada Holm"]
    assert "<b>a</b><b>b</b>" in back.text
    assert small_site.saved == []


def test_what_was_typed_can_then_be_saved_by_its_form(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm")
    end_session()
    back = viewer.get(enter(viewer, viewer.post(small_site.FORM, form), "viewer")["Location"])

    response = viewer.post(small_site.FORM, fields_of(back))

    assert response.status_code == 303
    assert small_site.saved == ["Ada Holm"]


def test_what_was_typed_is_shown_once(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm")
    end_session()
    enter(viewer, viewer.post(small_site.FORM, form), "viewer")
    viewer.get(small_site.FORM)

    again = viewer.get(small_site.FORM)

    assert fields_of(again)["name"] == [""]


def test_another_person_does_not_get_what_was_typed(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm")
    end_session()
    entered = enter(viewer, viewer.post(small_site.FORM, form), "editor")

    back = viewer.get(entered["Location"])

    assert fields_of(back)["name"] == [""]
    assert small_site.saved == []


@pytest.mark.parametrize("person", ["", "1", "1:forged"])
def test_a_form_that_does_not_say_whose_it_is_carries_nothing_over(viewer: Client, person: str) -> None:
    form = typing(viewer, name="Ada Holm") | {"person": person}
    end_session()
    enter(viewer, viewer.post(small_site.FORM, form), "viewer")

    back = viewer.get(small_site.FORM)

    assert fields_of(back)["name"] == [""]


def test_a_wrong_password_on_the_way_loses_nothing(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm")
    end_session()
    carrying = fields_of(viewer.post(small_site.FORM, form))

    refused = viewer.post(SIGN_IN, carrying | {"username": "viewer", "password": "wrong"})
    back = viewer.get(enter(viewer, refused, "viewer")["Location"])

    assert refused.status_code == 422
    assert fields_of(back)["name"] == ["Ada Holm"]


def test_fields_named_as_those_of_the_sign_in_form_do_not_meet_them(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm", username="ada", next="/elsewhere/")
    end_session()

    entered = enter(viewer, viewer.post(small_site.FORM, form), "viewer")

    assert entered["Location"] == small_site.FORM


def test_passwords_and_tokens_are_not_carried(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm", new_password="secret-1", password="secret-2")
    end_session()

    response = viewer.post(small_site.FORM, form)

    assert "secret-" not in response.text
    assert "typed-csrfmiddlewaretoken" not in fields_of(response)


def test_a_chosen_file_is_said_to_be_lost(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm") | {"file": SimpleUploadedFile("rows.csv", b"1;2")}
    end_session()

    response = viewer.post(small_site.FORM, form)

    assert "choose it again" in response.text


def test_without_any_cookie_a_posted_form_is_still_asked_to_sign_in(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm")

    response = Client(enforce_csrf_checks=True).post(small_site.FORM, form)

    assert response.status_code == 401
    assert fields_of(response)["typed-name"] == ["Ada Holm"]


def test_a_button_without_fields_leads_back_to_its_page(viewer: Client) -> None:
    end_session()

    response = viewer.post(small_site.ASKING, headers={"Referer": f"http://testserver{small_site.FORM}?tab=all"})

    assert fields_of(response)["next"] == [f"{small_site.FORM}?tab=all"]


def test_an_htmx_write_leaves_the_page_and_asks_in_its_alerts(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm")
    end_session()

    response = viewer.post(small_site.FORM, form, headers=HTMX)

    assert response.status_code == 401
    assert "<html" not in response.text
    assert 'hx-target="#alerts"' in response.text
    assert "HX-Redirect" not in response.headers
    assert small_site.saved == []


def test_signing_in_inside_the_page_renews_its_token(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm")
    end_session()
    asked = viewer.post(small_site.FORM, form, headers=HTMX)

    entered = enter(viewer, asked, "viewer", **HTMX)
    renewed = json.loads(entered["HX-Trigger"])["session-renewed"]["token"]
    stale = viewer.post(small_site.FORM, form)
    fresh = viewer.post(small_site.FORM, form | {"csrfmiddlewaretoken": renewed})

    assert entered.status_code == 200
    assert "You are signed in again, viewer." in entered.text
    assert "<html" not in entered.text
    assert stale.status_code == 403
    assert fresh.status_code == 303
    assert small_site.saved == ["Ada Holm"]


def test_a_wrong_password_inside_the_page_asks_again_there(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm")
    end_session()
    asked = fields_of(viewer.post(small_site.FORM, form, headers=HTMX))

    response = viewer.post(SIGN_IN, asked | {"username": "viewer", "password": "wrong"}, headers=HTMX)

    assert response.status_code == 422
    assert "<html" not in response.text
    assert fields_of(response)["typed-person"] == [form["person"][0]]


def test_another_person_inside_the_page_is_sent_to_load_it_anew(viewer: Client) -> None:
    form = typing(viewer, name="Ada Holm")
    end_session()
    asked = viewer.post(small_site.FORM, form, headers=HTMX)

    response = enter(viewer, asked, "editor", **HTMX)

    assert response["HX-Redirect"] == f"{small_site.FORM}?tab=contacts"
    assert "HX-Trigger" not in response.headers


def test_a_token_of_another_site_still_opens_nothing(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["viewer"])

    response = client.post(small_site.FORM, {"name": "Ada Holm"})

    assert response.status_code == 403
    assert "page had been open too long" in response.text
    assert small_site.saved == []
