"""Writes: sent once, with an idempotency key, and always recorded."""

import threading
from dataclasses import replace

import pytest
import requests

from econ_admin.gateway import Deadline, Gateway, Intent, Outcome, Transport, Upstream
from econ_admin.gateway.errors import (
    CircuitOpen,
    GatewayError,
    Invalid,
    NotFound,
    RateLimited,
    ServerError,
    UnexpectedResponse,
    Unreachable,
)
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation
from econ_admin.gateway.session import GatewaySession
from tests.gateway.conftest import NO_DELAY, TOKENS, InMemoryTrail
from tests.gateway.raw_peer import ORIGIN, Answer, Peer
from tests.gateway.test_transport import CUSTOMER

CONTACT = b'{"customerContactNumber":314,"name":"Ada Holm"}'
LOCATION = b'{"deliveryLocationNumber":5,"address":"Havnen 1"}'


def test_write_is_recorded_before_and_after_it_is_sent(
    economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    before = Customer.decode(CUSTOMER)
    peer.set_answers("PUT /customers/7", Answer(200, CUSTOMER.replace(b"Ada Holm", b"Ada Lund")))

    after = economic_at_peer.customers.replace(7, before.with_changes(name="Ada Lund"), before)

    (request,) = peer.received
    (intent,) = memory_trail.intents.values()
    assert after.name == "Ada Lund"
    assert request.headers["Idempotency-Key"] == "key-1"
    assert request.headers["Content-Type"] == "application/json"
    assert request.body == intent.body == CUSTOMER.replace(b"Ada Holm", b"Ada Lund")
    assert (intent.person, intent.noun, intent.number) == ("ada", "customers", "7")
    assert (intent.method, intent.path, intent.before) == ("PUT", "customers/7", CUSTOMER)
    assert memory_trail.outcomes == [("key-1", Outcome(200, after.raw))]


def test_nothing_is_sent_if_the_intent_cannot_be_recorded(
    economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    memory_trail.full = True

    with pytest.raises(OSError, match="no space"):
        economic_at_peer.customers.remove(7)

    assert peer.received == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (requests.ReadTimeout("30 s"), Unreachable),
        (requests.ConnectionError("closed"), Unreachable),
        (Answer(500, b'{"message":"Oops","logId":"abc-CPH"}'), ServerError),
        (Answer(503, b"<html>"), ServerError),
        (Answer(302, b"", {"Location": "/elsewhere"}), UnexpectedResponse),
        (Answer(201, b"<html>"), UnexpectedResponse),
        (Answer(201, b""), UnexpectedResponse),
        (Answer(201, CUSTOMER[:-4]), UnexpectedResponse),
        (Answer(201, b'{"not":"a customer"}'), UnexpectedResponse),
    ],
)
def test_unclear_answers_leave_the_outcome_unknown_without_retry(
    answer: Answer | Exception,
    kind: type[GatewayError],
    economic_at_peer: Gateway,
    peer: Peer,
    memory_trail: InMemoryTrail,
) -> None:
    peer.set_answers("POST /customers", answer)

    with pytest.raises(kind, match="whether the change was made") as caught:
        economic_at_peer.customers.add({"name": "Ada Holm"})

    ((key, outcome),) = memory_trail.outcomes
    assert caught.value.outcome_unknown
    assert (key, outcome.status) == ("key-1", None)
    assert caught.value.idempotency_key == key
    assert outcome.body == (b"" if isinstance(answer, Exception) else answer.body)
    assert len(peer.received) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(400, b'{"message":"No","logId":"abc-CPH","errors":{"name":{"errors":[{"message":"no"}]}}}'), Invalid),
        (Answer(404, b"<html>"), NotFound),
        (Answer(429, b"", {"Retry-After": "5"}), RateLimited),
    ],
)
def test_a_4xx_settles_that_nothing_was_written(
    answer: Answer, kind: type[GatewayError], economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    peer.set_answers("POST /customers", answer)

    with pytest.raises(kind) as caught:
        economic_at_peer.customers.add({"name": "Ada Holm"})

    assert not caught.value.outcome_unknown
    assert memory_trail.outcomes == [("key-1", Outcome(answer.status, answer.body, caught.value.log_id))]


def test_programming_error_leaves_the_intent_open(
    economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    peer.set_answers("DELETE /customers/7", ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        economic_at_peer.customers.remove(7)

    assert list(memory_trail.intents) == ["key-1"]
    assert memory_trail.outcomes == []


def test_resending_uses_the_same_bytes_and_key(
    economic_at_peer: Gateway, transport: Transport, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    peer.set_answers("POST /customers", requests.ReadTimeout("30 s"), Answer(201, CUSTOMER))
    with pytest.raises(Unreachable):
        economic_at_peer.customers.add({"name": "Ada Holm"})

    customer = transport.resend("key-1", memory_trail.intents["key-1"], Customer)

    first, second = peer.received
    assert customer.customer_number == 7
    assert first.body == second.body
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == "key-1"
    assert len(memory_trail.intents) == 1
    assert [outcome.status for _, outcome in memory_trail.outcomes] == [None, 201]


def test_resending_with_an_open_circuit_keeps_the_outcome_unknown(
    economic_at_peer: Gateway, transport: Transport, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    peer.set_answers("POST /customers", requests.ReadTimeout("30 s"))
    for _ in range(5):
        with pytest.raises(Unreachable):
            economic_at_peer.customers.add({"name": "Ada Holm"})

    with pytest.raises(CircuitOpen) as caught:
        transport.resend("key-1", memory_trail.intents["key-1"], Customer)

    assert (caught.value.outcome_unknown, caught.value.idempotency_key) == (True, "key-1")
    assert len(peer.received) == 5
    assert [outcome.status for _, outcome in memory_trail.outcomes] == [None] * 5


def test_resending_without_time_left_keeps_the_outcome_unknown(
    economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    peer.set_answers("POST /customers", requests.ReadTimeout("30 s"))
    with pytest.raises(Unreachable):
        economic_at_peer.customers.add({"name": "Ada Holm"})

    transport = economic_at_peer.within(Deadline(0)).transport
    with pytest.raises(Unreachable) as caught:
        transport.resend("key-1", memory_trail.intents["key-1"], Customer)

    assert (caught.value.outcome_unknown, caught.value.idempotency_key) == (True, "key-1")
    assert len(peer.received) == 1


def test_slow_recording_does_not_shorten_the_write_timeout(session: GatewaySession, peer: Peer) -> None:
    short_timeouts = replace(NO_DELAY, connect_timeout=0.1, read_timeout=0.1)

    class SlowTrail(InMemoryTrail):
        def begin(self, intent: Intent) -> str:
            threading.Event().wait(short_timeouts.single_attempt_timeout * 1.5)
            return super().begin(intent)

    memory_trail, upstream = SlowTrail(), Upstream(ORIGIN, "slow-to-note")
    session.register_upstream(upstream, TOKENS, peer)
    peer.set_answers("POST /customers", Answer(201, CUSTOMER))
    economic = Gateway(Transport(session, upstream, trail=memory_trail, retry_policy=short_timeouts))

    economic.customers.add({"name": "Ada Holm"})

    assert [outcome.status for _, outcome in memory_trail.outcomes] == [201]


def test_resending_an_expired_key_is_invalid(
    transport: Transport, economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    refusal = Answer(400, b'{"message":"Payload changed","errorCode":"PayloadChanged"}')
    peer.set_answers("POST /customers", requests.ReadTimeout("30 s"), refusal)
    with pytest.raises(Unreachable):
        economic_at_peer.customers.add({"name": "Ada Holm"})

    with pytest.raises(Invalid) as caught:
        transport.resend("key-1", memory_trail.intents["key-1"], Customer)

    assert caught.value.code == "PayloadChanged"


def test_each_write_has_its_method_and_path(economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail) -> None:
    peer.set_answers("POST /customers", Answer(201, CUSTOMER))
    peer.set_answers("POST /customers/7/contacts", Answer(201, CONTACT))
    peer.set_answers("PUT /customers/7/contacts/314", Answer(200, CONTACT))
    peer.set_answers("POST /customers/7/delivery-locations", Answer(201, LOCATION))
    peer.set_answers("PUT /customers/7/delivery-locations/5", Answer(200, LOCATION))
    for path in ("customers/7", "customers/7/contacts/314", "customers/7/delivery-locations/5"):
        peer.set_answers(f"DELETE /{path}", Answer(204, b"", {}))
    contact, location = Contact.decode(CONTACT), DeliveryLocation.decode(LOCATION)

    economic_at_peer.customers.add({"name": "Ada Holm"})
    economic_at_peer.customers.set_einvoicing_disabled(7, True)
    economic_at_peer.customers.remove(7)
    economic_at_peer.contacts.add(7, {"name": "Ada Holm"})
    economic_at_peer.contacts.replace(7, 314, contact.with_changes(phone="1"), contact)
    economic_at_peer.contacts.remove(7, 314, contact)
    economic_at_peer.delivery_locations.add(7, {"address": "Havnen 1"})
    economic_at_peer.delivery_locations.replace(7, 5, location.with_changes(city="Vejle"), location)
    economic_at_peer.delivery_locations.remove(7, 5, location)

    assert [
        f"{request.method} {request.url.removeprefix(ORIGIN)} {request.body.decode()}".strip()
        for request in peer.received
    ] == [
        'POST /customers {"name":"Ada Holm"}',
        'PATCH /customers/7 [{"op":"replace","path":"/eInvoicingDisabledByDefault","value":true}]',
        "DELETE /customers/7",
        'POST /customers/7/contacts {"name":"Ada Holm"}',
        'PUT /customers/7/contacts/314 {"customerContactNumber":314,"name":"Ada Holm","phone":"1"}',
        "DELETE /customers/7/contacts/314",
        'POST /customers/7/delivery-locations {"address":"Havnen 1"}',
        'PUT /customers/7/delivery-locations/5 {"address":"Havnen 1","city":"Vejle"}',
        "DELETE /customers/7/delivery-locations/5",
    ]
    assert {outcome.status for _, outcome in memory_trail.outcomes} == {200, 201, 204}
    assert [(intent.noun, intent.number) for intent in memory_trail.intents.values()][3:6] == [
        ("contacts", ""),
        ("contacts", "314"),
        ("contacts", "314"),
    ]
