"""Products, their groups, units and prices."""

from decimal import Decimal
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox

ORIGIN = "https://sandbox.invalid"
STOCKED_GROUP = 4
NEW_PRODUCT: dict[str, Any] = {"productNumber": "TEST-19:34", "name": "Ny", "productGroup": {"productGroupNumber": 1}}


@pytest.mark.parametrize(
    ("number", "address"),
    [("AL_EF_3", "AL_8_EF_8_3"), ("TEST-19:34", "TEST-19_4_34"), ('"3344"', "%223344%22"), ("rand()", "rand()")],
)
def test_product_number_is_encoded_in_urls(sandbox: Sandbox, number: str, address: str) -> None:
    created = sandbox.request("POST", "/products", {**NEW_PRODUCT, "productNumber": number})

    assert created.headers["Location"] == f"{ORIGIN}/products/{address}"
    assert sandbox.request("GET", f"/products/{address}").json() == created.json()


def test_new_product_has_prices_and_unit(sandbox: Sandbox) -> None:
    response = sandbox.request("POST", "/products", {**NEW_PRODUCT, "salesPrice": 12.5, "unit": {"unitNumber": 1}})

    assert (
        b'"recommendedPrice":0.00,"salesPrice":12.50,"barred":false,"lastUpdated":"2026-11-23T12:00:00Z"'
        in response.body
    )
    assert response.json()["unit"]["name"] == "stk."
    assert "costPrice" not in response.json()


def put_in_stocked_group(sandbox: Sandbox, **properties: Any) -> dict[str, Any]:
    body = {**NEW_PRODUCT, "productGroup": {"productGroupNumber": STOCKED_GROUP}, **properties}
    product: dict[str, Any] = sandbox.request("PUT", "/products/TEST-19_4_34", body).json()
    return product


def test_product_has_inventory_only_in_a_group_with_stock(sandbox: Sandbox) -> None:
    without = sandbox.request("POST", "/products", NEW_PRODUCT).json()

    stocked = put_in_stocked_group(sandbox, inventory={"packageVolume": 2, "inStock": 99})

    assert "inventory" not in without
    assert without["productGroup"]["inventoryEnabled"] is False
    assert stocked["productGroup"]["inventoryEnabled"] is True
    assert (stocked["inventory"]["packageVolume"], stocked["inventory"]["inStock"]) == (2, 0)
    assert "inventory" not in sandbox.request("PUT", "/products/TEST-19_4_34", NEW_PRODUCT).json()


def test_minimum_stock_is_kept(sandbox: Sandbox) -> None:
    product = put_in_stocked_group(sandbox, minimumStock=5)

    again = sandbox.request("PUT", "/products/TEST-19_4_34", product).json()

    assert str(product["minimumStock"]) == "5.00"
    assert again == product
    assert "minimumStock" not in put_in_stocked_group(sandbox)


def test_taken_number_is_refused(sandbox: Sandbox) -> None:
    response = sandbox.request("POST", "/products", {**NEW_PRODUCT, "productNumber": "1"})

    assert (response.status, response.json()["errorCode"]) == (400, "E06010")


def test_put_replaces_and_unbars_a_product(sandbox: Sandbox) -> None:
    body = {**NEW_PRODUCT, "productNumber": "AL_EF.3"}

    response = sandbox.request("PUT", "/products/AL_8_EF_11_3", body)

    assert (response.status, response.json()["barred"], response.json()["salesPrice"]) == (200, False, 0)
    assert "unit" not in response.json()


def test_put_to_an_unknown_number_creates_the_product(sandbox: Sandbox) -> None:
    assert sandbox.request("PUT", "/products/TEST-19_4_34", NEW_PRODUCT).status == 201


def test_referenced_group_and_unit_must_exist(sandbox: Sandbox) -> None:
    request_body = {**NEW_PRODUCT, "productGroup": {"productGroupNumber": 9}, "unit": {"unitNumber": 9}}

    body = sandbox.request("POST", "/products", request_body).json()

    assert body["errors"].keys() == {"productGroup", "unit"}


def test_unused_product_can_be_deleted(sandbox: Sandbox) -> None:
    statuses = [sandbox.request("DELETE", "/products/3").status for _ in range(2)]

    assert statuses == [204, 404]


def test_products_are_listed_by_group_and_unit(sandbox: Sandbox) -> None:
    def list_numbers(path: str) -> list[str]:
        return [product["productNumber"] for product in sandbox.request("GET", path).json()["collection"]]

    assert list_numbers("/product-groups/1/products") == ["1", "AL_EF.3"]
    assert list_numbers("/units/1/products?filter=barred$eq:false&sort=-name") == ["1", "3"]
    assert list_numbers("/products?filter=salesPrice$gt:20") == ["1", "3"]
    assert sandbox.request("GET", "/units/9/products").status == 404
    assert sandbox.request("GET", "/product-groups/9/products").status == 404


def test_products_are_sorted_by_number_as_text(sandbox: Sandbox) -> None:
    for number in ("b", "A", "10", "2"):
        sandbox.request("POST", "/products", {**NEW_PRODUCT, "productNumber": number})

    products = sandbox.request("GET", "/products").json()["collection"]

    assert [product["productNumber"] for product in products] == ["1", "10", "2", "3", "A", "AL_EF.3", "b"]


def test_group_has_a_sales_account_per_vat_zone(sandbox: Sandbox) -> None:
    [sale] = sandbox.request("GET", "/product-groups/1/sales-accounts").json()["collection"]

    assert (sale["salesAccount"]["accountNumber"], sale["vatZone"]["vatZoneNumber"]) == (1011, 1)
    assert sale["salesAccount"]["vatAccount"] == {"vatCode": "U25", "self": f"{ORIGIN}/vat-accounts/U25"}


def test_currency_prices_are_listed_below_the_product(sandbox: Sandbox) -> None:
    path = "/products/1/pricing/currency-specific-sales-prices"

    [price] = sandbox.request("GET", path).json()["collection"]

    assert price["price"] == Decimal("20.00")
    assert sandbox.request("GET", f"{path}/EUR").json() == price
    assert sandbox.request("GET", f"{path}/SEK").json()["errorCode"] == "E06000"
    assert sandbox.request("GET", path.replace("/1/", "/3/")).json()["collection"] == []
