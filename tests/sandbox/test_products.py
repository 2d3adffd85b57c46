"""Products, their groups, units and prices."""

from decimal import Decimal
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox

HERE = "https://sandbox.invalid"
NEW: dict[str, Any] = {"productNumber": "TEST-19:34", "name": "Ny", "productGroup": {"productGroupNumber": 1}}


@pytest.mark.parametrize(
    ("number", "address"),
    [("AL_EF_3", "AL_8_EF_8_3"), ("TEST-19:34", "TEST-19_4_34"), ('"3344"', "%223344%22"), ("rand()", "rand()")],
)
def test_a_number_is_written_into_the_address_as_economic_does(sandbox: Sandbox, number: str, address: str) -> None:
    made = sandbox.ask("POST", "/products", {**NEW, "productNumber": number})

    assert made.headers["Location"] == f"{HERE}/products/{address}"
    assert sandbox.ask("GET", f"/products/{address}").json() == made.json()


def test_a_new_product_has_prices_and_stock(sandbox: Sandbox) -> None:
    answer = sandbox.ask("POST", "/products", {**NEW, "salesPrice": 12.5, "unit": {"unitNumber": 1}})

    assert (
        b'"recommendedPrice":0.00,"salesPrice":12.50,"barred":false,"lastUpdated":"2026-11-23T12:00:00Z"' in answer.body
    )
    assert answer.json()["unit"]["name"] == "stk."
    assert answer.json()["inventory"]["available"] == 0
    assert "costPrice" not in answer.json()


def test_a_number_that_is_taken_is_refused(sandbox: Sandbox) -> None:
    answer = sandbox.ask("POST", "/products", {**NEW, "productNumber": "1"})

    assert (answer.status, answer.json()["errorCode"]) == (400, "E06010")


def test_put_replaces_and_unbars(sandbox: Sandbox) -> None:
    sent = {**NEW, "productNumber": "AL_EF.3"}

    answer = sandbox.ask("PUT", "/products/AL_8_EF_11_3", sent)

    assert (answer.status, answer.json()["barred"], answer.json()["salesPrice"]) == (200, False, 0)
    assert "unit" not in answer.json()


def test_put_to_a_number_that_nobody_has_makes_it(sandbox: Sandbox) -> None:
    assert sandbox.ask("PUT", "/products/TEST-19_4_34", NEW).status == 201


def test_what_a_product_points_at_must_be_there(sandbox: Sandbox) -> None:
    sent = {**NEW, "productGroup": {"productGroupNumber": 9}, "unit": {"unitNumber": 9}}

    answer = sandbox.ask("POST", "/products", sent).json()

    assert answer["errors"].keys() == {"productGroup", "unit"}


def test_a_product_that_nobody_uses_can_be_deleted(sandbox: Sandbox) -> None:
    statuses = [sandbox.ask("DELETE", "/products/3").status for _ in range(2)]

    assert statuses == [204, 404]


def test_products_are_found_by_group_and_unit(sandbox: Sandbox) -> None:
    def found(path: str) -> list[str]:
        return [product["productNumber"] for product in sandbox.ask("GET", path).json()["collection"]]

    assert found("/product-groups/1/products") == ["1", "AL_EF.3"]
    assert found("/units/1/products?filter=barred$eq:false&sort=-name") == ["1", "3"]
    assert found("/products?filter=salesPrice$gt:20") == ["1", "3"]
    assert sandbox.ask("GET", "/units/9/products").status == 404
    assert sandbox.ask("GET", "/product-groups/9/products").status == 404


def test_products_have_no_order_but_that_of_their_numbers_as_texts(sandbox: Sandbox) -> None:
    for number in ("b", "A", "10", "2"):
        sandbox.ask("POST", "/products", {**NEW, "productNumber": number})

    listed = sandbox.ask("GET", "/products").json()["collection"]

    assert [product["productNumber"] for product in listed] == ["1", "10", "2", "3", "A", "AL_EF.3", "b"]


def test_a_group_sells_on_an_account_in_each_zone(sandbox: Sandbox) -> None:
    [sale] = sandbox.ask("GET", "/product-groups/1/sales-accounts").json()["collection"]

    assert (sale["salesAccount"]["accountNumber"], sale["vatZone"]["vatZoneNumber"]) == (1011, 1)
    assert sale["salesAccount"]["vatAccount"] == {"vatCode": "U25", "self": f"{HERE}/vat-accounts/U25"}


def test_a_price_in_another_currency_stands_below_its_product(sandbox: Sandbox) -> None:
    here = "/products/1/pricing/currency-specific-sales-prices"

    [price] = sandbox.ask("GET", here).json()["collection"]

    assert price["price"] == Decimal("20.00")
    assert sandbox.ask("GET", f"{here}/EUR").json() == price
    assert sandbox.ask("GET", f"{here}/SEK").json()["errorCode"] == "E06000"
    assert sandbox.ask("GET", here.replace("/1/", "/3/")).json()["collection"] == []
