"""What came back is compared with what was sent."""

from decimal import Decimal
from typing import Any

import pytest

from customers.editing import leases, recovery_copies, save, unresolved_writes
from customers.editing.save import find_dropped_fields
from econ_admin.gateway.json_codec import encode
from econ_admin.gateway.records import Customer
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


def answered(**changes: Any) -> Customer:
    """What e-conomic answers: the same with links and what it alone says, and with `changes`; None takes away."""
    whole = SENT | {"balance": 0, "self": "https://one/customers/7", "creditLimit": Decimal("100.00")}
    whole["vatZone"] = {"vatZoneNumber": 1, "self": "https://one/vat-zones/1"}
    return Customer.decode(encode({name: each for name, each in (whole | changes).items() if each is not None}))


def test_all_that_was_sent_came_back() -> None:
    assert find_dropped_fields(SENT, answered()) == ()


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"name": "Ada"}, ("name",)),
        ({"creditLimit": None}, ("credit_limit",)),
        ({"vatZone": {"vatZoneNumber": 2}}, ("vat_zone",)),
        ({"eInvoicingDisabledByDefault": True}, ()),  # no PUT changes it
        ({"city": "Skagen"}, ()),
    ],
)
def test_what_came_back_otherwise_is_named(changes: dict[str, Any], lost: tuple[str, ...]) -> None:
    assert find_dropped_fields(SENT, answered(**changes)) == lost


def test_a_property_that_no_record_names_is_named_as_the_wire_does() -> None:
    assert find_dropped_fields(SENT | {"colour": "red"}, answered()) == ("colour",)


def test_what_was_emptied_and_is_still_there_is_named() -> None:
    assert find_dropped_fields(SENT, answered(city="Skagen"), {"city": ""}) == ("city",)


def test_absent_is_as_good_as_empty() -> None:
    assert find_dropped_fields(SENT | {"city": "", "barred": False}, answered()) == ()


def test_the_docs_say_how_long_each_thing_lasts() -> None:
    said = " ".join((ROOT / "docs" / "saving.md").read_text().split())

    lease_seconds = leases.LEASE_DURATION.seconds
    assert f"A save is given up after {save.SAVE_TIMEOUT} seconds, its lease runs out after {lease_seconds}" in said
    assert f"offered for {unresolved_writes.RETRY_WINDOW.seconds // 60} minutes" in said
    assert leases.SPENT_DURATION.days == 1
    assert (recovery_copies.RETENTION.days, recovery_copies.MAX_COPIES) == (7, 30)
    assert "kept for seven days for that person alone, at most 30 of them" in said
