"""A person's sessions and password, and how long a session lasts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from econ_admin.access.demo import PASSWORD
from econ_admin.access.models import Membership, Person, SecurityEvent, SignedInSession
from econ_admin.access.people import Act, set_role
from econ_admin.access.roles import Role
from econ_admin.access.sessions import describe_browser

ACCOUNT, PAGE, PULSE = "/account/", "/sandbox/keyboard/", "/sandbox/pulse/"
NEW = "another good sentence"
HOUR = 60 * 60
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def site(settings: Settings, sandbox: object, people: dict[str, Person]) -> None:
    settings.SESSION_IDLE_AGE = HOUR


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def sign_in(name: str = "viewer", **headers: str) -> Client:
    client = Client(headers=headers)
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 303
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def test_session_ends_after_an_hour_without_use(clock: time_machine.Traveller) -> None:
    client = sign_in()
    clock.shift(HOUR - 1)
    assert is_signed_in(client)
    clock.shift(HOUR + 1)

    assert client.get(PAGE)["Location"].startswith("/sign-in/")
    assert not is_signed_in(client)


def test_reading_keeps_a_session_and_writes_nothing(clock: time_machine.Traveller) -> None:
    client = sign_in()
    before = Session.objects.get().session_data
    for _ in range(5):
        clock.shift(50 * 60)
        assert client.get(PAGE).status_code == 200

    assert Session.objects.get().session_data == before


def test_page_that_asks_by_itself_does_not_keep_a_session(clock: time_machine.Traveller) -> None:
    client = sign_in()
    for _ in range(4):
        clock.shift(20 * 60)
        client.get(PULSE)

    assert not is_signed_in(client)


def test_post_to_an_idle_session_asks_for_a_sign_in(clock: time_machine.Traveller) -> None:
    client = sign_in()
    clock.shift(HOUR + 1)

    response = client.post("/sandbox/settings/", {"single_keys": "on"})

    assert response.status_code == 401
    assert not Session.objects.exists()


def test_cookie_of_use_belongs_to_one_session(clock: time_machine.Traveller) -> None:
    stolen = sign_in()
    clock.shift(HOUR + 1)
    fresh = sign_in("editor")
    fresh.get(PAGE)
    stolen.cookies["used"] = fresh.cookies["used"].value

    assert not is_signed_in(stolen)


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "1"])
def test_forged_cookie_of_use_keeps_nothing(clock: time_machine.Traveller, value: str) -> None:
    client = sign_in()
    clock.shift(HOUR + 1)
    client.cookies["used"] = value

    assert not is_signed_in(client)


def test_session_ends_twelve_hours_after_the_sign_in(clock: time_machine.Traveller) -> None:
    client = sign_in()
    for _ in range(12 * 2 - 1):
        clock.shift(30 * 60)
        assert client.post("/sandbox/settings/", {"single_keys": "on"}).status_code == 303
    clock.shift(30 * 60 + 1)

    assert not is_signed_in(client)


def test_sessions_are_listed_with_browser_and_address() -> None:
    client, phone = sign_in(**{"User-Agent": FIREFOX}), sign_in()
    sign_in("editor", **{"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})

    page = client.get(ACCOUNT).text

    assert "Firefox, Windows · 127.0.0.1" in page
    assert page.count("Signed in ") == 2
    assert "iPhone" not in page
    assert is_signed_in(phone)


def test_one_session_is_ended() -> None:
    client, other = sign_in(), sign_in()
    row = SignedInSession.objects.get(session_key=other.session.session_key)

    client.post(f"/account/sessions/{row.pk}/end/")

    assert is_signed_in(client)
    assert not is_signed_in(other)


@pytest.mark.parametrize("address", ["/account/sessions/{}/end/", "/account/sessions/end/"])
def test_sessions_are_ended_only_after_the_password(clock: time_machine.Traveller, address: str) -> None:
    client, other = sign_in(), sign_in()
    row = SignedInSession.objects.get(session_key=other.session.session_key)
    clock.shift(timedelta(minutes=30))

    response = client.post(address.format(row.pk))

    assert response["Location"] == "/account/confirm/?next=%2Faccount%2F"
    assert is_signed_in(other)


def test_session_of_another_person_cannot_be_ended() -> None:
    client, other = sign_in(), sign_in("editor")
    row = SignedInSession.objects.get(session_key=other.session.session_key)

    client.post(f"/account/sessions/{row.pk}/end/")

    assert is_signed_in(other)


def test_all_other_sessions_are_ended() -> None:
    client, others, colleague = sign_in(), [sign_in(), sign_in()], sign_in("editor")

    page = client.post("/account/sessions/end/", follow=True)

    assert "2 sessions ended." in page.text
    assert [is_signed_in(each) for each in (client, *others, colleague)] == [True, False, False, True]


def test_session_that_is_not_listed_ends_with_the_others() -> None:
    client, unlisted = sign_in(), sign_in()
    SignedInSession.objects.filter(session_key=unlisted.session.session_key).delete()

    client.post("/account/sessions/end/")

    assert not is_signed_in(unlisted)


def change_password(client: Client, old: str = PASSWORD, new: str = NEW, repeated: str = NEW) -> int:
    fields = {"password": old, "new_password": new, "repeated_password": repeated}
    return client.post("/account/password/", fields).status_code


def test_changed_password_ends_the_other_sessions() -> None:
    client, other = sign_in(), sign_in()
    key = client.session.session_key

    status = change_password(client)

    assert status == 303
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert client.session.session_key != key
    assert Client().login(username="viewer", password=NEW)


@pytest.mark.parametrize(
    ("old", "new", "repeated"),
    [("wrong", NEW, NEW), (PASSWORD, "short", "short"), (PASSWORD, "password123", "password123"), (PASSWORD, NEW, "x")],
)
def test_refused_password_changes_nothing(old: str, new: str, repeated: str) -> None:
    client = sign_in()

    assert change_password(client, old, new, repeated) == 422
    assert Client().login(username="viewer", password=PASSWORD)


def test_guesses_at_the_old_password_are_delayed() -> None:
    client = sign_in()

    assert [change_password(client, "wrong") for _ in range(6)] == [422] * 5 + [429]


def test_changed_role_ends_the_sessions(people: dict[str, Person]) -> None:
    client, agreement = sign_in(), Membership.objects.first()
    assert agreement

    set_role(Act(None, None), people["viewer"], agreement.agreement, Role.EDITOR)

    assert not is_signed_in(client)


def test_signing_out_clears_the_browser_and_the_list() -> None:
    client = sign_in()

    response = client.post("/sign-out/")

    assert response["Clear-Site-Data"] == '"cache"'
    assert not SignedInSession.objects.exists()
    assert client.cookies["device"].value


def test_events_are_recorded_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    Client().post("/sign-in/", {"username": "viewer", "password": "my-secret-1"})
    Client().post("/sign-in/", {"username": "my-secret-2", "password": "x"})
    client = sign_in()
    change_password(client)
    client.post("/sign-out/")

    kinds = list(SecurityEvent.objects.order_by("at").values_list("event", "outcome"))
    assert kinds == [("sign-in", "refused"), ("sign-in", "ok"), ("password-change", "ok"), ("sign-out", "ok")]
    assert "my-secret" not in caplog.text
    assert NEW not in caplog.text


def test_old_sessions_are_forgotten(clock: time_machine.Traveller) -> None:
    sign_in()
    clock.shift(13 * HOUR)
    sign_in("editor")

    assert [row.person.username for row in SignedInSession.objects.all()] == ["editor"]
    assert SignedInSession.objects.get().expires_at - timezone.now() == timedelta(hours=12)


@pytest.mark.parametrize(
    ("user_agent", "description"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) AppleWebKit/605 Version/19 Safari/605", "Safari, macOS"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537 Chrome/156 Mobile Safari/537", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/156 Safari/537 Edg/156", "Edge, Windows"),
        ("curl/8", ""),
    ],
)
def test_browser_is_named(user_agent: str, description: str) -> None:
    assert describe_browser(user_agent) == description
