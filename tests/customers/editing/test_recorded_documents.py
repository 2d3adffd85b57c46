"""Every recorded customer and contact: after one field is changed and saved, only that field differs."""

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
from econ_admin.sandbox.seed import generate_documents as list_seed_documents
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
CUSTOMER_REFERENCES = {
    "attention": ("contacts", "customerContactNumber"),
    "customerContact": ("contacts", "customerContactNumber"),
    "defaultDeliveryLocation": ("delivery-locations", "deliveryLocationNumber"),
}
RECORDED = [(name, record, body) for name, record, body in list_recorded_documents() if record in (Customer, Contact)]
with_each_recorded_document = pytest.mark.parametrize(
    ("name", "record", "body"), RECORDED, ids=[name for name, _r, _b in RECORDED]
)


def strip_document(document: dict[str, Any], record: type[Record]) -> dict[str, Any]:
    """The document without links and read-only fields, and with references by number only."""
    numbers = {name: key for name, (_noun, key) in {**REFERENCES, **CUSTOMER_REFERENCES}.items()} | {
        "customer": "customerNumber"
    }
    return {
        name: {numbers[name]: value[numbers[name]]} if name in numbers else value
        for name, value in document.items()
        if name not in record.LINKS | record.READ_ONLY
    }


def build_referenced_document(number: int, noun: str, key: str, owner: int) -> tuple[str, dict[str, Any]]:
    """The document that a recorded reference refers to, built from one of the seed."""
    example = next(document for seed_noun, document in list_seed_documents(60, DAY) if seed_noun == noun)
    return noun, {**example, key: number, **({"customer": {"customerNumber": owner}} if "customer" in example else {})}


def list_store_documents(record: type[Record], body: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """The seed's reference lists, this document, and the documents that it refers to."""
    document = strip_document(decode(body), record)
    owner = 1 if record is Contact else document["customerNumber"]
    referenced: dict[tuple[str, int], dict[str, Any]] = {}
    for name, (noun, key) in {**REFERENCES, **CUSTOMER_REFERENCES}.items():
        if name in document:
            noun_and_document = build_referenced_document(document[name][key], noun, key, owner)
            referenced[noun, document[name][key]] = noun_and_document[1]
    for noun, seed_document in list_seed_documents(1, DAY):
        key = next((key for seed_noun, key in REFERENCES.values() if seed_noun == noun), "")
        if (
            noun not in ("customers", "contacts", "delivery-locations")
            and (noun, seed_document.get(key, 0)) not in referenced
        ):
            yield noun, seed_document
    yield from ((noun, referenced_document) for (noun, _number), referenced_document in referenced.items())
    if document.get("currency") not in {
        seed_document.get("code") for noun, seed_document in list_seed_documents(1, DAY) if noun == "currencies"
    }:
        example = next(
            seed_document for seed_noun, seed_document in list_seed_documents(1, DAY) if seed_noun == "currencies"
        )
        yield "currencies", {**example, "code": document.get("currency", "XXX")}
    if record is Contact:
        number = document["customer"]["customerNumber"]
        example = next(
            seed_document for seed_noun, seed_document in list_seed_documents(1, DAY) if seed_noun == "customers"
        )
        yield "customers", {**example, "customerNumber": number}
        yield "contacts", {"sortKey": 1, **document}
    else:
        yield "customers", {"balance": 0, "dueAmount": 0, "lastUpdated": "2024-01-01T00:00:00Z", **document}


@pytest.fixture
def sandbox(settings: Settings, tmp_path: Path, record: type[Record], body: bytes) -> Iterator[Sandbox]:
    """The embedded sandbox with the recorded document in it."""
    settings.SANDBOX_STORE = store = tmp_path / "sandbox.sqlite"
    settings.ECONOMIC_CACHE = cache = tmp_path / "cache" / "economic.sqlite"
    Sandbox(store, day=DAY, seed=lambda size, day: list_store_documents(record, body)).close()
    embedded = connection.get_embedded_sandbox()
    yield embedded
    open_session(cache).close()
    embedded.close()


@with_each_recorded_document
def test_saving_one_field_changes_only_that_field(
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
    fetched = sandbox.request("GET", f"/{path}").json()

    response = fill_in(client, address, **{attribute: "Vejle 12"})

    sent = decode(bytes(Intent.objects.get(method="PUT").body))
    assert response.status_code == 303
    assert sent == {**strip_document(fetched, record), field: "Vejle 12"}
    assert {name: value for name, value in strip_document(document, record).items() if name != field} == {
        name: value for name, value in sent.items() if name != field and name in strip_document(document, record)
    }, "everything recorded is in what was sent"


@with_each_recorded_document
def test_unknown_properties_are_kept(name: str, record: type[Record], body: bytes) -> None:
    document = {**decode(body), "colour": {"shade": 7, "self": "https://elsewhere"}}
    record_read = record.decode(encode(document))

    sent = record_read.with_changes(**{"city" if record is Customer else "phone": "Vejle 12"})

    assert sent["colour"] == {"shade": 7}
    assert sent.keys() - strip_document(document, record).keys() <= {"city", "phone"}
