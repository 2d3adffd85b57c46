"""Generates the products of Nordlys Handel, with groups, sales accounts and a few prices in other currencies."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from econ_admin.sandbox.seed.catalogue import BARRED, GROUPS, PRODUCTS, Product
from econ_admin.sandbox.seed.product_texts import DESCRIPTIONS, SERVICE_GROUPS, build_bar_code
from econ_admin.sandbox.seed.reference import UNITS, VAT_ZONES

Document = dict[str, Any]

CENT, TENTH = Decimal("0.01"), Decimal("0.1")
DOMESTIC, EU = 1, 2
VAT_FREE_GROUPS = (2, 4)
STOCKED_GROUP = 6  # the one whose stock is counted
STANDARD_RATE = 25
VAT_CODES = {"U25": ("Salgsmoms", STANDARD_RATE), "U0": ("Momsfrit salg", 0), "UEU": ("Salg til EU", 0)}


AGREED_PRICES = {
    ("1010", "EUR"): 205_00, ("1011", "EUR"): 540_00, ("1013", "EUR"): 735_00, ("5002", "EUR"): 160_00,
    ("7008", "EUR"): 819_00, ("1010", "SEK"): 2_295_00, ("1011", "SEK"): 6_095_00, ("5002", "SEK"): 1_750_00,
    ("7008", "SEK"): 9_195_00, ("1010", "NOK"): 2_395_00, ("5002", "NOK"): 1_825_00, ("5002", "USD"): 175_00,
}  # fmt: skip
"""Agreed prices, in hundredths of the currency."""


def generate_products() -> Iterator[tuple[str, Document]]:
    """Yields VAT accounts, product groups with sales accounts, products and agreed prices, as (noun, document), and the
    accounts of the books that they name."""
    yield from (("vat-accounts", vat_account) for vat_account in _build_vat_accounts())
    yield from (("accounts", account) for account in _build_vat_ledger_accounts())
    for number in GROUPS:
        yield "product-groups", _build_group(number)
        for zone in VAT_ZONES:
            sales_account = _build_sales_account(number, zone)
            yield "sales-accounts", sales_account
            yield "accounts", sales_account["salesAccount"]
    yield from (("products", _build_product(index, product)) for index, product in enumerate(PRODUCTS, 1))
    for (product, currency), price in AGREED_PRICES.items():
        yield (
            "currency-specific-sales-prices",
            {
                "place": f"{product} {currency}",
                "currency": {"code": currency},
                "product": {"productNumber": product},
                "price": to_amount(price),
            },
        )


def to_amount(hundredths: int) -> Decimal:
    """Converts hundredths to an amount with two decimals."""
    return Decimal(hundredths).scaleb(-2)


def get_vat_rate(group: int, zone: int) -> int:
    """Returns the VAT rate in percent."""
    return STANDARD_RATE if zone == DOMESTIC and group not in VAT_FREE_GROUPS else 0


def _build_vat_accounts() -> Iterator[Document]:
    for number, (code, (name, rate)) in enumerate(VAT_CODES.items(), 1):
        yield {
            "vatCode": code,
            "account": {"accountNumber": 14260 + number},
            "vatType": {"vatTypeNumber": 1, "name": "Salgsmoms"},
            "name": name,
            "ratePercentage": Decimal(rate).quantize(CENT),
        }


def _build_vat_ledger_accounts() -> Iterator[Document]:
    for vat_account in _build_vat_accounts():
        yield {
            **vat_account["account"],
            "accountType": "status",
            "balance": Decimal("0.00"),
            "blockDirectEntries": True,
            "debitCredit": "credit",
            "name": vat_account["name"],
        }


def _build_sales_account(group: int, zone: Document) -> Document:
    number = zone["vatZoneNumber"]
    code = "U25" if get_vat_rate(group, number) else "UEU" if number == EU else "U0"
    return {
        "place": f"{group} {number}",
        "productGroup": {"productGroupNumber": group},
        "salesAccount": {
            "accountNumber": 1000 + group * 10 + number,
            "accountType": "profitAndLoss",
            "balance": Decimal("0.00"),
            "blockDirectEntries": False,
            "debitCredit": "credit",
            "name": f"Salg, {GROUPS[group].lower()}, {zone['name']}",
            "vatAccount": {"vatCode": code},
        },
        "vatZone": dict(zone),
    }


def _build_product(index: int, product: Product) -> Document:
    """Builds a product; goods have a bar code, services have none."""
    description = DESCRIPTIONS.get(product.number)
    return {
        "productNumber": product.number,
        **({"description": description} if description else {}),
        **({} if product.group in SERVICE_GROUPS else {"barCode": build_bar_code(index)}),
        "name": product.name,
        "costPrice": to_amount(product.cost),
        "recommendedPrice": Decimal("0.00"),
        "salesPrice": to_amount(product.price),
        "barred": product.number in BARRED,
        "lastUpdated": "2025-01-15T09:12:00Z",
        "productGroup": _build_group(product.group),
        "unit": {"unitNumber": product.unit, "name": UNITS[product.unit - 1]},
        **(_build_stock(product) if product.group == STOCKED_GROUP else {}),
    }


def _build_group(number: int) -> Document:
    return {"productGroupNumber": number, "name": GROUPS[number], "inventoryEnabled": number == STOCKED_GROUP}


def _build_stock(product: Product) -> Document:
    """Returns stock that depends on the price alone, so that it is the same in every seed."""
    in_stock, ordered = product.price % 89, product.cost % 13
    return {
        "inventory": {
            "available": Decimal(in_stock - ordered).quantize(TENTH),
            "inStock": Decimal(in_stock).quantize(TENTH),
            "orderedByCustomers": Decimal(ordered).quantize(TENTH),
            "recommendedCostPrice": to_amount(product.cost),
        },
        "minimumStock": Decimal(10 * (product.price % 3)).quantize(CENT),
    }
