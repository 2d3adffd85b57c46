"""Comparing the answer to a save with what was sent."""

from decimal import Decimal
from typing import Any

import pytest

from customers.editing import leases, recovery_copies, save, unresolved_writes
from customers.editing.merge import Conflict, MergeResult
from customers.editing.save import SaveConflict, find_dropped_fields
from econ_admin.gateway.json_codec import encode
from econ_admin.gateway.records import Customer, DraftInvoice
from tests.site import ROOT

SENT: dict[str, Any] = {
    "customerNumber": 7,
    "currency": "DKK",
    "paymentTerms": {"paymentTermsNumber": 1},
    "customerGroup": {"customerGroupNumber": 1},
    "vatZone": {"vatZoneNumber": 1},
    "name": "Ada Holm",
    "creditLimit": Decimal("100.0"),
    "eInvoicingDisabledByDefault": False,
}


def build_answer(**changes: Any) -> Customer:
    """What e-conomic answers: what was sent, with links, read-only fields and `changes`; None removes a field."""
    document = SENT | {"balance": 0, "self": "https://one/customers/7", "creditLimit": Decimal("100.00")}
    document["vatZone"] = {"vatZoneNumber": 1, "self": "https://one/vat-zones/1"}
    return Customer.decode(encode({name: value for name, value in (document | changes).items() if value is not None}))


def test_nothing_is_dropped_if_the_answer_equals_the_request() -> None:
    assert find_dropped_fields(SENT, build_answer()) == ()


@pytest.mark.parametrize(
    ("changes", "dropped"),
    [
        ({"name": "Ada"}, ("name",)),
        ({"creditLimit": None}, ("credit_limit",)),
        ({"vatZone": {"vatZoneNumber": 2}}, ("vat_zone",)),
        ({"eInvoicingDisabledByDefault": True}, ()),  # no PUT changes it
        ({"city": "Skagen"}, ()),
    ],
)
def test_fields_changed_by_economic_are_named(changes: dict[str, Any], dropped: tuple[str, ...]) -> None:
    assert find_dropped_fields(SENT, build_answer(**changes)) == dropped


def test_dropped_unknown_property_is_named_by_its_wire_name() -> None:
    assert find_dropped_fields(SENT | {"colour": "red"}, build_answer()) == ("colour",)


@pytest.mark.parametrize(
    ("received", "dropped"),
    [
        (["a", "b"], ()),
        (["b", "a"], ()),
        (["a"], ("tags",)),
        (["a", "c"], ("tags",)),
        (["a", "b", "c"], ("tags",)),
        (None, ("tags",)),
    ],
)
def test_list_must_come_back_with_the_same_items(received: list[str] | None, dropped: tuple[str, ...]) -> None:
    assert find_dropped_fields(SENT | {"tags": ["a", "b"]}, build_answer(tags=received)) == dropped


DRAFT: dict[str, Any] = {
    "draftInvoiceNumber": 30,
    "date": "2026-11-23",
    "currency": "DKK",
    "paymentTerms": {"paymentTermsNumber": 1},
    "customer": {"customerNumber": 7},
    "recipient": {"name": "Ada Holm", "vatZone": {"vatZoneNumber": 1}},
    "lines": [{"lineNumber": 1, "description": "A"}, {"lineNumber": 2, "description": "B"}],
}


@pytest.mark.parametrize(
    ("sent", "dropped"),
    [
        ({"recipient": DRAFT["recipient"] | {"cvr": "29188475"}}, ()),  # no write takes it
        ({"recipient": DRAFT["recipient"] | {"mobilePhone": "20202020"}}, ("recipient.mobile_phone",)),
        ({"recipient": DRAFT["recipient"] | {"whatIsNew": 1}}, ("recipient.whatIsNew",)),
        ({"notes": {"heading": "Tak"}}, ("notes.heading",)),
        ({"lines": [DRAFT["lines"][0], {"lineNumber": 2, "description": "C"}]}, ("lines.2.description",)),
        ({"lines": DRAFT["lines"][::-1]}, ()),
        ({"lines": [*DRAFT["lines"], {"lineNumber": 3, "description": "C"}]}, ("lines",)),
        ({"lines": [{"description": "A"}, {"description": "B"}]}, ()),
    ],
)
def test_dropped_field_of_a_part_is_named_by_its_path(sent: dict[str, Any], dropped: tuple[str, ...]) -> None:
    assert find_dropped_fields(DRAFT | sent, DraftInvoice.decode(encode(DRAFT))) == dropped


def test_emptied_field_that_is_still_there_is_named() -> None:
    assert find_dropped_fields(SENT, build_answer(city="Skagen"), {"city": ""}) == ("city",)


def test_absent_equals_empty() -> None:
    sent = SENT | {"city": "", "barred": False, "emailNotifications": [], "zip": "9990"}

    assert find_dropped_fields(sent, build_answer()) == ("zip",)


def test_conflict_error_names_the_fields() -> None:
    conflicts = (Conflict("city", "Skagen", "Vejle", "Odense"), Conflict("ean", "", "1", "2"))

    assert str(SaveConflict(MergeResult({}, conflicts), build_answer())) == "city, ean"


def test_docs_state_the_actual_durations() -> None:
    text = " ".join((ROOT / "docs" / "saving.md").read_text().split())

    lease_seconds = leases.LEASE_DURATION.seconds
    assert f"A save is abandoned after {save.SAVE_TIMEOUT} seconds and its lease expires after {lease_seconds}" in text
    assert f"offered for {unresolved_writes.RETRY_WINDOW.seconds // 60} minutes" in text
    assert leases.SPENT_DURATION.days == 1
    assert (recovery_copies.RETENTION.days, recovery_copies.MAX_COPIES) == (7, 30)
    assert "kept for seven days, for that person only, at most 30 of them" in text
