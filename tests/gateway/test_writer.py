"""Writes: tried once, with a key, and never without a trace."""

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
from tests.gateway.conftest import AT_ONCE, TOKENS, Notebook
from tests.gateway.raw_peer import ORIGIN, Answer, Peer
from tests.gateway.test_transport import CUSTOMER

CONTACT = b'{"customerContactNumber":314,"name":"Ada Holm"}'
LOCATION = b'{"deliveryLocationNumber":5,"address":"Havnen 1"}'


def test_a_write_is_noted_before_it_is_sent_and_settled_after(
    economic_at_peer: Gateway, peer: Peer, notebook: Notebook
) -> None:
    before = Customer.decode(CUSTOMER)
    peer.will_say("PUT /customers/7", Answer(200, CUSTOMER.replace(b"Ada Holm", b"Ada Lund")))

    after = economic_at_peer.customers.replace(7, before.with_changes(name="Ada Lund"), before)

    (heard,) = peer.heard
    (intent,) = notebook.begun.values()
    assert after.name == "Ada Lund"
    assert heard.headers["Idempotency-Key"] == "key-1"
    assert heard.headers["Content-Type"] == "application/json"
    assert heard.body == intent.body == CUSTOMER.replace(b"Ada Holm", b"Ada Lund")
    assert (intent.person, intent.noun, intent.number) == ("ada", "customers", "7")
    assert (intent.method, intent.path, intent.before) == ("PUT", "customers/7", CUSTOMER)
    assert notebook.ended == [("key-1", Outcome(200, after.raw))]


def test_the_intent_is_kept_before_anything_is_sent(economic_at_peer: Gateway, peer: Peer, notebook: Notebook) -> None:
    notebook.full = True

    with pytest.raises(OSError, match="no space"):
        economic_at_peer.customers.remove(7)

    assert peer.heard == []


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
def test_silence_and_nonsense_leave_the_outcome_unknown_and_are_not_repeated(
    answer: Answer | Exception, kind: type[GatewayError], economic_at_peer: Gateway, peer: Peer, notebook: Notebook
) -> None:
    peer.will_say("POST /customers", answer)

    with pytest.raises(kind, match="may or may not have been made") as caught:
        economic_at_peer.customers.add({"name": "Ada Holm"})

    ((key, outcome),) = notebook.ended
    assert caught.value.outcome_unknown
    assert (key, outcome.status) == ("key-1", None)
    assert caught.value.idempotency_key == key
    assert outcome.body == (b"" if isinstance(answer, Exception) else answer.body)
    assert len(peer.heard) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(400, b'{"message":"No","logId":"abc-CPH","errors":{"name":{"errors":[{"message":"no"}]}}}'), Invalid),
        (Answer(404, b"<html>"), NotFound),
        (Answer(429, b"", {"Retry-After": "5"}), RateLimited),
    ],
)
def test_a_4xx_settles_that_nothing_was_done(
    answer: Answer, kind: type[GatewayError], economic_at_peer: Gateway, peer: Peer, notebook: Notebook
) -> None:
    peer.will_say("POST /customers", answer)

    with pytest.raises(kind) as caught:
        economic_at_peer.customers.add({"name": "Ada Holm"})

    assert not caught.value.outcome_unknown
    assert notebook.ended == [("key-1", Outcome(answer.status, answer.body, caught.value.log_id))]


def test_a_fault_of_ours_leaves_the_intent_open(economic_at_peer: Gateway, peer: Peer, notebook: Notebook) -> None:
    peer.will_say("DELETE /customers/7", ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        economic_at_peer.customers.remove(7)

    assert list(notebook.begun) == ["key-1"]
    assert notebook.ended == []


def test_asking_again_sends_the_same_bytes_with_the_same_key(
    economic_at_peer: Gateway, transport: Transport, peer: Peer, notebook: Notebook
) -> None:
    peer.will_say("POST /customers", requests.ReadTimeout("30 s"), Answer(201, CUSTOMER))
    with pytest.raises(Unreachable):
        economic_at_peer.customers.add({"name": "Ada Holm"})

    customer = transport.resend("key-1", notebook.begun["key-1"], Customer)

    first, second = peer.heard
    assert customer.customer_number == 7
    assert first.body == second.body
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == "key-1"
    assert len(notebook.begun) == 1
    assert [outcome.status for _, outcome in notebook.ended] == [None, 201]


def test_asking_again_while_nobody_may_ask_leaves_the_outcome_as_unknown_as_before(
    economic_at_peer: Gateway, transport: Transport, peer: Peer, notebook: Notebook
) -> None:
    peer.will_say("POST /customers", requests.ReadTimeout("30 s"))
    for _ in range(5):
        with pytest.raises(Unreachable):
            economic_at_peer.customers.add({"name": "Ada Holm"})

    with pytest.raises(CircuitOpen) as caught:
        transport.resend("key-1", notebook.begun["key-1"], Customer)

    assert (caught.value.outcome_unknown, caught.value.idempotency_key) == (True, "key-1")
    assert len(peer.heard) == 5
    assert [outcome.status for _, outcome in notebook.ended] == [None] * 5


def test_asking_again_when_the_time_is_over_leaves_the_outcome_as_unknown_as_before(
    economic_at_peer: Gateway, peer: Peer, notebook: Notebook
) -> None:
    peer.will_say("POST /customers", requests.ReadTimeout("30 s"))
    with pytest.raises(Unreachable):
        economic_at_peer.customers.add({"name": "Ada Holm"})

    transport = economic_at_peer.within(Deadline(0)).transport
    with pytest.raises(Unreachable) as caught:
        transport.resend("key-1", notebook.begun["key-1"], Customer)

    assert (caught.value.outcome_unknown, caught.value.idempotency_key) == (True, "key-1")
    assert len(peer.heard) == 1


def test_a_write_whose_time_runs_out_while_it_is_noted_is_sent_all_the_same(
    session: GatewaySession, peer: Peer
) -> None:
    brief = replace(AT_ONCE, connect_timeout=0.01, read_timeout=0.01)

    class Slow(Notebook):
        def begin(self, intent: Intent) -> str:
            threading.Event().wait(brief.single_attempt_timeout * 1.5)
            return super().begin(intent)

    notebook, upstream = Slow(), Upstream(ORIGIN, "slow-to-note")
    session.register_upstream(upstream, TOKENS, peer)
    peer.will_say("POST /customers", Answer(201, CUSTOMER))
    economic = Gateway(Transport(session, upstream, trail=notebook, retry_policy=brief))

    economic.customers.add({"name": "Ada Holm"})

    assert [outcome.status for _, outcome in notebook.ended] == [201]


def test_a_key_that_e_conomic_no_longer_takes_is_a_refusal(
    transport: Transport, economic_at_peer: Gateway, peer: Peer, notebook: Notebook
) -> None:
    refused = Answer(400, b'{"message":"Payload changed","errorCode":"PayloadChanged"}')
    peer.will_say("POST /customers", requests.ReadTimeout("30 s"), refused)
    with pytest.raises(Unreachable):
        economic_at_peer.customers.add({"name": "Ada Holm"})

    with pytest.raises(Invalid) as caught:
        transport.resend("key-1", notebook.begun["key-1"], Customer)

    assert caught.value.code == "PayloadChanged"


def test_each_write_has_its_verb_and_its_path(economic_at_peer: Gateway, peer: Peer, notebook: Notebook) -> None:
    peer.will_say("POST /customers", Answer(201, CUSTOMER))
    peer.will_say("POST /customers/7/contacts", Answer(201, CONTACT))
    peer.will_say("PUT /customers/7/contacts/314", Answer(200, CONTACT))
    peer.will_say("POST /customers/7/delivery-locations", Answer(201, LOCATION))
    peer.will_say("PUT /customers/7/delivery-locations/5", Answer(200, LOCATION))
    for path in ("customers/7", "customers/7/contacts/314", "customers/7/delivery-locations/5"):
        peer.will_say(f"DELETE /{path}", Answer(204, b"", {}))
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

    assert [f"{each.method} {each.url.removeprefix(ORIGIN)} {each.body.decode()}".strip() for each in peer.heard] == [
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
    assert {outcome.status for _, outcome in notebook.ended} == {200, 201, 204}
    assert [(intent.noun, intent.number) for intent in notebook.begun.values()][3:6] == [
        ("contacts", ""),
        ("contacts", "314"),
        ("contacts", "314"),
    ]
