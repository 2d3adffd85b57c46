"""The filter built from the text in the search box."""

from urllib.parse import quote

import pytest

from customers.shared.search_filter import build_customer_filter


def test_word_is_searched_in_all_text_fields() -> None:
    filter_text = str(build_customer_filter("møl"))

    assert filter_text == "$or:".join(
        f"{name}$like:møl"
        for name in ("name", "email", "address", "city", "zip", "corporateIdentificationNumber", "vatNumber")
    )


def test_all_words_must_match() -> None:
    filter_text = str(build_customer_filter("møl aarhus"))

    assert filter_text.count(")$and:(") == 1


@pytest.mark.parametrize("typed", ["29188475", "29 18 84 75", "DK29188475", "dk-29.18.84.75", "CVR: 29188475"])
def test_number_is_found_however_its_digits_are_grouped(typed: str) -> None:
    filter_text = str(build_customer_filter(typed))

    assert "corporateIdentificationNumber$like:29188475" in filter_text
    assert "corporateIdentificationNumber$like:29 18 84 75" in filter_text


@pytest.mark.parametrize(("typed", "number"), [("10428", 10428), ("007", 7), ("999999999", 999999999)])
def test_digits_are_searched_as_a_customer_number(typed: str, number: int) -> None:
    assert f"customerNumber$eq:{number}" in str(build_customer_filter(typed))


@pytest.mark.parametrize("typed", ["0", "1000000000", "DK29188475", "12a", "٣٣", "²"])
def test_other_text_is_not_searched_as_a_customer_number(typed: str) -> None:
    filter_text = str(build_customer_filter(typed))

    assert f"name$like:{typed}" in filter_text
    assert "customerNumber" not in filter_text


@pytest.mark.parametrize("typed", ["", "   ", "\t\n"])
def test_blank_search_gives_no_filter(typed: str) -> None:
    assert build_customer_filter(typed) is None


def test_long_search_is_cut_to_its_first_words() -> None:
    assert str(build_customer_filter("ord " * 90)).count("name$like:ord") == 8


def test_search_for_a_name_and_a_whole_address_stays_short() -> None:
    typed = "Åse Ørsted Sørensen Nørre Søgade 12 1370 København"  # eight words

    filter_text = str(build_customer_filter(typed))

    assert filter_text.count("$like:") < 70
    assert len(quote(filter_text)) < 2500  # bytes in the address
