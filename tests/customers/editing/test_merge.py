"""Two people, one document: whatever either did alone survives, and what both did is never decided for them."""

import json
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.editing.merge import are_same, merge
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import Customer, FieldValue

NUMBERS = {
    "payment_terms": ("paymentTerms", "paymentTermsNumber"),
    "layout": ("layout", "layoutNumber"),
    "attention": ("attention", "customerContactNumber"),
    "default_delivery_location": ("defaultDeliveryLocation", "deliveryLocationNumber"),
}
TEXTS = {"name": "name", "address": "address", "ean": "ean", "p_number": "pNumber", "email": "email"}
WIRE = (
    {field: name for field, (name, _) in NUMBERS.items()} | TEXTS | {"barred": "barred", "credit_limit": "creditLimit"}
)

words = st.text(string.ascii_lowercase + "æøå \n", max_size=6)
amounts = st.decimals(min_value=-100, max_value=100, places=2)
anything = st.recursive(
    st.booleans() | st.integers(-9, 9) | amounts | words | st.just({"self": "https://elsewhere"}),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words.filter(bool), inner, max_size=2),
    max_leaves=4,
)
unknown = st.dictionaries(words.map(lambda word: f"x{word}"), anything, max_size=3)
values: dict[str, st.SearchStrategy[FieldValue]] = {
    **{field: st.integers(1, 3) for field in NUMBERS},
    **dict.fromkeys(TEXTS, st.sampled_from(["", "a", "b", "c"])),
    "barred": st.booleans(),
    "credit_limit": st.none() | st.sampled_from([0, 1, 2]).map(lambda each: decode(f"{each}.50".encode())),
}
needed = {"payment_terms"}
edits = st.fixed_dictionaries({}, optional=values)


def laid(document: dict[str, Any], edit: dict[str, FieldValue], home: str) -> dict[str, Any]:
    """The document with an edit as e-conomic would keep it: references with a link of their own."""
    document = dict(document)
    for field, value in edit.items():
        name = WIRE[field]
        if field in NUMBERS and value:
            document[name] = {NUMBERS[field][1]: value, "self": f"https://{home}/{name}/{value}"}
        elif value is None:
            document.pop(name, None)
        else:
            document[name] = value
    return document


documents = st.builds(
    lambda extra, edit: laid(
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


def read(document: dict[str, Any]) -> Customer:
    return Customer.decode(encode(document))


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """What of a document is anybody's to change, references by number alone, nothing for what is empty."""
    kept = {name: value for name, value in document.items() if value != "" and name not in ("balance", "self")}
    for name, value in kept.items():
        if isinstance(value, dict) and not name.startswith("x"):
            kept[name] = {key: each for key, each in value.items() if key != "self"}
    return kept


@settings(max_examples=25 if settings.get_current_profile_name() == "quick" else 500)
@given(documents, edits, edits, unknown)
def test_two_edits_of_one_document(
    document: dict[str, Any],
    mine: dict[str, FieldValue],
    their_edit: dict[str, FieldValue],
    their_unknown: dict[str, Any],
) -> None:
    base, theirs = read(document), read(laid({**document, **their_unknown}, their_edit, "another"))
    i_changed = {field for field, value in mine.items() if not are_same(value, getattr(base, field))}
    they_changed = {field for field in WIRE if not are_same(getattr(base, field), getattr(theirs, field))}

    merged = merge(base, mine, theirs)
    sent = theirs.with_changes(**merged.changes)
    after = read({**sent, "balance": 12})

    assert set(merged.their_fields) == they_changed - i_changed
    assert {conflict.field for conflict in merged.conflicts} == {
        field for field in i_changed & they_changed if not are_same(mine[field], getattr(theirs, field))
    }, "unequal edits always conflict, equal ones never"
    assert merged.changes.keys() == i_changed - they_changed, "a one-sided edit is laid over"
    for field in i_changed - they_changed:
        assert are_same(getattr(after, field), mine[field])
    untouched = {name: value for name, value in plain(tidied(decode(theirs.raw))).items() if name not in ours(mine)}
    assert {name: value for name, value in plain(tidied(sent)).items() if name not in ours(mine)} == (untouched), (
        "what I did not touch is as they have it, unknown properties included"
    )
    assert not sent.keys() & {"self", "balance"}


def ours(mine: dict[str, FieldValue]) -> set[str]:
    return {WIRE[field] for field in mine}


def tidied(document: dict[str, Any]) -> dict[str, Any]:
    """A link beside something that says what is meant goes; `replaced` does the same to unknown properties."""

    def without(value: Any) -> Any:
        match value:
            case dict():
                alone = value.keys() <= {"self"}
                return {name: without(each) for name, each in value.items() if alone or name != "self"}
            case list():
                return [without(each) for each in value]
        return value

    return {name: without(value) for name, value in document.items()}


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
def test_a_text(base: str, mine: str, theirs: str, changes: dict[str, str], conflicts: list[Any]) -> None:
    merged = merge(read(document(city=base)), {"city": mine}, read(document(city=theirs)))

    assert merged.changes == changes
    assert [(each.base, each.mine, each.theirs) for each in merged.conflicts] == conflicts


def document(**fields: Any) -> dict[str, Any]:
    return {
        "customerNumber": 7,
        "currency": "DKK",
        "paymentTerms": {"paymentTermsNumber": 1},
        "customerGroup": {"customerGroupNumber": 1},
        "vatZone": {"vatZoneNumber": 1},
        **fields,
    }


def test_absent_and_empty_are_the_same() -> None:
    merged = merge(
        read(document()), {"city": "", "layout": None, "barred": False}, read(document(city="", barred=False))
    )

    assert merged.changes == {}
    assert merged.conflicts == ()
    assert merged.their_fields == ()


def test_a_reference_is_its_number_whatever_its_link_says() -> None:
    base = read(document(layout={"layoutNumber": 5, "self": "https://one/layouts/5"}))
    theirs = read(document(layout={"layoutNumber": 5, "self": "https://two/layouts/9"}))

    merged = merge(base, {"layout": 6}, theirs)

    assert merged.changes == {"layout": 6}
    assert merge(base, {}, theirs).their_fields == ()


def test_what_is_read_only_is_nobodys_change() -> None:
    theirs = read(document(balance=9, dueAmount=1, lastUpdated="2026-11-23T10:00:00Z", self="https://one/customers/7"))

    assert merge(read(document()), {}, theirs).their_fields == ()


def test_an_amount_is_its_value_whatever_its_scale() -> None:
    base, theirs = read(json_document('"creditLimit":100.0')), read(json_document('"creditLimit":100.00'))

    assert merge(base, {}, theirs).their_fields == ()


def json_document(more: str) -> dict[str, Any]:
    whole: dict[str, Any] = decode(f"{json.dumps(document())[:-1]},{more}}}".encode())
    return whole
