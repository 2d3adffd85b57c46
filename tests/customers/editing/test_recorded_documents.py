"""Every recorded customer and contact: open it, change one field, save; what is sent differs in that field alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from econ_admin import connection
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import Contact, Customer, Record
from econ_admin.gateway.sessions import open_session
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.seed import documents as seeded
from econ_admin.trail.models import Intent
from tests.clock import DAY
from tests.customers.form_data import fill_in
from tests.gateway.recordings import list_recorded_documents

REFERENCES = {
    "paymentTerms": ("payment-terms", "paymentTermsNumber"),
    "customerGroup": ("customer-groups", "customerGroupNumber"),
    "vatZone": ("vat-zones", "vatZoneNumber"),
    "layout": ("layouts", "layoutNumber"),
    "salesPerson": ("employees", "employeeNumber"),
}
OWN = {
    "attention": ("contacts", "customerContactNumber"),
    "customerContact": ("contacts", "customerContactNumber"),
    "defaultDeliveryLocation": ("delivery-locations", "deliveryLocationNumber"),
}
HEARD = [(name, record, body) for name, record, body in list_recorded_documents() if record in (Customer, Contact)]
each_recorded = pytest.mark.parametrize(("name", "record", "body"), HEARD, ids=[name for name, _r, _b in HEARD])


def plain(document: dict[str, Any], record: type[Record]) -> dict[str, Any]:
    """Without links and what is read-only, references by their number alone."""
    numbers = {name: key for name, (_noun, key) in {**REFERENCES, **OWN}.items()} | {"customer": "customerNumber"}
    return {
        name: {numbers[name]: each[numbers[name]]} if name in numbers else each
        for name, each in document.items()
        if name not in record.LINKS | record.READ_ONLY
    }


def in_stock(number: int, noun: str, key: str, owner: int) -> tuple[str, dict[str, Any]]:
    """A document for a recorded reference to point at, made after one of the seed."""
    pattern = next(each for found, each in seeded(60, DAY) if found == noun)
    return noun, {**pattern, key: number, **({"customer": {"customerNumber": owner}} if "customer" in pattern else {})}


def stock(record: type[Record], body: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """The seed's reference lists, and this one document with all that it points at."""
    document = plain(decode(body), record)
    owner = 1 if record is Contact else document["customerNumber"]
    wanted: dict[tuple[str, int], dict[str, Any]] = {}
    for name, (noun, key) in {**REFERENCES, **OWN}.items():
        if name in document:
            made = in_stock(document[name][key], noun, key, owner)
            wanted[noun, document[name][key]] = made[1]
    for noun, each in seeded(1, DAY):
        key = next((key for found, key in REFERENCES.values() if found == noun), "")
        if noun not in ("customers", "contacts", "delivery-locations") and (noun, each.get(key, 0)) not in wanted:
            yield noun, each
    yield from ((noun, each) for (noun, _number), each in wanted.items())
    if document.get("currency") not in {each.get("code") for noun, each in seeded(1, DAY) if noun == "currencies"}:
        pattern = next(each for found, each in seeded(1, DAY) if found == "currencies")
        yield "currencies", {**pattern, "code": document.get("currency", "XXX")}
    if record is Contact:
        number = document["customer"]["customerNumber"]
        pattern = next(each for found, each in seeded(1, DAY) if found == "customers")
        yield "customers", {**pattern, "customerNumber": number}
        yield "contacts", {"sortKey": 1, **document}
    else:
        yield "customers", {"balance": 0, "dueAmount": 0, "lastUpdated": "2024-01-01T00:00:00Z", **document}


@pytest.fixture
def sandbox(settings: Settings, tmp_path: Path, record: type[Record], body: bytes) -> Iterator[Sandbox]:
    """The embedded sandbox, holding the recorded document."""
    settings.SANDBOX_STORE = store = tmp_path / "sandbox.sqlite"
    settings.ECONOMIC_CACHE = cache = tmp_path / "cache" / "economic.sqlite"
    Sandbox(store, day=DAY, seed=lambda size, day: stock(record, body)).close()
    embedded = connection.get_embedded_sandbox()
    yield embedded
    open_session(cache).close()
    embedded.close()


@each_recorded
def test_one_changed_field_is_all_that_differs(
    name: str, record: type[Record], body: bytes, client: Client, sandbox: Sandbox
) -> None:
    document = decode(body)
    if record is Customer:
        path, field, attribute = f"customers/{document['customerNumber']}", "city", "city"
        address = f"/sandbox/{path}/edit/"
    else:
        owner, number = document["customer"]["customerNumber"], document["customerContactNumber"]
        path, field, attribute = f"customers/{owner}/contacts/{number}", "phone", "phone"
        address = f"/sandbox/{path}/"
    fetched = sandbox.ask("GET", f"/{path}").json()

    answer = fill_in(client, address, **{attribute: "Vejle 12"})

    sent = decode(bytes(Intent.objects.get(method="PUT").body))
    assert answer.status_code == 303
    assert sent == {**plain(fetched, record), field: "Vejle 12"}
    assert {name: each for name, each in plain(document, record).items() if name != field} == {
        name: each for name, each in sent.items() if name != field and name in plain(document, record)
    }, "all that was recorded is in what was sent"


@each_recorded
def test_a_document_with_what_no_record_names_keeps_it(name: str, record: type[Record], body: bytes) -> None:
    document = {**decode(body), "colour": {"shade": 7, "self": "https://elsewhere"}}
    read = record.decode(encode(document))

    sent = read.with_changes(**{"city" if record is Customer else "phone": "Vejle 12"})

    assert sent["colour"] == {"shade": 7}
    assert sent.keys() - plain(document, record).keys() <= {"city", "phone"}
