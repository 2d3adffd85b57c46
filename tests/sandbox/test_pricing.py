"""What a line costs: levels of quantity by the customer's price group, agreed prices, the rate of the day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.pricing import PRICE_GROUP, place
from tests.sandbox.conftest import NOON
from tests.sandbox.small_seed import documents

WHOLESALE = 7


def _levels(group: int, *levels: dict[str, str]) -> tuple[str, dict[str, Any]]:
    read = [{name: Decimal(value) for name, value in level.items()} for level in levels]
    kept = {"place": place("1", group), "product": {"productNumber": "1"}, "priceGroup": group, "levels": read}
    return "price-levels", kept


def _with_levels(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Customer 2 pays in euros, customer 3 is a wholesaler, and both of them pay for product 1 by level."""
    for noun, document in documents(size, day):
        if noun == "customer-groups" and document["customerGroupNumber"] == 2:
            document = {**document, PRICE_GROUP: WHOLESALE}
        if noun == "customers" and document["customerNumber"] == 3:
            document = {**document, "customerGroup": {"customerGroupNumber": 2}}
        yield noun, document
    yield _levels(0, {"quantity": "10.00", "discountPercentage": "5.00"})
    yield _levels(
        WHOLESALE,
        {"quantity": "1.00", "salesPrice": "150.00"},
        {"quantity": "10.00", "salesPrice": "150.00", "discountPercentage": "7.50"},
        {"quantity": "100.00", "salesPrice": "120.00"},
    )


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path / "sandbox.sqlite", 4, date(2026, 11, 23), lambda: NOON, seed=_with_levels)
    yield made
    made.close()


def line(sandbox: Sandbox, customer: int, product: str, quantity: str) -> tuple[str, str]:
    """The price of one and the discount, as they are written."""
    told = sandbox.ask("GET", f"/customers/{customer}/templates/invoiceline/{product}?quantity={quantity}").json()
    return str(told["unitNetPrice"]), str(told["discountPercentage"])


@pytest.mark.parametrize(
    ("quantity", "price", "discount"),
    [
        ("0.50", "153.44", "0.00"),  # below the lowest level
        ("1", "150.00", "0.00"),
        ("9.99", "150.00", "0.00"),
        ("10", "150.00", "7.50"),
        ("-10", "150.00", "7.50"),
        ("100", "120.00", "0.00"),
    ],
)
def test_the_highest_level_that_is_reached_counts(sandbox: Sandbox, quantity: str, price: str, discount: str) -> None:
    assert line(sandbox, 3, "1", quantity) == (price, discount)


def test_who_is_in_no_price_group_pays_by_the_levels_of_everybody(sandbox: Sandbox) -> None:
    assert line(sandbox, 4, "1", "9") == ("153.44", "0.00")
    assert line(sandbox, 4, "1", "10") == ("153.44", "5.00")


def test_an_agreed_price_in_the_currency_comes_first_and_gets_the_discount_of_the_level(sandbox: Sandbox) -> None:
    assert line(sandbox, 2, "1", "12") == ("20.00", "5.00")


def test_without_an_agreed_price_the_sales_price_is_converted_at_the_rate_of_the_day(sandbox: Sandbox) -> None:
    assert line(sandbox, 2, "3", "1") == ("3.09", "0.00")  # 23.00 at 743.914941


def test_the_margin_of_a_line_is_after_its_discount(sandbox: Sandbox) -> None:
    told = sandbox.ask("GET", "/customers/3/templates/invoiceline/1?quantity=10").json()

    assert str(told["marginInBaseCurrency"]) == "1285.50"  # 1387.50 less ten times 10.20
    assert str(told["marginPercentage"]) == "92.65"


def test_the_price_group_of_a_customer_group_is_told_to_nobody(sandbox: Sandbox) -> None:
    assert PRICE_GROUP.encode() not in sandbox.ask("GET", "/customer-groups").body
