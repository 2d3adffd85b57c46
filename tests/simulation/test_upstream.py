"""The simulation's e-conomic: each grant token has its own agreement, rate limit, count and documents."""

import json
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.rate_limit import PUBLISHED_RATE_LIMIT
from tests.bench.upstream import HEADER_END
from tests.simulation.upstream import FIRST_NUMBER, MARKER, Economic, build_grant, find_agreement, mark_names

ONE, TWO = FIRST_NUMBER, FIRST_NUMBER + 1
CUSTOMER = "/customers/10001"


class Clock:
    """Seconds, as a test sets them."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def economic(sandbox: Sandbox, clock: Clock) -> Economic:
    return Economic(sandbox, "http://127.0.0.1:1", PUBLISHED_RATE_LIMIT, clock)


def split(response: bytes) -> tuple[int, bytes, Any]:
    head, _, body = response.partition(HEADER_END)
    return int(head.split(b" ", 2)[1]), head, json.loads(body)


def test_token_tells_the_agreement() -> None:
    head = f"GET / HTTP/1.1\r\nHost: x\r\nX-AgreementGrantToken: {build_grant(TWO)}".encode()

    assert find_agreement(head) == TWO
    assert find_agreement(head.replace(b"grant-of", b"another")) is None


def test_unknown_token_is_refused(economic: Economic) -> None:
    assert split(economic.respond(None, "GET", CUSTOMER))[0] == 401


def test_answers_name_the_agreement_that_asked(economic: Economic) -> None:
    for number in (ONE, TWO, ONE):
        customer = economic.respond(number, "GET", CUSTOMER)
        listed = economic.respond(number, "GET", "/customers?pagesize=3")

        assert set(MARKER.findall(customer + listed)) == {str(number).encode()}
        assert split(economic.respond(number, "GET", "/self"))[2]["agreementNumber"] == number


def test_names_of_customers_and_recipients_are_marked_once() -> None:
    document = {"customerNumber": 1, "name": "Holm", "recipient": {"name": "Lund"}, "layout": {"name": "Plain"}}

    marked = mark_names(document)

    assert mark_names(marked) == marked
    assert marked["layout"] == {"name": "Plain"}
    assert len(MARKER.findall(json.dumps(marked).encode())) == 2


def test_saved_document_belongs_to_its_agreement(economic: Economic) -> None:
    customer = split(economic.respond(ONE, "GET", CUSTOMER))[2] | {"address": "Road 7"}

    assert split(economic.respond(ONE, "PUT", CUSTOMER, json.dumps(customer).encode()))[0] == 200
    assert split(economic.respond(ONE, "GET", CUSTOMER))[2]["address"] == "Road 7"
    assert split(economic.respond(TWO, "GET", CUSTOMER))[2]["address"] != "Road 7"
    assert split(economic.control("report"))[2]["mixed"] == 0


def test_document_of_another_agreement_is_noticed(economic: Economic) -> None:
    body = economic.respond(ONE, "GET", CUSTOMER).partition(HEADER_END)[2]

    economic.respond(TWO, "PUT", CUSTOMER, body)

    assert split(economic.control("report"))[2]["mixed"] == 1


def test_each_agreement_has_its_own_rate_limit(economic: Economic, clock: Clock) -> None:
    answers = [split(economic.respond(ONE, "GET", CUSTOMER)) for _ in range(154)]

    assert [status for status, *_ in answers] == [200] * 153 + [429], "153 calls of 13 are 1,989 of 2,000"
    assert b"X-CallCost: 13\r\nX-RateLimiting: limit-2000-per-60-seconds: 13/2000" in answers[0][1]
    assert b"Retry-After: 1" in answers[-1][1]
    assert split(economic.respond(TWO, "GET", CUSTOMER))[0] == 200
    clock.now = 1.0
    assert [split(economic.respond(ONE, "GET", CUSTOMER))[0] for _ in range(4)] == [200, 200, 200, 429]


def test_calls_are_counted_by_agreement(economic: Economic) -> None:
    for number, path in ((ONE, CUSTOMER), (ONE, "/customers?pagesize=3"), (TWO, "/units")):
        economic.respond(number, "GET", path)
    report = split(economic.control("report"))[2]

    assert report["calls"] == {str(ONE): {"customers": 2}, str(TWO): {"units": 1}}
    assert (report["refused"], report["fullest"], report["limit"]) == (0, 26, 2_000)
    assert split(economic.control("begin"))[2]["calls"] == {str(ONE): {}, str(TWO): {}}


def test_what_it_does_not_know_is_told(economic: Economic) -> None:
    assert split(economic.respond(ONE, "GET", "/customers/1"))[0] == 404
    assert split(economic.respond(ONE, "DELETE", CUSTOMER))[0] == 404
    assert split(economic.control("report"))[2]["unknown"] == {"GET /customers/1": 1, f"DELETE {CUSTOMER}": 1}
