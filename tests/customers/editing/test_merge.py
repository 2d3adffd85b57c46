"""Three-way merge: one-sided changes are kept, and changes on both sides are conflicts."""

import json
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.editing.merge import are_same, merge
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import Customer, FieldValue
from econ_admin.gateway.records.references import LayoutReference

REFERENCE_FIELDS = {
    "payment_terms": ("paymentTerms", "paymentTermsNumber"),
    "layout": ("layout", "layoutNumber"),
    "attention": ("attention", "customerContactNumber"),
    "default_delivery_location": ("defaultDeliveryLocation", "deliveryLocationNumber"),
}
TEXT_FIELDS = {"name": "name", "address": "address", "ean": "ean", "p_number": "pNumber", "email": "email"}
WIRE_NAMES = (
    {field: name for field, (name, _) in REFERENCE_FIELDS.items()}
    | TEXT_FIELDS
    | {"barred": "barred", "credit_limit": "creditLimit"}
)

words = st.text(string.ascii_lowercase + "æøå \n", max_size=6)
amounts = st.decimals(min_value=-100, max_value=100, places=2)
any_json = st.recursive(
    st.booleans() | st.integers(-9, 9) | amounts | words | st.just({"self": "https://elsewhere"}),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words.filter(bool), inner, max_size=2),
    max_leaves=4,
)
unknown = st.dictionaries(words.map(lambda word: f"x{word}"), any_json, max_size=3)
values: dict[str, st.SearchStrategy[FieldValue]] = {
    **{field: st.integers(1, 3) for field in REFERENCE_FIELDS},
    **dict.fromkeys(TEXT_FIELDS, st.sampled_from(["", "a", "b", "c"])),
    "barred": st.booleans(),
    "credit_limit": st.none() | st.sampled_from([0, 1, 2]).map(lambda units: decode(f"{units}.50".encode())),
}
REQUIRED = {"payment_terms"}
edits = st.fixed_dictionaries({}, optional=values)


def apply_edit(document: dict[str, Any], edit: dict[str, FieldValue], host: str) -> dict[str, Any]:
    """The document with an edit as e-conomic would store it: references have their own link."""
    document = dict(document)
    for field, value in edit.items():
        name = WIRE_NAMES[field]
        if field in REFERENCE_FIELDS and value:
            document[name] = {REFERENCE_FIELDS[field][1]: value, "self": f"https://{host}/{name}/{value}"}
        elif value is None:
            document.pop(name, None)
        else:
            document[name] = value
    return document


documents = st.builds(
    lambda extra, edit: apply_edit(
        {
            **extra,
            "customerNumber": 7,
            "currency": "DKK",
            "paymentTerms": {"paymentTermsNumber": 1},
            "customerGroup": {"customerGroupNumber": 1},
            "vatZone": {"vatZoneNumber": 1, "self": "https://one/vat-zones/1"},
            "balance": 12,
            "self": "https://one/customers/7",
        },
        edit,
        "one",
    ),
    unknown,
    edits,
)


def decode_customer(document: dict[str, Any]) -> Customer:
    return Customer.decode(encode(document))


def normalise(document: dict[str, Any]) -> dict[str, Any]:
    """The writable properties, with references by number only and without empty values."""
    comparable = {name: value for name, value in document.items() if value != "" and name not in ("balance", "self")}
    for name, value in comparable.items():
        if isinstance(value, dict) and not name.startswith("x"):
            comparable[name] = {key: item for key, item in value.items() if key != "self"}
    return comparable


@settings(max_examples=25 if settings.get_current_profile_name() == "quick" else 500)
@given(documents, edits, edits, unknown)
def test_two_concurrent_edits_are_merged_or_conflict(
    document: dict[str, Any],
    mine: dict[str, FieldValue],
    their_edit: dict[str, FieldValue],
    their_unknown: dict[str, Any],
) -> None:
    base, theirs = (
        decode_customer(document),
        decode_customer(apply_edit({**document, **their_unknown}, their_edit, "another")),
    )
    i_changed = {field for field, value in mine.items() if not are_same(value, getattr(base, field))}
    they_changed = {field for field in WIRE_NAMES if not are_same(getattr(base, field), getattr(theirs, field))}

    merged = merge(base, mine, theirs)
    sent = theirs.with_changes(**merged.changes)
    saved = decode_customer({**sent, "balance": 12})

    assert set(merged.their_fields) == they_changed - i_changed
    assert {conflict.field for conflict in merged.conflicts} == {
        field for field in i_changed & they_changed if not are_same(mine[field], getattr(theirs, field))
    }, "unequal edits always conflict, equal ones never"
    assert merged.changes.keys() == i_changed - they_changed, "a one-sided edit is applied"
    for field in i_changed - they_changed:
        assert are_same(getattr(saved, field), mine[field])
    untouched = {
        name: value
        for name, value in normalise(drop_links(decode(theirs.raw))).items()
        if name not in list_wire_names(mine)
    }
    assert {
        name: value for name, value in normalise(drop_links(sent)).items() if name not in list_wire_names(mine)
    } == (untouched), "what I did not change is as theirs, including unknown properties"
    assert not sent.keys() & {"self", "balance"}


def list_wire_names(mine: dict[str, FieldValue]) -> set[str]:
    return {WIRE_NAMES[field] for field in mine}


def drop_links(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the links that are next to other keys."""

    def strip_links(value: Any) -> Any:
        match value:
            case dict():
                is_only_a_link = value.keys() <= {"self"}
                return {name: strip_links(item) for name, item in value.items() if is_only_a_link or name != "self"}
            case list():
                return [strip_links(item) for item in value]
        return value

    return {name: strip_links(value) for name, value in document.items()}


CONFLICT = ("a", "b", "c")


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "changes", "conflicts"),
    [
        ("a", "a", "b", {}, []),
        ("a", "b", "a", {"city": "b"}, []),
        ("a", "b", "b", {}, []),
        ("a", "b", "c", {}, [CONFLICT]),
        ("a", "", "c", {}, [("a", "", "c")]),
        ("", "b", "c", {}, [("", "b", "c")]),
        ("a", "", "a", {"city": ""}, []),
    ],
)
def test_text_field_is_merged(base: str, mine: str, theirs: str, changes: dict[str, str], conflicts: list[Any]) -> None:
    merged = merge(decode_customer(document(city=base)), {"city": mine}, decode_customer(document(city=theirs)))

    assert merged.changes == changes
    assert [(conflict.base, conflict.mine, conflict.theirs) for conflict in merged.conflicts] == conflicts


def document(**fields: Any) -> dict[str, Any]:
    return {
        "customerNumber": 7,
        "currency": "DKK",
        "paymentTerms": {"paymentTermsNumber": 1},
        "customerGroup": {"customerGroupNumber": 1},
        "vatZone": {"vatZoneNumber": 1},
        **fields,
    }


def test_absent_and_empty_are_equal() -> None:
    merged = merge(
        decode_customer(document()),
        {"city": "", "layout": None, "barred": False},
        decode_customer(document(city="", barred=False)),
    )

    assert merged.changes == {}
    assert merged.conflicts == ()
    assert merged.their_fields == ()


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (None, "", True),
        ((), None, True),
        ([], "", True),
        (("orders", "invoices"), ["invoices", "orders"], True),
        (("orders",), ["invoices", "orders"], False),
        (LayoutReference(5), 5, True),
        (LayoutReference(5), 6, False),
        (False, None, False),
        (0, "", False),
    ],
)
def test_values_are_compared_by_meaning(left: FieldValue, right: FieldValue, *, same: bool) -> None:
    assert are_same(left, right) is same
    assert are_same(right, left) is same


def test_references_are_compared_by_number_not_by_link() -> None:
    base = decode_customer(document(layout={"layoutNumber": 5, "self": "https://one/layouts/5"}))
    theirs = decode_customer(document(layout={"layoutNumber": 5, "self": "https://two/layouts/9"}))

    merged = merge(base, {"layout": 6}, theirs)

    assert merged.changes == {"layout": 6}
    assert merge(base, {}, theirs).their_fields == ()


def test_changes_to_read_only_fields_are_ignored() -> None:
    theirs = decode_customer(
        document(balance=9, dueAmount=1, lastUpdated="2026-11-23T10:00:00Z", self="https://one/customers/7", ean="1")
    )

    assert merge(decode_customer(document()), {}, theirs).their_fields == ("ean",)


def test_amounts_are_compared_by_value_not_by_scale() -> None:
    base, same, other = (
        decode_customer(json_document(f'"creditLimit":{amount}')) for amount in ("100.0", "100.00", "100.01")
    )

    assert merge(base, {}, same).their_fields == ()
    assert merge(base, {}, other).their_fields == ("credit_limit",)


def json_document(extra_json: str) -> dict[str, Any]:
    decoded: dict[str, Any] = decode(f"{json.dumps(document())[:-1]},{extra_json}}}".encode())
    return decoded
