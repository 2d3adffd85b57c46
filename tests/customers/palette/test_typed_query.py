"""What is typed or pasted into the search is read as words or as a number."""

import pytest

from customers.palette.typed_query import ALL_PARTS, BOOKED, CUSTOMERS, DRAFTS, read_query


@pytest.mark.parametrize(
    "typed",
    ["1234", " 1234 ", "1.234", "1 234", "12 34", "#1234", "nr. 1234", "No. 1234", "1234.", "\u200b1234", "1\u00a0234"],
)
def test_number_is_read_however_it_is_written(typed: str) -> None:
    query = read_query(typed)

    assert (query.digits, query.number, query.parts) == ("1234", 1234, ALL_PARTS)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Faktura 1234", {BOOKED, DRAFTS}),
        ("faktura nr. 1234", {BOOKED, DRAFTS}),
        ("Fakturanr.: 1234", {BOOKED, DRAFTS}),
        ("Invoice no. 1234", {BOOKED, DRAFTS}),
        ("Invoice #1234", {BOOKED, DRAFTS}),
        ("Kladde 1234", {DRAFTS}),
        ("Kundenummer 1234", {CUSTOMERS}),
        ("customer: 1234", {CUSTOMERS}),
    ],
)
def test_word_before_a_number_says_what_it_is(typed: str, parts: set[str]) -> None:
    query = read_query(typed)

    assert (query.number, query.parts) == (1234, frozenset(parts))


@pytest.mark.parametrize("typed", ["CVR 29 18 84 75", "DK29188475", "dk-29188475", "CVR-nr. 29188475", "cvr: 29188475"])
def test_cvr_number_is_no_document(typed: str) -> None:
    query = read_query(typed)

    assert (query.digits, query.number, query.parts) == ("29188475", None, frozenset({CUSTOMERS}))


@pytest.mark.parametrize("typed", ["5790 0001 2345 6", "EAN 5790000123456", "EAN: 5790-0001-23456"])
def test_ean_number_is_too_long_for_a_document(typed: str) -> None:
    query = read_query(typed)

    assert (query.digits, query.number) == ("5790000123456", None)


@pytest.mark.parametrize("typed", ["Møller", "PO-1234", "Fakturering", "3B Byg", "0045 x", "drafting 12", "²³", "٣٤"])
def test_anything_else_is_words(typed: str) -> None:
    assert read_query(typed).digits == ""


@pytest.mark.parametrize(
    ("typed", "is_searchable"), [("", False), ("a", False), ("å", False), ("7", True), ("ab", True)]
)
def test_single_letter_is_not_searched_for(typed: str, is_searchable: bool) -> None:
    assert read_query(typed).is_searchable == is_searchable


@pytest.mark.parametrize("typed", ["0", "000", "9" * 300, "1" * 39 + " x"])
def test_impossible_number_is_no_document(typed: str) -> None:
    assert read_query(typed).number is None
