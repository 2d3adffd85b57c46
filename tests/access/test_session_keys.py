"""The keys of sessions: long, random, and new at each sign-in."""

import re

from django.conf import settings
from django.test import Client

from econ_admin.access.demo import PASSWORD
from econ_admin.access.models import Person
from econ_admin.sandbox import Sandbox


def sign_in(client: Client, name: str) -> str:
    """The key of the session after signing in."""
    client.post("/sign-in/", {"username": name, "password": PASSWORD})
    return str(client.session.session_key)


def test_session_keys_are_long_and_never_repeated(people: dict[str, Person], sandbox: Sandbox) -> None:
    keys = [sign_in(Client(), name) for name in ("viewer", "editor", "accountant", "admin", "viewer")]

    assert all(re.fullmatch("[a-z0-9]{32,}", key) for key in keys)  # 32 of 36 signs: 165 bits
    assert len(set(keys)) == len(keys)


def test_key_that_was_planted_before_signing_in_is_worth_nothing(people: dict[str, Person], sandbox: Sandbox) -> None:
    client = Client()
    planted = sign_in(Client(), "viewer")
    client.cookies[settings.SESSION_COOKIE_NAME] = planted

    key = sign_in(client, "admin")

    assert key != planted
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/sandbox/status/").status_code in (303, 403)


def test_ended_session_is_refused_although_its_cookie_is_sent(people: dict[str, Person], sandbox: Sandbox) -> None:
    client = Client()
    kept = sign_in(client, "admin")
    client.post("/sign-out/")

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept

    assert thief.get("/sandbox/status/").status_code == 303
