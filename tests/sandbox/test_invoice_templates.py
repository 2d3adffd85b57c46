"""What a draft for a customer starts from."""

from decimal import Decimal

import pytest

from econ_admin.sandbox import Sandbox
from tests.sandbox.test_customers import NEW

HERE = "https://sandbox.invalid"


def test_a_template_has_what_the_customer_says(sandbox: Sandbox) -> None:
    template = sandbox.ask("GET", "/customers/1/templates/invoice").json()

    owner = f"{HERE}/customers/1"
    assert template == {
        "date": "2026-11-23",
        "currency": "DKK",
        "exchangeRate": 100,
        "dueDate": "2026-12-01",
        "paymentTerms": {"paymentTermsNumber": 1, "self": f"{HERE}/payment-terms/1"},
        "customer": {"customerNumber": 1, "self": owner},
        "recipient": {
            "name": "Møllers Eftf. ApS",
            "address": "Vejen 1",
            "zip": "9000",
            "city": "Ålborg",
            "country": "Danmark",
            "ean": "5798000558762",
            "publicEntryNumber": "1",
            "attention": {"customerContactNumber": 314, "self": f"{owner}/contacts/314"},
            "vatZone": {"vatZoneNumber": 1, "self": f"{HERE}/vat-zones/1"},
        },
        "deliveryLocation": {"deliveryLocationNumber": 5, "self": f"{owner}/delivery-locations/5"},
        "delivery": {
            "address": "Kaj 3",
            "zip": "9000",
            "city": "Ålborg",
            "country": "Danmark",
            "deliveryTerms": "Frit leveret",
        },
        "references": {
            "customerContact": {"customerContactNumber": 315, "self": f"{owner}/contacts/315"},
            "salesPerson": {"employeeNumber": 1, "self": f"{HERE}/employees/1"},
        },
        "layout": {"layoutNumber": 19, "self": f"{HERE}/layouts/19"},
    }


@pytest.mark.parametrize("more", [{}, {"currency": "EUR", "customerGroup": {"customerGroupNumber": 2}}])
def test_a_template_can_be_posted_as_it_is(sandbox: Sandbox, more: dict[str, object]) -> None:
    longest = {"name": "Å" * 255, "address": "x" * 510, "publicEntryNumber": "1" * 50, "country": "D" * 50}
    sandbox.ask("PUT", "/customers/7", {**NEW, **longest, **more})
    template = sandbox.ask("GET", "/customers/7/templates/invoice").json()

    answer = sandbox.ask("POST", "/invoices/drafts", template)

    assert answer.status == 201
    assert answer.json()["recipient"]["name"] == "Å" * 250
    assert answer.json()["layout"]["layoutNumber"] == (21 if more else 19)


def test_terms_with_a_date_set_by_hand_come_with_a_date(sandbox: Sandbox) -> None:
    sandbox.ask("PUT", "/customers/7", {**NEW, "paymentTerms": {"paymentTermsNumber": 6}})
    template = sandbox.ask("GET", "/customers/7/templates/invoice").json()

    assert sandbox.ask("POST", "/invoices/drafts", template).json()["dueDate"] == "2026-11-23"


def test_there_is_a_line_for_each_product(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/customers/2/templates/invoiceline?sort=-product.productNumber&pagesize=2").json()

    assert answer["collection"][0] == {
        "description": "Udgået",
        "product": {"productNumber": "AL_EF.3", "self": f"{HERE}/products/AL_8_EF_11_3"},
        "self": f"{HERE}/customers/2/templates/invoiceline/AL_8_EF_11_3",
    }
    assert answer["pagination"]["results"] == 3


@pytest.mark.parametrize("told", ["product.productNumber$eq:3", "description$like:bog"])
def test_lines_are_found_by_product_and_description(sandbox: Sandbox, told: str) -> None:
    answer = sandbox.ask("GET", f"/customers/2/templates/invoiceline?filter={told}").json()

    assert [line["product"]["productNumber"] for line in answer["collection"]] == ["3"]


def test_a_line_has_the_sales_price_and_the_cost(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/customers/3/templates/invoiceline/1?quantity=2.5")

    assert answer.json() == {
        "description": "Frisk torsk",
        "unit": {"unitNumber": 1, "name": "stk.", "self": f"{HERE}/units/1"},
        "product": {"productNumber": "1", "self": f"{HERE}/products/1"},
        "quantity": Decimal("2.50"),
        "unitNetPrice": Decimal("153.44"),
        "discountPercentage": 0,
        "unitCostPrice": Decimal("10.20"),
        "marginInBaseCurrency": Decimal("358.10"),
        "marginPercentage": Decimal("93.35"),
        "self": f"{HERE}/customers/3/templates/invoiceline/1",
    }


def test_in_another_currency_the_price_is_the_agreed_one_or_goes_by_the_rate(sandbox: Sandbox) -> None:
    prices = [
        sandbox.ask("GET", f"/customers/2/templates/invoiceline/{product}").json()["unitNetPrice"]
        for product in ("1", "3")
    ]

    assert prices == [Decimal("20.00"), Decimal("3.09")]


def test_a_line_can_be_sent_as_it_is(sandbox: Sandbox) -> None:
    template = sandbox.ask("GET", "/customers/3/templates/invoice").json()
    line = sandbox.ask("GET", "/customers/3/templates/invoiceline/1?quantity=3").json()

    draft = sandbox.ask("POST", "/invoices/drafts", {**template, "lines": [line]}).json()

    kept = draft["lines"][0]
    assert {name: kept[name] for name in ("quantity", "unitNetPrice", "marginInBaseCurrency", "marginPercentage")} == {
        name: line[name] for name in ("quantity", "unitNetPrice", "marginInBaseCurrency", "marginPercentage")
    }
    assert draft["netAmount"] == Decimal("460.32")


@pytest.mark.parametrize("quantity", ["many", "1.234", "1e99", "NaN"])
def test_a_quantity_that_is_none_is_refused(sandbox: Sandbox, quantity: str) -> None:
    answer = sandbox.ask("GET", f"/customers/3/templates/invoiceline/1?quantity={quantity}")

    assert (answer.status, list(answer.json()["errors"])) == (400, ["quantity"])


@pytest.mark.parametrize("path", ["99/templates/invoice", "99/templates/invoiceline", "3/templates/invoiceline/X"])
def test_what_is_not_there_is_not_found(sandbox: Sandbox, path: str) -> None:
    assert sandbox.ask("GET", f"/customers/{path}").json()["errorCode"] == "E06000"
