"""Sessions that have ended are deleted at a sign-in."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from econ_admin.access import sessions
from econ_admin.access.demo import PASSWORD
from econ_admin.access.models import Person


def add_session(key: str, age: timedelta) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() - age)


def test_signing_in_deletes_sessions_that_have_ended(people: dict[str, Person], client: Client) -> None:
    add_session("ended", timedelta(seconds=1))
    add_session("running", -timedelta(hours=1))

    Client().post("/sign-in/", {"username": "viewer", "password": PASSWORD})

    keys = set(Session.objects.values_list("session_key", flat=True))
    assert "ended" not in keys
    assert "running" in keys


def test_few_are_deleted_at_once_the_oldest_first(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_AT_ONCE", 1)
    add_session("old", timedelta(days=2))
    add_session("older", timedelta(days=3))

    sessions.delete_expired_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["old"]
