"""What is typed into the search box, as e-conomic is asked."""

import pytest

from customers.shared.search_filter import build_customer_filter


def test_a_word_is_looked_for_in_all_texts() -> None:
    asked = str(build_customer_filter("møl"))

    assert asked == "$or:".join(
        f"{name}$like:møl" for name in ("name", "email", "city", "zip", "corporateIdentificationNumber")
    )


def test_words_are_all_asked_for() -> None:
    asked = str(build_customer_filter("møl aarhus"))

    assert asked.count(")$and:(") == 1


@pytest.mark.parametrize("typed", ["29188475", "29 18 84 75", "DK29188475", "dk-29.18.84.75", "CVR: 29188475"])
def test_a_number_is_the_same_however_it_is_grouped(typed: str) -> None:
    asked = str(build_customer_filter(typed))

    assert "corporateIdentificationNumber$like:29188475" in asked
    assert "corporateIdentificationNumber$like:29 18 84 75" in asked


@pytest.mark.parametrize(("typed", "number"), [("10428", 10428), ("007", 7), ("999999999", 999999999)])
def test_digits_may_be_a_customers_number(typed: str, number: int) -> None:
    assert f"customerNumber$eq:{number}" in str(build_customer_filter(typed))


@pytest.mark.parametrize("typed", ["0", "1000000000", "DK29188475", "12a", "٣٣", "²"])
def test_what_can_be_no_customers_number_is_not_asked_for_as_one(typed: str) -> None:
    assert "customerNumber" not in str(build_customer_filter(typed))


@pytest.mark.parametrize("typed", ["", "   ", "\t\n"])
def test_nothing_asks_for_nothing(typed: str) -> None:
    assert build_customer_filter(typed) is None


def test_a_novel_is_cut_to_its_first_words() -> None:
    assert str(build_customer_filter("ord " * 90)).count("name$like:ord") == 8
