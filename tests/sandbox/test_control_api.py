"""The handles over HTTP, by a client that has nothing but a socket; in process they are tested beside."""

import time
from typing import Any

import pytest

from tests.sandbox.http_client import Heard, speak
from tests.sandbox.test_customers import NEW

pytestmark = [pytest.mark.slow, pytest.mark.processes]


@pytest.fixture(autouse=True)
def fresh(port: int) -> None:
    assert speak(port, "POST", "/_sandbox/reset").status == 204


def order(port: int, fault: str, method: str = "POST", path: str = "/customers", times: int = 1) -> None:
    """Over HTTP, and without tokens: the handles need none."""
    told = speak(port, "POST", "/_sandbox/faults", {"method": method, "path": path, "fault": fault, "times": times})
    assert told.status == 204


def how_many(port: int) -> int:
    return int(speak(port, "GET", "/customers").json()["pagination"]["results"])


def add(port: int, key: str = "key") -> Heard:
    return speak(port, "POST", "/customers", NEW, Idempotency_Key=key)


def test_silence_before_closes_without_a_byte_and_nothing_is_done(port: int) -> None:
    order(port, "silence-before")

    silence = add(port)
    again = add(port)

    assert silence.everything == b""
    assert (again.status, again.headers.get("X-ResultFromCache")) == (201, None)
    assert how_many(port) == 21


def test_silence_after_closes_without_a_byte_and_it_is_done(port: int) -> None:
    order(port, "silence-after")

    silence = add(port)
    done = how_many(port)
    again = add(port)

    assert (silence.everything, done) == (b"", 21)
    assert (again.status, again.headers["X-ResultFromCache"]) == (201, "true")
    assert how_many(port) == 21


@pytest.mark.parametrize("fault", ["silence-before", "silence-after"])
def test_reading_is_met_with_silence_too(port: int, fault: str) -> None:
    order(port, fault, "GET", "/customers", times=2)

    assert [speak(port, "GET", "/customers").everything for _ in range(2)] == [b"", b""]
    assert speak(port, "GET", "/customers").status == 200


def test_slow_answers_so_much_later(port: int) -> None:
    order(port, "slow:400")
    begun = time.monotonic()

    answer = add(port)

    assert time.monotonic() - begun >= 0.4
    assert answer.status == 201


def test_a_status_is_given_and_nothing_is_done(port: int) -> None:
    order(port, "status:503", times=2)

    answers = [add(port) for _ in range(3)]

    assert [response.status for response in answers] == [503, 503, 201]
    assert answers[0].json()["logId"].endswith("-CPH")
    assert how_many(port) == 21


def test_throttling_tells_when_to_come_back(port: int) -> None:
    order(port, "throttle:9")

    answer = add(port)

    assert (answer.status, answer.headers["Retry-After"]) == (429, "9")
    assert how_many(port) == 20


def test_garbage_is_html_under_a_200(port: int) -> None:
    order(port, "garbage")

    answer = add(port)

    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.body.startswith(b"<!DOCTYPE html>")
    assert how_many(port) == 20


@pytest.mark.parametrize(("field", "name"), [("name", "name"), ("lines.8.product", "product")])
def test_a_refusal_gives_the_code_on_its_field(port: int, field: str, name: str) -> None:
    order(port, f"refuse:{field}:E06600")

    answer = add(port)

    place = answer.json()["errors"]
    told = place["lines"]["items"][0]["product"] if name == "product" else place["name"]
    assert answer.status == 400
    assert (told["errors"][0]["propertyName"], told["errors"][0]["errorCode"]) == (name, "E06600")
    assert how_many(port) == 20


def test_every_answer_over_http_tells_its_cost_and_its_number(port: int) -> None:
    answers = [
        add(port),
        speak(port, "POST", "/customers", {}),
        speak(port, "GET", "/nothing"),
        speak(port, "GET", "/customers", X_AppSecretToken="x"),
    ]

    assert [response.status for response in answers] == [201, 400, 404, 401]
    assert all(response.headers["X-CallCost"] and response.headers["X-RateLimiting"] for response in answers)
    assert len({response.headers["X-RequestId"] for response in answers}) == len(answers)


def test_the_log_tells_what_was_asked_with_which_key_and_where_nothing_was_answered(port: int) -> None:
    order(port, "silence-before")
    add(port, "key-1")
    speak(port, "GET", "/units?pagesize=1")

    log = speak(port, "GET", "/_sandbox/log")

    assert log.headers["Content-Type"] == "application/json"
    assert log.json() == [
        {"method": "POST", "path": "/customers", "query": "", "idempotencyKey": "key-1", "status": None},
        {"method": "GET", "path": "/units", "query": "pagesize=1", "idempotencyKey": None, "status": 200},
    ]


def test_the_clock_moves_what_is_stamped_what_is_remembered_and_what_is_spent(port: int) -> None:
    first = add(port)

    moved = speak(port, "POST", "/_sandbox/clock", {"seconds": 86400 * 40})

    second = add(port)
    assert moved.status == 204
    assert first.json()["lastUpdated"][:7] < second.json()["lastUpdated"][:7]
    assert "X-ResultFromCache" not in second.headers
    assert second.headers["X-RateLimiting"].endswith(" 3/10000")


def test_reset_goes_back_to_the_seed_and_forgets(port: int) -> None:
    add(port)
    order(port, "garbage", times=9)
    speak(port, "POST", "/_sandbox/clock", {"seconds": 60})

    assert speak(port, "POST", "/_sandbox/reset").status == 204

    assert speak(port, "GET", "/_sandbox/log").json() == []
    assert how_many(port) == 20
    assert "X-ResultFromCache" not in add(port).headers


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/_sandbox/faults", {"method": "GET", "path": "/", "fault": "explode"}, 400),
        ("POST", "/_sandbox/faults", {"method": "GET"}, 400),
        ("POST", "/_sandbox/clock", {"seconds": "many"}, 400),
        ("POST", "/_sandbox/clock", None, 400),
        ("GET", "/_sandbox/reset", None, 404),
        ("GET", "/_sandbox/", None, 404),
    ],
)
def test_a_handle_that_is_held_wrongly_says_so(port: int, method: str, path: str, body: Any, status: int) -> None:
    answer = speak(port, method, path, body)

    assert answer.status == status
    assert answer.json()["message"]
