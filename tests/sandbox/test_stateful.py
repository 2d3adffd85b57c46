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

from econ_admin.sandbox import Sandbox, SandboxResponse
from econ_admin.sandbox.silence import ConnectionClosed
from tests.sandbox import small_seed
from tests.sandbox.conftest import NOON
from tests.sandbox.model import KEY_FIELDS, Document, QuantityAndPrice, RegisterModel, strip_links, sum_net

TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
ORIGIN = "https://sandbox.invalid"

numbers = st.integers(1, 3)  # few, so that what is asked for is often there
words = st.sampled_from(["Ærø", "a", "Z", "", "1' OR", "*", "ß\0", "Møl (1), $"]) | st.text("aÆ%_ []", max_size=4)
amounts = st.sampled_from([0, 5, -3]) | st.decimals(-999, 999, places=3, allow_nan=False)
identifiers = st.sampled_from(["number", "self"])
customer_bodies = st.fixed_dictionaries(
    {"name": words.filter(bool), "currency": st.sampled_from(["DKK", "EUR"])},
    optional={"city": words, "zip": words, "barred": st.booleans(), "creditLimit": amounts},
)
child_bodies = {
    "contacts": st.fixed_dictionaries(
        {"name": words},
        optional={"email": words, "emailNotifications": st.lists(st.sampled_from(["invoices", "orders"]), max_size=2)},
    ),
    "delivery-locations": st.fixed_dictionaries(
        {}, optional={"address": words, "postalCode": words, "barred": st.booleans(), "sortKey": numbers}
    ),
}
children = st.sampled_from(sorted(KEY_FIELDS)).flatmap(lambda noun: st.tuples(st.just(noun), child_bodies[noun]))
lines = st.lists(st.tuples(st.decimals(-9, 99, places=2), st.decimals(-9, 999, places=2)), max_size=3)
DRAFT: Document = {
    "date": "2026-11-23",
    "currency": "DKK",
    "layout": {"layoutNumber": 19},
    "paymentTerms": {"paymentTermsNumber": 1},
}
invalid_properties = st.sampled_from(
    [{"city": None}, {"name": 5}, {"vatZone": {"vatZoneNumber": 9}}, {"layout": {}}, {"currency": "XXX"}, {"name": ""}]
)


def build_lines(lines: list[QuantityAndPrice]) -> list[Document]:
    """Lines as they are sent."""
    product = {"productNumber": "1"}
    return [{"product": product, "quantity": quantity, "unitNetPrice": price} for quantity, price in lines]


def summarize_draft(draft: Document) -> Document:
    """What the model knows of a draft that was answered."""
    lines = [(line["quantity"], line["unitNetPrice"]) for line in draft.get("lines", ())]
    return {"customer": draft["customer"]["customerNumber"], "name": draft["recipient"]["name"], "lines": lines}


class WriteMachine(RuleBasedStateMachine):
    """Each rule asks one thing, and says from the model alone what has to come back."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.sandbox = sandbox
        self.sandbox.reset()
        self.model = RegisterModel()
        self.keys = (f"key-{number}" for number in count())
        self.last_write: tuple[str, Document, str] | None = None
        for number in (1, 2):  # contacts, locations and drafts need a customer
            body = self.complete_body({"name": "Ny", "currency": "DKK"})
            self.sandbox.request("PUT", f"/customers/{number}", body)
            self.model.save_customer(number, body, self.stamp)

    @property
    def stamp(self) -> str:
        return f"{self.sandbox.now():%Y-%m-%dT%H:%M:%SZ}"

    def send_write(self, method: str, path: str, body: Any, *, repeat: bool = False) -> SandboxResponse:
        """A write with a key; `again` sends it twice, which must change nothing more."""
        headers = {**TOKENS, "Idempotency-Key": next(self.keys)}
        first = self.sandbox.request(method, path, body, headers)
        if repeat:
            second = self.sandbox.request(method, path, body, headers)
            assert (second.status, second.body, second.headers["X-ResultFromCache"]) == (
                first.status,
                first.body,
                "true",
            )
        return first

    def complete_body(self, body: Document, **overrides: Any) -> Document:
        """A body with what every customer needs."""
        return {
            **body,
            "paymentTerms": {"paymentTermsNumber": 1},
            "customerGroup": {"customerGroupNumber": 2},
            "vatZone": {"vatZoneNumber": 1},
            **overrides,
        }

    @rule(body=customer_bodies, number=st.none() | numbers, repeat=st.booleans())
    def add_customer(self, body: Document, number: int | None, *, repeat: bool) -> None:
        request_body = self.complete_body(body, **({"customerNumber": number} if number else {}))
        response = self.send_write("POST", "/customers", request_body, repeat=repeat)
        if number in self.model.customers:
            assert (response.status, response.json()["errorCode"]) == (400, "E06010")
            return
        expected = self.model.save_customer(number or self.model.get_next_number(), request_body, self.stamp)
        assert (response.status, strip_links(response.json())) == (201, expected)
        assert response.headers["Location"] == f"{ORIGIN}/customers/{expected['customerNumber']}"

    @rule(
        body=customer_bodies,
        number=numbers,
        contact=st.none() | numbers,
        location=st.none() | numbers,
        identified_by=identifiers,
    )
    def replace_customer(
        self, body: Document, number: int, contact: int | None, location: int | None, identified_by: str
    ) -> None:
        request_body = self.complete_body(body)
        children = {"contacts": contact, "delivery-locations": location}
        for name, noun in (("attention", "contacts"), ("defaultDeliveryLocation", "delivery-locations")):
            key = children[noun]
            if key:
                address = f"{ORIGIN}/customers/{number}/{noun}/{key}"
                request_body[name] = {KEY_FIELDS[noun]: key} if identified_by == "number" else {"self": address}
        response = self.send_write("PUT", f"/customers/{number}", request_body)
        wrong_owner = [noun for noun, key in children.items() if key and self.model.get_owner(noun, key) != number]
        if wrong_owner:
            assert (response.status, response.json()["errorCount"]) == (400, len(wrong_owner))
            return
        for name, noun in (("attention", "contacts"), ("defaultDeliveryLocation", "delivery-locations")):
            if name in request_body:
                request_body[name] = {KEY_FIELDS[noun]: children[noun]}
        is_new = number not in self.model.customers
        expected = self.model.save_customer(number, request_body, self.stamp)
        assert (response.status, strip_links(response.json())) == (201 if is_new else 200, expected)

    @rule(body=customer_bodies, number=numbers, invalid=invalid_properties, create=st.booleans())
    def refuse_customer(self, body: Document, number: int, invalid: Document, *, create: bool) -> None:
        method, path = ("POST", "/customers") if create else ("PUT", f"/customers/{number}")
        response = self.send_write(method, path, self.complete_body(body, **invalid), repeat=True)
        assert response.status == 400

    @rule(number=numbers, value=st.booleans())
    def patch_customer(self, number: int, *, value: bool) -> None:
        operation = {"op": "replace", "path": "/eInvoicingDisabledByDefault", "value": value}
        response = self.send_write("PATCH", f"/customers/{number}", [operation])
        if number not in self.model.customers:
            assert response.status == 404
            return
        expected = self.model.customers[number]
        expected |= {"eInvoicingDisabledByDefault": value, "lastUpdated": self.stamp}
        assert (response.status, strip_links(response.json())) == (200, expected)

    @rule(number=numbers, repeat=st.booleans())
    def remove_customer(self, number: int, *, repeat: bool) -> None:
        response = self.send_write("DELETE", f"/customers/{number}", None, repeat=repeat)
        if self.model.is_in_use(number):
            assert response.status == 400
        elif number in self.model.customers:
            self.model.remove_customer(number)
            assert (response.status, response.body) == (204, b"")
        else:
            assert (response.status, response.json()["errorCode"]) == (404, "E06000")

    @rule(noun_and_body=children, customer=numbers, repeat=st.booleans())
    def add_child(self, noun_and_body: tuple[str, Document], customer: int, *, repeat: bool) -> None:
        noun, body = noun_and_body
        response = self.send_write("POST", f"/customers/{customer}/{noun}", body, repeat=repeat)
        if customer not in self.model.customers:
            assert response.status == 404
            return
        expected = self.model.save_child(noun, None, customer, body)
        assert (response.status, strip_links(response.json())) == (201, expected)

    @rule(noun_and_body=children, customer=numbers, number=numbers)
    def replace_child(self, noun_and_body: tuple[str, Document], customer: int, number: int) -> None:
        noun, body = noun_and_body
        request_body = {**body, KEY_FIELDS[noun]: number}
        response = self.send_write("PUT", f"/customers/{customer}/{noun}/{number}", request_body)
        if self.model.get_owner(noun, number) != customer:
            assert (response.status, response.json()["errorCode"]) == (404, "E06000")
            return
        expected = self.model.save_child(noun, number, customer, body)
        assert (response.status, strip_links(response.json())) == (200, expected)

    @rule(noun=st.sampled_from(sorted(KEY_FIELDS)), customer=numbers, number=numbers)
    def remove_child(self, noun: str, customer: int, number: int) -> None:
        response = self.send_write("DELETE", f"/customers/{customer}/{noun}/{number}", None)
        if self.model.get_owner(noun, number) != customer:
            assert response.status == 404
            return
        self.model.remove_child(noun, number)
        assert response.status == 204

    @rule(customer=numbers, name=words, lines=lines, number=st.none() | numbers, repeat=st.booleans())
    def save_draft(
        self, customer: int, name: str, lines: list[QuantityAndPrice], number: int | None, *, repeat: bool
    ) -> None:
        """A draft made or replaced, and with a number that nobody has made under it."""
        method, path = ("PUT", f"/invoices/drafts/{number}") if number else ("POST", "/invoices/drafts")
        request_body = {**DRAFT, "customer": {"customerNumber": customer}, "lines": build_lines(lines)}
        request_body["recipient"] = {"name": name, "vatZone": {"vatZoneNumber": 1}}
        response = self.send_write(method, path, request_body, repeat=repeat)
        customer_document = self.model.customers.get(customer)
        if customer_document is None or customer_document.get("barred"):
            assert (response.status, response.json()["errorCode"]) == (400, "E04300")
            return
        is_new = number is None or number not in self.model.drafts
        expected = self.model.save_draft(number, customer, name, lines)
        assert response.status == (201 if is_new else 200)
        assert summarize_draft(response.json()) == expected
        assert response.json()["netAmount"] == sum_net(lines)

    @rule(number=numbers, lines=lines, repeat=st.booleans())
    def add_lines(self, number: int, lines: list[QuantityAndPrice], *, repeat: bool) -> None:
        response = self.send_write(
            "POST", f"/invoices/drafts/{number}/lines", {"lines": build_lines(lines)}, repeat=repeat
        )
        if number not in self.model.drafts:
            assert response.status == 404
            return
        expected = self.model.drafts[number]
        expected["lines"] = expected["lines"] + lines
        assert (response.status, summarize_draft(response.json())) == (201, expected)
        assert response.json()["netAmount"] == sum_net(expected["lines"])

    @rule(number=numbers, repeat=st.booleans())
    def remove_draft(self, number: int, *, repeat: bool) -> None:
        response = self.send_write("DELETE", f"/invoices/drafts/{number}", None, repeat=repeat)
        if self.model.drafts.pop(number, None):
            assert (response.status, response.json()["deletedCount"]) == (200, 1)
        else:
            assert response.status == 404

    @rule(customer=numbers)
    def remove_customer_drafts(self, customer: int) -> None:
        response = self.send_write("DELETE", f"/invoices/drafts?filter=customer.customerNumber$eq:{customer}", None)
        removed_numbers = [
            number for number, draft in sorted(self.model.drafts.items()) if draft["customer"] == customer
        ]
        self.model.drafts = {key: draft for key, draft in self.model.drafts.items() if key not in removed_numbers}
        assert response.status == 200
        assert [draft["draftInvoiceNumber"] for draft in response.json()["deletedItems"]] == removed_numbers

    @rule(number=numbers)
    def read_draft(self, number: int) -> None:
        response = self.sandbox.request("GET", f"/invoices/drafts/{number}")
        expected = self.model.drafts.get(number)
        assert response.status == (200 if expected else 404)
        assert expected is None or summarize_draft(response.json()) == expected

    @rule(body=customer_bodies)
    def lose_response(self, body: Document) -> None:
        """A write done in silence is answered when it is asked again."""
        request_body, headers = self.complete_body(body), {**TOKENS, "Idempotency-Key": next(self.keys)}
        self.sandbox.fault("POST", "/customers", "silence-after")
        with pytest.raises(ConnectionClosed):
            self.sandbox.request("POST", "/customers", request_body, headers)
        expected = self.model.save_customer(self.model.get_next_number(), request_body, self.stamp)
        response = self.sandbox.request("POST", "/customers", request_body, headers)
        assert (response.status, strip_links(response.json())) == (201, expected)
        self.last_write = ("/customers", request_body, headers["Idempotency-Key"])

    @rule()
    def retry_after_an_hour(self) -> None:
        """The key is forgotten by then, and what it did is done once more."""
        if self.last_write is None:
            return
        path, request_body, key = self.last_write
        self.sandbox.advance(3600)
        response = self.sandbox.request("POST", path, request_body, {**TOKENS, "Idempotency-Key": key})
        expected = self.model.save_customer(self.model.get_next_number(), request_body, self.stamp)
        assert (response.status, strip_links(response.json())) == (201, expected)

    @rule(number=numbers)
    def read_customer(self, number: int) -> None:
        response = self.sandbox.request("GET", f"/customers/{number}")
        expected = self.model.customers.get(number)
        assert response.status == (200 if expected else 404)
        assert expected is None or strip_links(response.json()) == expected

    @rule(page=st.integers(0, 2), size=st.integers(1, 3), barred=st.none() | st.booleans())
    def read_page(self, page: int, size: int, *, barred: bool | None) -> None:
        filter_query = "" if barred is None else f"&filter=barred$eq:{barred}"
        body = self.sandbox.request("GET", f"/customers?skippages={page}&pagesize={size}{filter_query}").json()
        customers = [customer for _, customer in sorted(self.model.customers.items())]
        matching = [customer for customer in customers if barred is None or customer.get("barred", False) is barred]
        assert body["pagination"]["results"] == len(matching)
        assert body["pagination"]["resultsWithoutFilter"] == len(customers)
        assert [strip_links(customer) for customer in body["collection"]] == matching[page * size : page * size + size]

    def teardown(self) -> None:
        """In the end everything is as the model has it."""
        drafts = self.sandbox.request("GET", "/invoices/drafts?pagesize=1000").json()["collection"]
        assert [draft["draftInvoiceNumber"] for draft in drafts] == sorted(self.model.drafts)
        documents = self.sandbox.request("GET", "/customers?pagesize=1000").json()["collection"]
        assert [strip_links(customer) for customer in documents] == [
            customer for _, customer in sorted(self.model.customers.items())
        ]
        for customer in self.model.customers:
            for noun in KEY_FIELDS:
                documents = self.sandbox.request("GET", f"/customers/{customer}/{noun}").json()["collection"]
                assert [strip_links(customer) for customer in documents] == self.model.list_children(noun, customer)


def seed_without_customers(_size: int, day: date) -> Iterator[tuple[str, Document]]:
    yield from (each for each in small_seed.generate_documents(0, day) if each[0] not in ("customers", *KEY_FIELDS))


@pytest.mark.slow
def test_random_writes_match_the_model(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", 0, date(2026, 11, 23), lambda: NOON, seed=seed_without_customers)

    class BoundWriteMachine(WriteMachine):
        def __init__(self) -> None:
            super().__init__(sandbox)

    run_state_machine_as_test(
        BoundWriteMachine, settings=settings(stateful_step_count=50, suppress_health_check=list(HealthCheck))
    )
    sandbox.close()
