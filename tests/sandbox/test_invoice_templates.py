"""What a draft for a customer starts from."""

from decimal import Decimal

import pytest

from econ_admin.sandbox import Sandbox
from tests.sandbox.test_customers import NEW_CUSTOMER

ORIGIN = "https://sandbox.invalid"


def test_template_is_filled_from_the_customer(sandbox: Sandbox) -> None:
    template = sandbox.request("GET", "/customers/1/templates/invoice").json()

    customer_url = f"{ORIGIN}/customers/1"
    assert template == {
        "date": "2026-11-23",
        "currency": "DKK",
        "exchangeRate": 100,
        "dueDate": "2026-12-01",
        "paymentTerms": {"paymentTermsNumber": 1, "self": f"{ORIGIN}/payment-terms/1"},
        "customer": {"customerNumber": 1, "self": customer_url},
        "recipient": {
            "name": "Møllers Eftf. ApS",
            "address": "Vejen 1",
            "zip": "9000",
            "city": "Ålborg",
            "country": "Danmark",
            "ean": "5798000558762",
            "publicEntryNumber": "1",
            "attention": {"customerContactNumber": 314, "self": f"{customer_url}/contacts/314"},
            "vatZone": {"vatZoneNumber": 1, "self": f"{ORIGIN}/vat-zones/1"},
        },
        "deliveryLocation": {"deliveryLocationNumber": 5, "self": f"{customer_url}/delivery-locations/5"},
        "delivery": {
            "address": "Kaj 3",
            "zip": "9000",
            "city": "Ålborg",
            "country": "Danmark",
            "deliveryTerms": "Frit leveret",
        },
        "references": {
            "customerContact": {"customerContactNumber": 315, "self": f"{customer_url}/contacts/315"},
            "salesPerson": {"employeeNumber": 1, "self": f"{ORIGIN}/employees/1"},
        },
        "layout": {"layoutNumber": 19, "self": f"{ORIGIN}/layouts/19"},
    }


@pytest.mark.parametrize("overrides", [{}, {"currency": "EUR", "customerGroup": {"customerGroupNumber": 2}}])
def test_template_can_be_posted_unchanged(sandbox: Sandbox, overrides: dict[str, object]) -> None:
    longest = {"name": "Å" * 255, "address": "x" * 510, "publicEntryNumber": "1" * 50, "country": "D" * 50}
    sandbox.request("PUT", "/customers/7", {**NEW_CUSTOMER, **longest, **overrides})
    template = sandbox.request("GET", "/customers/7/templates/invoice").json()

    response = sandbox.request("POST", "/invoices/drafts", template)

    assert response.status == 201
    assert response.json()["recipient"]["name"] == "Å" * 250
    assert response.json()["layout"]["layoutNumber"] == (21 if overrides else 19)


def test_template_with_manual_terms_has_a_due_date(sandbox: Sandbox) -> None:
    sandbox.request("PUT", "/customers/7", {**NEW_CUSTOMER, "paymentTerms": {"paymentTermsNumber": 6}})
    template = sandbox.request("GET", "/customers/7/templates/invoice").json()

    assert sandbox.request("POST", "/invoices/drafts", template).json()["dueDate"] == "2026-11-23"


def test_each_product_has_a_line_template(sandbox: Sandbox) -> None:
    body = sandbox.request("GET", "/customers/2/templates/invoiceline?sort=-product.productNumber&pagesize=2").json()

    assert body["collection"][0] == {
        "description": "Udgået",
        "product": {"productNumber": "AL_EF.3", "self": f"{ORIGIN}/products/AL_8_EF_11_3"},
        "self": f"{ORIGIN}/customers/2/templates/invoiceline/AL_8_EF_11_3",
    }
    assert body["pagination"]["results"] == 3


@pytest.mark.parametrize("filter_query", ["product.productNumber$eq:3", "description$like:bog"])
def test_line_templates_are_filtered_by_product_and_description(sandbox: Sandbox, filter_query: str) -> None:
    body = sandbox.request("GET", f"/customers/2/templates/invoiceline?filter={filter_query}").json()

    assert [line["product"]["productNumber"] for line in body["collection"]] == ["3"]


def test_line_template_has_sales_price_and_cost(sandbox: Sandbox) -> None:
    response = sandbox.request("GET", "/customers/3/templates/invoiceline/1?quantity=2.5")

    assert response.json() == {
        "description": "Frisk torsk",
        "unit": {"unitNumber": 1, "name": "stk.", "self": f"{ORIGIN}/units/1"},
        "product": {"productNumber": "1", "self": f"{ORIGIN}/products/1"},
        "quantity": Decimal("2.50"),
        "unitNetPrice": Decimal("153.44"),
        "discountPercentage": 0,
        "unitCostPrice": Decimal("10.20"),
        "marginInBaseCurrency": Decimal("358.10"),
        "marginPercentage": Decimal("93.35"),
        "self": f"{ORIGIN}/customers/3/templates/invoiceline/1",
    }


def test_foreign_price_is_agreed_or_converted(sandbox: Sandbox) -> None:
    prices = [
        sandbox.request("GET", f"/customers/2/templates/invoiceline/{product}").json()["unitNetPrice"]
        for product in ("1", "3")
    ]

    assert prices == [Decimal("20.00"), Decimal("3.09")]


def test_line_template_can_be_sent_unchanged(sandbox: Sandbox) -> None:
    template = sandbox.request("GET", "/customers/3/templates/invoice").json()
    line = sandbox.request("GET", "/customers/3/templates/invoiceline/1?quantity=3").json()

    draft = sandbox.request("POST", "/invoices/drafts", {**template, "lines": [line]}).json()

    draft_line = draft["lines"][0]
    assert {
        name: draft_line[name] for name in ("quantity", "unitNetPrice", "marginInBaseCurrency", "marginPercentage")
    } == {name: line[name] for name in ("quantity", "unitNetPrice", "marginInBaseCurrency", "marginPercentage")}
    assert draft["netAmount"] == Decimal("460.32")


@pytest.mark.parametrize("quantity", ["many", "1.234", "1e99", "NaN"])
def test_invalid_quantity_is_refused(sandbox: Sandbox, quantity: str) -> None:
    response = sandbox.request("GET", f"/customers/3/templates/invoiceline/1?quantity={quantity}")

    assert (response.status, list(response.json()["errors"])) == (400, ["quantity"])


@pytest.mark.parametrize("path", ["99/templates/invoice", "99/templates/invoiceline", "3/templates/invoiceline/X"])
def test_unknown_customer_or_product_is_not_found(sandbox: Sandbox, path: str) -> None:
    assert sandbox.request("GET", f"/customers/{path}").json()["errorCode"] == "E06000"
