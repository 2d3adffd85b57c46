"""The syntax of filters and sorts, as e-conomic reads it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from econ_admin.gateway.query import Filter, format_sort, where


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (where("name").eq("Ada Holm"), "name$eq:Ada Holm"),
        (where("name").ne("Ada"), "name$ne:Ada"),
        (where("balance").gt(Decimal("1000.50")), "balance$gt:1000.50"),
        (where("balance").gte(0), "balance$gte:0"),
        (where("balance").lt(Decimal("1E+3")), "balance$lt:1000"),
        (where("balance").lte(Decimal("0E-8")), "balance$lte:0.00000000"),
        (where("barred").eq(True), "barred$eq:true"),
        (where("barred").eq(False), "barred$eq:false"),
        (where("ean").eq(None), "ean$eq:$null:"),
        (where("ean").ne(None), "ean$ne:$null:"),
        (where("date").gte(date(2026, 1, 31)), "date$gte:2026-01-31"),
        (where("lastUpdated").gt(datetime(2026, 1, 31, 12, tzinfo=UTC)), "lastUpdated$gt:2026-01-31T12:00:00Z"),
        (
            where("lastUpdated").gt(datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=1)))),
            "lastUpdated$gt:2026-01-31T11:00:00Z",
        ),
        (where("name").like("møl"), "name$like:møl"),
        (where("customerGroup.customerGroupNumber").eq(2), "customerGroup.customerGroupNumber$eq:2"),
        (where("customerNumber").in_([1, 2, 3]), "customerNumber$in:[1,2,3]"),
        (where("customerNumber").not_in([4]), "customerNumber$nin:[4]"),
    ],
)
def test_comparisons_are_written_in_the_filter_syntax(expression: Filter, text: str) -> None:
    assert str(expression) == text


def test_special_characters_are_escaped_but_not_brackets() -> None:
    assert str(where("name").eq("a$b(c)d*e,f[g]_%")) == "name$eq:a$$b$(c$)d$*e$,f[g]_%"


def test_like_treats_its_text_literally() -> None:
    assert str(where("name").like("50% [x]_*,($)")) == "name$like:50[%] [[]x][_]$*$,$($$$)"


def test_value_cannot_inject_an_expression() -> None:
    hostile = "x$or:balance$gt:0"

    assert str(where("name").eq(hostile)) == "name$eq:x$$or:balance$$gt:0"


def test_mixed_and_and_or_are_put_in_brackets() -> None:
    name, email, zip_code = where("name").like("a"), where("email").like("b"), where("zip").eq("c")

    assert str(name | email | zip_code) == "name$like:a$or:email$like:b$or:zip$eq:c"
    assert str(name & email & zip_code) == "name$like:a$and:email$like:b$and:zip$eq:c"
    assert str((name | email) & zip_code) == "(name$like:a$or:email$like:b)$and:zip$eq:c"
    assert str(zip_code & (name | email)) == "zip$eq:c$and:(name$like:a$or:email$like:b)"
    assert str(name | email & zip_code) == "name$like:a$or:(email$like:b$and:zip$eq:c)"


def test_list_of_texts_is_written_as_single_comparisons() -> None:
    assert str(where("currency").in_(["DKK", "EUR"])) == "currency$eq:DKK$or:currency$eq:EUR"
    assert str(where("currency").not_in(["DKK", "EUR"])) == "currency$ne:DKK$and:currency$ne:EUR"
    assert str(where("currency").in_(["DKK"])) == "currency$eq:DKK"


@pytest.mark.parametrize("size", [0, 201, 1000])
def test_list_of_invalid_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="1 to 200"):
        where("customerNumber").in_(range(size))
    with pytest.raises(ValueError, match="1 to 200"):
        where("customerNumber").not_in(range(size))


def test_list_of_two_hundred_is_accepted() -> None:
    assert str(where("customerNumber").in_(range(1, 201))).endswith(",200]")


def test_empty_search_text_is_refused() -> None:
    with pytest.raises(ValueError, match="empty text"):
        where("name").like("")


@pytest.mark.parametrize("name", ["", "name$eq:x", "a b", "a.", ".a", "1a", "na,me", "naïve"])
@pytest.mark.parametrize("use_name", [lambda name: where(name), lambda name: format_sort([name])])
def test_invalid_property_name_is_refused(name: str, use_name: Callable[[str], object]) -> None:
    with pytest.raises(ValueError, match="not a property name"):
        use_name(name)


def test_a_sort_is_a_list_of_properties() -> None:
    assert format_sort(("-balance", "name")) == "-balance,name"
    assert format_sort(()) == ""
