"""Signing in at an OpenID Connect provider."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from econ_admin.access.models import FailedSignIn, Person, SecurityEvent
from econ_admin.environment import OidcSettings, SecondFactor
from econ_admin.gateway.tokens import Secret
from tests.oidc_server import CLIENT_ID, CLIENT_SECRET, Provider, serve_provider

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

pytestmark = pytest.mark.enable_socket

CALLBACK = "/sign-in/oidc/callback/"


@pytest.fixture
def provider(settings: Settings, sandbox: object, people: dict[str, Person]) -> Iterator[Provider]:
    with serve_provider() as provider:
        secret = Secret(CLIENT_SECRET)
        settings.OIDC = OidcSettings(
            provider.issuer, CLIENT_ID, secret, "Entra", username_claim="", creates_people=False
        )
        yield provider


def go_there(client: Client, **fields: str) -> str:
    """Presses the button and returns the address at which the provider sends the browser back."""
    page = client.post("/sign-in/oidc/", fields)
    found = re.search(r'url=([^"]+)"', page.text)
    assert found, page.text
    response = requests.get(unescape(found[1]), allow_redirects=False, timeout=5)
    return response.headers["Location"].removeprefix("http://testserver")


def sign_in(client: Client, **fields: str) -> "ClientResponse":
    return client.get(go_there(client, **fields))


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def set_subject(name: str = "viewer") -> None:
    Person.objects.filter(username=name).update(oidc_subject="subject-1")


def test_person_with_the_subject_is_signed_in(provider: Provider) -> None:
    set_subject()
    client = Client()

    response = sign_in(client, next="/sandbox/customers/?q=a")

    assert response["Location"] == "/sandbox/customers/?q=a"
    assert "viewer" in client.get("/account/").text
    assert SecurityEvent.objects.get().detail == "oidc"


def test_nobody_is_signed_in_without_a_subject(provider: Provider) -> None:
    client = Client()

    response = sign_in(client)

    assert response.status_code == 422
    assert "nobody here is linked to you" in response.text
    assert not is_signed_in(client)
    assert Person.objects.count() == 4


def test_name_is_enough_where_a_claim_is_set_and_binds_the_subject(provider: Provider, settings: Settings) -> None:
    settings.OIDC = replace(settings.OIDC, username_claim="preferred_username")
    sign_in(Client())
    provider.claims = {"sub": "subject-2", "preferred_username": "viewer"}  # somebody who got the name later

    response = sign_in(Client())

    assert Person.objects.get(username="viewer").oidc_subject == "subject-1"
    assert response.status_code == 422


@pytest.mark.parametrize("creates", [False, True])
def test_person_is_created_only_where_that_is_set(provider: Provider, settings: Settings, creates: bool) -> None:
    settings.OIDC = replace(settings.OIDC, username_claim="preferred_username", creates_people=creates)
    provider.claims = {"sub": "subject-9", "preferred_username": "sofie", "name": "Sofie Holm"}
    client = Client()

    sign_in(client)

    assert Person.objects.filter(username="sofie", memberships=None).exists() == creates
    assert is_signed_in(client) == creates
    assert client.get("/sandbox/customers/").status_code == (404 if creates else 303)


def test_inactive_person_is_not_signed_in(provider: Provider) -> None:
    set_subject()
    Person.objects.update(is_active=False)
    client = Client()

    assert sign_in(client).status_code == 422
    assert not is_signed_in(client)


def test_required_second_factor_is_required_here_too(provider: Provider, settings: Settings) -> None:
    set_subject("admin")
    settings.REQUIRE_SECOND_FACTOR = SecondFactor.ADMINS
    client = Client()
    sign_in(client)

    assert client.get("/sandbox/customers/")["Location"] == "/account/"


def test_answer_of_another_session_is_refused(provider: Provider) -> None:
    set_subject()
    address = go_there(Client())
    victim = Client()

    assert victim.get(address).status_code == 422
    assert not is_signed_in(victim)


def test_answer_works_once(provider: Provider) -> None:
    set_subject()
    client = Client()
    address = go_there(client)
    client.get(address)
    client.post("/sign-out/")

    assert client.get(address).status_code == 422
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "subject-1", "aud": "another-client"},
        {"sub": "subject-1", "iss": "https://evil.example"},
        {"sub": "subject-1", "exp": 1},
        {"sub": ["subject-1"]},
        {"sub": 1},
        {},
    ],
)
def test_token_that_is_not_for_us_is_refused(provider: Provider, claims: dict[str, object]) -> None:
    set_subject()
    provider.claims = claims
    client = Client()

    assert sign_in(client).status_code == 422
    assert not is_signed_in(client)


def test_provider_that_names_another_issuer_is_refused(provider: Provider) -> None:
    provider.named_issuer = "https://evil.example"

    response = Client().post("/sign-in/oidc/")

    assert response.status_code == 422
    assert "Entra does not answer." in response.text


def test_provider_that_is_down_is_named(provider: Provider) -> None:
    provider.is_down = True

    assert "Entra does not answer." in Client().post("/sign-in/oidc/").text


def test_redirect_of_the_provider_is_not_followed(provider: Provider) -> None:
    provider.is_moved = True

    assert "Entra does not answer." in Client().post("/sign-in/oidc/").text


def test_cancelled_sign_in_is_said(provider: Provider) -> None:
    provider.answer = {"error": "access_denied"}

    response = sign_in(Client())

    assert response.status_code == 422
    assert "was cancelled or refused" in response.text


@pytest.mark.parametrize("query", ["", "?state=x", "?state=x&code=y", "?code=y", "?error=x&state=y"])
def test_callback_without_a_question_signs_nobody_in(provider: Provider, query: str) -> None:
    client = Client()

    assert client.get(f"{CALLBACK}{query}").status_code in {303, 422}
    assert not is_signed_in(client)


def test_sign_in_page_has_a_button_only_where_it_is_set(provider: Provider, settings: Settings) -> None:
    with_button = Client().get("/sign-in/").text
    settings.OIDC = None

    assert "Sign in with Entra" in with_button
    assert "Entra" not in Client().get("/sign-in/").text
    assert Client().post("/sign-in/oidc/")["Location"] == "/sign-in/"
    assert Client().get(f"{CALLBACK}?state=x")["Location"] == "/sign-in/"
    assert not FailedSignIn.objects.exists()
