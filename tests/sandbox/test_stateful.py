"""Random sequences of writes and reads, held against a plain model."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from econ_admin.sandbox import Answer, Sandbox
from econ_admin.sandbox.silence import Silence
from tests.sandbox import small_seed
from tests.sandbox.conftest import NOON
from tests.sandbox.model import NUMBERS, Document, Line, Register, net, plain

TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
HOME = "https://sandbox.invalid"

numbers = st.integers(1, 3)  # few, so that what is asked for is often there
words = st.sampled_from(["Ærø", "a", "Z", "", "1' OR", "*", "ß\0", "Møl (1), $"]) | st.text("aÆ%_ []", max_size=4)
amounts = st.sampled_from([0, 5, -3]) | st.decimals(-999, 999, places=3, allow_nan=False)
identifiers = st.sampled_from(["number", "self"])
customer_bodies = st.fixed_dictionaries(
    {"name": words.filter(bool), "currency": st.sampled_from(["DKK", "EUR"])},
    optional={"city": words, "zip": words, "barred": st.booleans(), "creditLimit": amounts},
)
bodies_below = {
    "contacts": st.fixed_dictionaries(
        {"name": words},
        optional={"email": words, "emailNotifications": st.lists(st.sampled_from(["invoices", "orders"]), max_size=2)},
    ),
    "delivery-locations": st.fixed_dictionaries(
        {}, optional={"address": words, "postalCode": words, "barred": st.booleans(), "sortKey": numbers}
    ),
}
below = st.sampled_from(sorted(NUMBERS)).flatmap(lambda noun: st.tuples(st.just(noun), bodies_below[noun]))
lines = st.lists(st.tuples(st.decimals(-9, 99, places=2), st.decimals(-9, 999, places=2)), max_size=3)
DRAFT: Document = {
    "date": "2026-11-23",
    "currency": "DKK",
    "layout": {"layoutNumber": 19},
    "paymentTerms": {"paymentTermsNumber": 1},
}
wrong = st.sampled_from(
    [{"city": None}, {"name": 5}, {"vatZone": {"vatZoneNumber": 9}}, {"layout": {}}, {"currency": "XXX"}, {"name": ""}]
)


def as_lines(lines: list[Line]) -> list[Document]:
    """Lines as they are sent."""
    product = {"productNumber": "1"}
    return [{"product": product, "quantity": quantity, "unitNetPrice": price} for quantity, price in lines]


def as_told(draft: Document) -> Document:
    """What the model knows of a draft that was answered."""
    lines = [(line["quantity"], line["unitNetPrice"]) for line in draft.get("lines", ())]
    return {"customer": draft["customer"]["customerNumber"], "name": draft["recipient"]["name"], "lines": lines}


class Writing(RuleBasedStateMachine):
    """Each rule asks one thing, and says from the model alone what has to come back."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.sandbox = sandbox
        self.sandbox.reset()
        self.register = Register()
        self.keys = (f"key-{number}" for number in count())
        self.asked_before: tuple[str, Document, str] | None = None
        for number in (1, 2):  # what stands under a customer needs one
            sent = self.whole({"name": "Ny", "currency": "DKK"})
            self.sandbox.ask("PUT", f"/customers/{number}", sent)
            self.register.put_customer(number, sent, self.stamp)

    @property
    def stamp(self) -> str:
        return f"{self.sandbox.now():%Y-%m-%dT%H:%M:%SZ}"

    def write(self, method: str, path: str, body: Any, *, again: bool = False) -> Answer:
        """A write with a key; `again` sends it twice, which must change nothing more."""
        headers = {**TOKENS, "Idempotency-Key": next(self.keys)}
        first = self.sandbox.ask(method, path, body, headers)
        if again:
            second = self.sandbox.ask(method, path, body, headers)
            assert (second.status, second.body, second.headers["X-ResultFromCache"]) == (
                first.status,
                first.body,
                "true",
            )
        return first

    def whole(self, body: Document, **more: Any) -> Document:
        """A body with what every customer needs."""
        return {
            **body,
            "paymentTerms": {"paymentTermsNumber": 1},
            "customerGroup": {"customerGroupNumber": 2},
            "vatZone": {"vatZoneNumber": 1},
            **more,
        }

    @rule(body=customer_bodies, number=st.none() | numbers, again=st.booleans())
    def add_customer(self, body: Document, number: int | None, *, again: bool) -> None:
        sent = self.whole(body, **({"customerNumber": number} if number else {}))
        answer = self.write("POST", "/customers", sent, again=again)
        if number in self.register.customers:
            assert (answer.status, answer.json()["errorCode"]) == (400, "E06010")
            return
        kept = self.register.put_customer(number or self.register.next_customer(), sent, self.stamp)
        assert (answer.status, plain(answer.json())) == (201, kept)
        assert answer.headers["Location"] == f"{HOME}/customers/{kept['customerNumber']}"

    @rule(body=customer_bodies, number=numbers, contact=st.none() | numbers, place=st.none() | numbers, by=identifiers)
    def replace_customer(self, body: Document, number: int, contact: int | None, place: int | None, by: str) -> None:
        sent = self.whole(body)
        whose = {"contacts": contact, "delivery-locations": place}
        for name, noun in (("attention", "contacts"), ("defaultDeliveryLocation", "delivery-locations")):
            key = whose[noun]
            if key:
                address = f"{HOME}/customers/{number}/{noun}/{key}"
                sent[name] = {NUMBERS[noun]: key} if by == "number" else {"self": address}
        answer = self.write("PUT", f"/customers/{number}", sent)
        strange = [noun for noun, key in whose.items() if key and self.register.owner(noun, key) != number]
        if strange:
            assert (answer.status, answer.json()["errorCount"]) == (400, len(strange))
            return
        for name, noun in (("attention", "contacts"), ("defaultDeliveryLocation", "delivery-locations")):
            if name in sent:
                sent[name] = {NUMBERS[noun]: whose[noun]}
        made = number not in self.register.customers
        kept = self.register.put_customer(number, sent, self.stamp)
        assert (answer.status, plain(answer.json())) == (201 if made else 200, kept)

    @rule(body=customer_bodies, number=numbers, more=wrong, make=st.booleans())
    def refuse_customer(self, body: Document, number: int, more: Document, *, make: bool) -> None:
        method, path = ("POST", "/customers") if make else ("PUT", f"/customers/{number}")
        answer = self.write(method, path, self.whole(body, **more), again=True)
        assert answer.status == 400

    @rule(number=numbers, value=st.booleans())
    def patch_customer(self, number: int, *, value: bool) -> None:
        operation = {"op": "replace", "path": "/eInvoicingDisabledByDefault", "value": value}
        answer = self.write("PATCH", f"/customers/{number}", [operation])
        if number not in self.register.customers:
            assert answer.status == 404
            return
        kept = self.register.customers[number]
        kept |= {"eInvoicingDisabledByDefault": value, "lastUpdated": self.stamp}
        assert (answer.status, plain(answer.json())) == (200, kept)

    @rule(number=numbers, again=st.booleans())
    def remove_customer(self, number: int, *, again: bool) -> None:
        answer = self.write("DELETE", f"/customers/{number}", None, again=again)
        if self.register.in_use(number):
            assert answer.status == 400
        elif number in self.register.customers:
            self.register.drop_customer(number)
            assert (answer.status, answer.body) == (204, b"")
        else:
            assert (answer.status, answer.json()["errorCode"]) == (404, "E06000")

    @rule(what=below, customer=numbers, again=st.booleans())
    def add_below(self, what: tuple[str, Document], customer: int, *, again: bool) -> None:
        noun, body = what
        answer = self.write("POST", f"/customers/{customer}/{noun}", body, again=again)
        if customer not in self.register.customers:
            assert answer.status == 404
            return
        kept = self.register.put_below(noun, None, customer, body)
        assert (answer.status, plain(answer.json())) == (201, kept)

    @rule(what=below, customer=numbers, number=numbers)
    def replace_below(self, what: tuple[str, Document], customer: int, number: int) -> None:
        noun, body = what
        sent = {**body, NUMBERS[noun]: number}
        answer = self.write("PUT", f"/customers/{customer}/{noun}/{number}", sent)
        if self.register.owner(noun, number) != customer:
            assert (answer.status, answer.json()["errorCode"]) == (404, "E06000")
            return
        kept = self.register.put_below(noun, number, customer, body)
        assert (answer.status, plain(answer.json())) == (200, kept)

    @rule(noun=st.sampled_from(sorted(NUMBERS)), customer=numbers, number=numbers)
    def remove_below(self, noun: str, customer: int, number: int) -> None:
        answer = self.write("DELETE", f"/customers/{customer}/{noun}/{number}", None)
        if self.register.owner(noun, number) != customer:
            assert answer.status == 404
            return
        self.register.drop_below(noun, number)
        assert answer.status == 204

    @rule(customer=numbers, name=words, lines=lines, number=st.none() | numbers, again=st.booleans())
    def write_draft(self, customer: int, name: str, lines: list[Line], number: int | None, *, again: bool) -> None:
        """A draft made or replaced, and with a number that nobody has made under it."""
        method, path = ("PUT", f"/invoices/drafts/{number}") if number else ("POST", "/invoices/drafts")
        sent = {**DRAFT, "customer": {"customerNumber": customer}, "lines": as_lines(lines)}
        sent["recipient"] = {"name": name, "vatZone": {"vatZoneNumber": 1}}
        answer = self.write(method, path, sent, again=again)
        owner = self.register.customers.get(customer)
        if owner is None or owner.get("barred"):
            assert (answer.status, answer.json()["errorCode"]) == (400, "E04300")
            return
        made = number is None or number not in self.register.drafts
        kept = self.register.put_draft(number, customer, name, lines)
        assert answer.status == (201 if made else 200)
        assert as_told(answer.json()) == kept
        assert answer.json()["netAmount"] == net(lines)

    @rule(number=numbers, lines=lines, again=st.booleans())
    def add_lines(self, number: int, lines: list[Line], *, again: bool) -> None:
        answer = self.write("POST", f"/invoices/drafts/{number}/lines", {"lines": as_lines(lines)}, again=again)
        if number not in self.register.drafts:
            assert answer.status == 404
            return
        kept = self.register.drafts[number]
        kept["lines"] = kept["lines"] + lines
        assert (answer.status, as_told(answer.json())) == (201, kept)
        assert answer.json()["netAmount"] == net(kept["lines"])

    @rule(number=numbers, again=st.booleans())
    def remove_draft(self, number: int, *, again: bool) -> None:
        answer = self.write("DELETE", f"/invoices/drafts/{number}", None, again=again)
        if self.register.drafts.pop(number, None):
            assert (answer.status, answer.json()["deletedCount"]) == (200, 1)
        else:
            assert answer.status == 404

    @rule(customer=numbers)
    def remove_drafts_of_a_customer(self, customer: int) -> None:
        answer = self.write("DELETE", f"/invoices/drafts?filter=customer.customerNumber$eq:{customer}", None)
        gone = [number for number, draft in sorted(self.register.drafts.items()) if draft["customer"] == customer]
        self.register.drafts = {key: draft for key, draft in self.register.drafts.items() if key not in gone}
        assert answer.status == 200
        assert [draft["draftInvoiceNumber"] for draft in answer.json()["deletedItems"]] == gone

    @rule(number=numbers)
    def read_draft(self, number: int) -> None:
        answer = self.sandbox.ask("GET", f"/invoices/drafts/{number}")
        known = self.register.drafts.get(number)
        assert answer.status == (200 if known else 404)
        assert known is None or as_told(answer.json()) == known

    @rule(body=customer_bodies)
    def lose_the_answer(self, body: Document) -> None:
        """A write done in silence is answered when it is asked again."""
        sent, headers = self.whole(body), {**TOKENS, "Idempotency-Key": next(self.keys)}
        self.sandbox.fault("POST", "/customers", "silence-after")
        with pytest.raises(Silence):
            self.sandbox.ask("POST", "/customers", sent, headers)
        kept = self.register.put_customer(self.register.next_customer(), sent, self.stamp)
        answer = self.sandbox.ask("POST", "/customers", sent, headers)
        assert (answer.status, plain(answer.json())) == (201, kept)
        self.asked_before = ("/customers", sent, headers["Idempotency-Key"])

    @rule()
    def ask_again_after_an_hour(self) -> None:
        """The key is forgotten by then, and what it did is done once more."""
        if self.asked_before is None:
            return
        path, sent, key = self.asked_before
        self.sandbox.advance(3600)
        answer = self.sandbox.ask("POST", path, sent, {**TOKENS, "Idempotency-Key": key})
        kept = self.register.put_customer(self.register.next_customer(), sent, self.stamp)
        assert (answer.status, plain(answer.json())) == (201, kept)

    @rule(number=numbers)
    def read_one(self, number: int) -> None:
        answer = self.sandbox.ask("GET", f"/customers/{number}")
        known = self.register.customers.get(number)
        assert answer.status == (200 if known else 404)
        assert known is None or plain(answer.json()) == known

    @rule(page=st.integers(0, 2), size=st.integers(1, 3), barred=st.none() | st.booleans())
    def read_a_page(self, page: int, size: int, *, barred: bool | None) -> None:
        chosen = "" if barred is None else f"&filter=barred$eq:{barred}"
        answer = self.sandbox.ask("GET", f"/customers?skippages={page}&pagesize={size}{chosen}").json()
        customers = [customer for _, customer in sorted(self.register.customers.items())]
        found = [customer for customer in customers if barred is None or customer.get("barred", False) is barred]
        assert answer["pagination"]["results"] == len(found)
        assert answer["pagination"]["resultsWithoutFilter"] == len(customers)
        assert [plain(customer) for customer in answer["collection"]] == found[page * size : page * size + size]

    def teardown(self) -> None:
        """In the end everything is as the model has it."""
        drafts = self.sandbox.ask("GET", "/invoices/drafts?pagesize=1000").json()["collection"]
        assert [draft["draftInvoiceNumber"] for draft in drafts] == sorted(self.register.drafts)
        told = self.sandbox.ask("GET", "/customers?pagesize=1000").json()["collection"]
        assert [plain(customer) for customer in told] == [
            customer for _, customer in sorted(self.register.customers.items())
        ]
        for customer in self.register.customers:
            for noun in NUMBERS:
                told = self.sandbox.ask("GET", f"/customers/{customer}/{noun}").json()["collection"]
                assert [plain(customer) for customer in told] == self.register.of(noun, customer)


def references_alone(_size: int, day: date) -> Iterator[tuple[str, Document]]:
    yield from (each for each in small_seed.documents(0, day) if each[0] not in ("customers", *NUMBERS))


def test_whatever_is_written_in_whatever_order_stands_as_the_model_says(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", 0, date(2026, 11, 23), lambda: NOON, seed=references_alone)

    class Here(Writing):
        def __init__(self) -> None:
            super().__init__(sandbox)

    run_state_machine_as_test(Here, settings=settings(stateful_step_count=50, suppress_health_check=list(HealthCheck)))
    sandbox.close()
