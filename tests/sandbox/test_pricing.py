"""What a line costs: levels of quantity by the customer's price group, agreed prices, the rate of the day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.pricing import PRICE_GROUP_KEY, build_level_key
from tests.sandbox.conftest import NOON
from tests.sandbox.small_seed import generate_documents

WHOLESALE = 7


def _build_levels(group: int, *levels: dict[str, str]) -> tuple[str, dict[str, Any]]:
    level_amounts = [{name: Decimal(value) for name, value in level.items()} for level in levels]
    document = {
        "place": build_level_key("1", group),
        "product": {"productNumber": "1"},
        "priceGroup": group,
        "levels": level_amounts,
    }
    return "price-levels", document


def _seed_with_levels(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Customer 2 pays in euros, customer 3 is a wholesaler, and both of them pay for product 1 by level."""
    for noun, document in generate_documents(size, day):
        if noun == "customer-groups" and document["customerGroupNumber"] == 2:
            document = {**document, PRICE_GROUP_KEY: WHOLESALE}
        if noun == "customers" and document["customerNumber"] == 3:
            document = {**document, "customerGroup": {"customerGroupNumber": 2}}
        yield noun, document
    yield _build_levels(0, {"quantity": "10.00", "discountPercentage": "5.00"})
    yield _build_levels(
        WHOLESALE,
        {"quantity": "1.00", "salesPrice": "150.00"},
        {"quantity": "10.00", "salesPrice": "150.00", "discountPercentage": "7.50"},
        {"quantity": "100.00", "salesPrice": "120.00"},
    )


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", 4, date(2026, 11, 23), lambda: NOON, seed=_seed_with_levels)
    yield sandbox
    sandbox.close()


def get_price_and_discount(sandbox: Sandbox, customer: int, product: str, quantity: str) -> tuple[str, str]:
    """The price of one and the discount, as they are written."""
    document = sandbox.request(
        "GET", f"/customers/{customer}/templates/invoiceline/{product}?quantity={quantity}"
    ).json()
    return str(document["unitNetPrice"]), str(document["discountPercentage"])


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
def test_highest_reached_level_applies(sandbox: Sandbox, quantity: str, price: str, discount: str) -> None:
    assert get_price_and_discount(sandbox, 3, "1", quantity) == (price, discount)


def test_customer_without_price_group_gets_default_levels(sandbox: Sandbox) -> None:
    assert get_price_and_discount(sandbox, 4, "1", "9") == ("153.44", "0.00")
    assert get_price_and_discount(sandbox, 4, "1", "10") == ("153.44", "5.00")


def test_agreed_currency_price_gets_the_level_discount(sandbox: Sandbox) -> None:
    assert get_price_and_discount(sandbox, 2, "1", "12") == ("20.00", "5.00")


def test_sales_price_is_converted_without_agreed_price(sandbox: Sandbox) -> None:
    assert get_price_and_discount(sandbox, 2, "3", "1") == ("3.09", "0.00")  # 23.00 at 743.914941


def test_line_margin_is_after_discount(sandbox: Sandbox) -> None:
    document = sandbox.request("GET", "/customers/3/templates/invoiceline/1?quantity=10").json()

    assert str(document["marginInBaseCurrency"]) == "1285.50"  # 1387.50 less ten times 10.20
    assert str(document["marginPercentage"]) == "92.65"


def test_price_group_is_never_serialized(sandbox: Sandbox) -> None:
    response = sandbox.request("GET", "/customer-groups")

    assert 2 in [group["customerGroupNumber"] for group in response.json()["collection"]]  # a group of wholesalers
    assert PRICE_GROUP_KEY.encode() not in response.body
