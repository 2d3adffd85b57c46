"""Where a refusal is shown that names a property without the object it is in."""

from typing import Any

import pytest

from customers.drafting.flat_paths import match_fields

FIELDS = {
    wire: wire
    for wire in (
        *("date", "paymentTerms", "layout", "recipient.name", "recipient.zip", "recipient.attention", "delivery.zip"),
        *("recipient.vatZone", "references.customerContact", "references.salesPerson", "references.vendorReference"),
    )
}
SENT = {
    "date": "2026-11-23",
    "paymentTerms": {"paymentTermsNumber": 1},
    "recipient": {"name": "A", "zip": "8000", "attention": {"customerContactNumber": 3}},
    "delivery": {"zip": "5000"},
    "references": {"customerContact": {"customerContactNumber": 4}, "salesPerson": {"employeeNumber": 1}},
}


@pytest.mark.parametrize(
    ("path", "value", "expected_fields"),
    [
        ("date", "2026-11-23", ["date"]),
        ("paymentTermsType", "invoiceMonth", ["paymentTerms"]),
        ("paymentTerms.paymentTermsType", "invoiceMonth", ["paymentTerms"]),
        ("vatZone", 9, ["recipient.vatZone"]),
        ("zip", "5000", ["delivery.zip"]),
        ("zip", "8000", ["recipient.zip"]),
        ("zip", "9000", ["recipient.zip", "delivery.zip"]),
        ("customerContactNumber", 3, ["recipient.attention"]),
        ("customerContactNumber", 4, ["references.customerContact"]),
        ("employeeNumber", 1, ["references.salesPerson"]),
        ("employeeNumber", None, ["references.vendorReference"]),
        ("whatIsNew", None, [""]),
        ("recipient.whatIsNew", None, [""]),
    ],
)
def test_refused_path_leads_to_the_fields_it_can_mean(path: str, value: Any, expected_fields: list[str]) -> None:
    assert match_fields(path, value, SENT, FIELDS) == expected_fields


def test_same_value_in_two_objects_is_shown_at_both() -> None:
    sent = SENT | {"delivery": {"zip": "8000"}}

    assert match_fields("zip", "8000", sent, FIELDS) == ["recipient.zip", "delivery.zip"]
