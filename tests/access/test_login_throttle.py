"""Guessing: growing delays, a bound on the guesses at one name, and a person who signs in at once all the same."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from econ_admin.access.login_throttle import MOST_GUESSES, ONE_NAME, ONE_NETWORK
from econ_admin.access.models import FailedSignIn, Person
from econ_admin.access.password_hashing import MOST_WAITING, HashingLimit, TooBusy, limit_hashing
from econ_admin.sandbox import Sandbox
from tests.access import small_site

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

SIGN_IN = "/sign-in/"
WRONG = "not this one"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def site(settings: Settings, sandbox: Sandbox, people: dict[str, Person]) -> None:
    """The small site behind one proxy, with the demo people and the sandbox."""
    settings.ROOT_URLCONF = small_site.__name__
    settings.TRUSTED_PROXIES = 1


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as coordinates:
        yield coordinates


def attempt(
    password: str = WRONG, username: str = "viewer", address: str = "192.0.2.7", client: Client | None = None
) -> "ClientResponse":
    """A sign-in through the proxy."""
    fields = {"username": username, "password": password}
    return (client or Client()).post(SIGN_IN, fields, headers={"X-Forwarded-For": address})


def test_five_failures_are_free_and_then_delays_grow(clock: time_machine.Traveller) -> None:
    statuses, delays = [attempt().status_code for _ in range(5)], []
    for _ in range(4):
        refusal = attempt()
        assert refusal.status_code == 429
        delays.append(int(refusal["Retry-After"]))
        clock.shift(delays[-1])
        statuses.append(attempt().status_code)

    assert statuses == [422] * 9
    assert delays == [5, 10, 20, 40]


def test_refusal_names_the_time(clock: time_machine.Traveller) -> None:
    clock.move_to("2026-11-23T10:00:00+01:00")
    for _ in range(5):
        attempt()

    response = attempt("demo")

    assert response.status_code == 429
    assert "Try again in 5 seconds, at 10:00:05." in response.text


def test_delay_ends_and_attempts_during_it_do_not_prolong_it(clock: time_machine.Traveller) -> None:
    for _ in range(5):
        attempt()
    refusals = [attempt("demo").status_code for _ in range(12)]
    clock.shift(5)

    assert refusals == [429] * 12
    assert attempt("demo").status_code == 303


def test_unknown_name_is_delayed_in_the_same_way() -> None:
    statuses = [attempt(username="nobody").status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_delay_ignores_the_case_of_the_name() -> None:
    for name in ("viewer", "Viewer", "VIEWER", " viewer", "vieweR"):
        attempt(username=name)

    assert attempt().status_code == 429


def test_delay_applies_to_one_name_from_one_address() -> None:
    for _ in range(6):
        attempt()

    assert attempt("demo", "editor").status_code == 303
    assert attempt("demo", address="192.0.2.8").status_code == 303


def test_signing_in_clears_the_failures() -> None:
    for _ in range(4):
        attempt()
    attempt("demo")

    assert [attempt().status_code for _ in range(5)] == [422] * 5


def test_at_most_twenty_guesses_an_hour_from_any_number_of_addresses(clock: time_machine.Traveller) -> None:
    statuses = []
    for number in range(200):
        statuses.append(attempt(address=f"198.51.100.{number}").status_code)
        clock.shift(10)

    assert statuses.count(422) == MOST_GUESSES
    assert set(statuses) == {422, 429}


def test_guesses_are_allowed_again_after_the_hour(clock: time_machine.Traveller) -> None:
    for number in range(MOST_GUESSES):
        attempt(address=f"198.51.100.{number}")
    refusal = attempt(address="198.51.100.99")
    clock.shift(HOUR)

    assert refusal.status_code == 429
    assert refusal["Retry-After"] == "3600"
    assert attempt(address="198.51.100.99").status_code == 422


def test_owner_signs_in_at_once_on_a_known_device_during_an_attack() -> None:
    owner = Client()
    attempt("demo", address="203.0.113.5", client=owner)
    owner.post("/sign-out/")
    for number in range(60):
        attempt(address=f"198.51.100.{number % 50}")

    from_home = attempt("demo", address="203.0.113.9", client=owner)
    owner.post("/sign-out/")
    from_the_attackers_network = attempt("demo", address="198.51.100.1", client=owner)

    assert attempt("demo", address="203.0.113.10").status_code == 429  # a device that nobody knows
    assert [from_home.status_code, from_the_attackers_network.status_code] == [303, 303]


def test_known_device_of_one_person_is_unknown_for_another() -> None:
    colleague = Client()
    attempt("demo", "editor", client=colleague)
    colleague.post("/sign-out/")

    statuses = [attempt(client=colleague).status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_guesses_on_a_known_device_are_delayed_too() -> None:
    owner = Client()
    attempt("demo", client=owner)
    owner.post("/sign-out/")

    statuses = [attempt(client=owner).status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_forged_device_is_unknown() -> None:
    for number in range(MOST_GUESSES):
        attempt(address=f"198.51.100.{number}")
    client = Client()
    client.cookies["device"] = "abc:1:2:3"

    assert attempt("demo", client=client).status_code == 429


def test_spraying_many_names_from_one_address_is_delayed(clock: time_machine.Traveller) -> None:
    statuses = [attempt(username=f"name-{number}").status_code for number in range(40)]

    assert statuses == [422] * ONE_NETWORK.free + [429] * (40 - ONE_NETWORK.free)
    assert attempt("demo", "editor", address="192.0.2.99").status_code == 303


def test_spraying_from_one_ipv6_network_is_from_one_address() -> None:
    statuses = [
        attempt(username=f"name-{number}", address=f"2001:db8:0:1::{number:x}").status_code for number in range(40)
    ]

    assert statuses.count(422) == ONE_NETWORK.free


def test_address_that_the_client_claims_is_not_believed() -> None:
    statuses = [attempt(address=f"10.0.0.{number}, 192.0.2.7").status_code for number in range(7)]

    assert statuses == [422] * 5 + [429] * 2


def test_longest_delay_is_a_quarter_of_an_hour() -> None:
    assert ONE_NAME.get_delay(100) == timedelta(minutes=15)


def test_stored_failure_contains_no_personal_data() -> None:
    attempt(username="sofie")

    failure = FailedSignIn.objects.get()
    stored = f"{failure.name} {failure.address} {failure.device}"

    assert "sofie" not in stored
    assert "192.0.2.7" not in stored


def test_too_many_passwords_at_a_time_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("econ_admin.access.password_hashing._for_strangers", HashingLimit())
    monkeypatch.setattr("econ_admin.access.password_hashing.PATIENCE", 0.01)
    owner = Client()
    attempt("demo", client=owner)
    owner.post("/sign-out/")
    with limit_hashing(is_known=False).acquire():
        stranger = attempt("demo")
        known = attempt("demo", client=owner)

    assert stranger.status_code == 503
    assert int(stranger["Retry-After"]) >= 1
    assert "Too many people are signing in right now." in stranger.text
    assert known.status_code == 303
    assert not FailedSignIn.objects.exists()


def test_few_threads_wait_for_hashing() -> None:
    limit, refused = HashingLimit(), []
    release = threading.Event()
    started = threading.Barrier(MOST_WAITING + 2)

    def hash_one() -> None:
        with limit.acquire():
            release.wait(5)

    def occupy() -> None:
        started.wait(5)
        hash_one()

    threads = [threading.Thread(target=occupy) for _ in range(MOST_WAITING + 1)]
    for thread in threads:
        thread.start()
    started.wait(5)
    while limit._waiting._value:  # until each of them is in, or waits
        pass
    try:
        with limit.acquire():
            pass
    except TooBusy:
        refused.append(True)
    release.set()
    for thread in threads:
        thread.join()

    assert refused == [True]
