"""What Nordlys Handel sells: products in groups, the accounts they sell on, and a few prices in other currencies."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from .reference import UNITS, VAT_ZONES

Document = dict[str, Any]

GROUPS = {1: "Varer m/moms", 2: "Varer u/moms", 3: "Ydelser m/moms", 4: "Ydelser u/moms"}
DOMESTIC, EU = 1, 2
STANDARD_RATE = 25
VAT_CODES = {"U25": ("Salgsmoms", STANDARD_RATE), "U0": ("Momsfrit salg", 0), "UEU": ("Salg til EU", 0)}


class Product(NamedTuple):
    """Prices in hundredths of a krone."""

    number: str
    name: str
    group: int
    unit: int
    cost: int
    price: int


PRODUCTS = (
    Product("1001", "Arbejdshandske, læder, str. 10", 1, 1, 28_50, 59_95),
    Product("1002", "Sikkerhedssko S3, lav", 1, 1, 310_00, 649_00),
    Product("1003", "Høreværn, foldbart", 1, 1, 92_00, 189_00),
    Product("1010", "Kontorstol, sort net", 1, 1, 780_00, 1_495_00),
    Product("1011", "Hæve-sænkebord 160×80, eg", 1, 1, 2_150_00, 3_995_00),
    Product("1020", "Kopipapir A4, 5 × 500 ark", 1, 6, 112_00, 189_95),
    Product("1021", "Kuglepen, blå, æske med 50", 1, 6, 61_00, 129_00),
    Product("2001", "Skrue 4,0×40, rustfri, 200 stk.", 1, 6, 38_00, 84_50),
    Product("2002", "Gipsplade 13 mm, 900×2400", 1, 5, 41_20, 74_95),
    Product("2003", "Fyrretræ 45×95 mm, høvlet", 1, 4, 14_80, 27_50),
    Product("KABEL-1.5", "Installationskabel 3G1,5", 1, 4, 4_10, 9_95),
    Product("LED_6/W", "LED-pære E27, 6 W", 1, 1, 12_30, 34_95),
    Product("3001", "Kaffe, økologisk, hele bønner", 1, 3, 82_00, 139_00),
    Product("3002", "Te, Earl Grey, 100 breve", 1, 6, 34_00, 69_00),
    Product("4001", "Europalle, brugt", 1, 7, 45_00, 95_00),
    Product("5001", "Montør, timeløn", 3, 2, 310_00, 585_00),
    Product("5002", "Rådgivning, timeløn", 3, 2, 520_00, 1_150_00),
    Product("5003", "Serviceaftale, pr. måned", 3, 8, 240_00, 895_00),
    Product("5004", "Kørsel", 3, 10, 2_20, 3_79),
    Product("6001", "Frimærker, ark med 50", 2, 1, 600_00, 600_00),
    Product("6002", "Kursus, momsfrit, pr. dag", 4, 1, 1_900_00, 3_600_00),
    Product("9000", "Fragt", 3, 1, 0, 79_00),
    Product("9999", "Udgået: trådløs mus", 1, 1, 55_00, 129_00),
)  # fmt: skip
FREIGHT = "9000"
BARRED = "9999"
SOLD = tuple(each for each in PRODUCTS if each.group in (1, 3) and each.number not in (FREIGHT, BARRED))
"""What an invoice may have on it: with VAT at home, and still for sale."""
AGREED = (("1010", "EUR", 205_00), ("1011", "EUR", 540_00), ("1010", "SEK", 2_295_00), ("5002", "EUR", 160_00))


def products() -> Iterator[tuple[str, Document]]:
    """VAT accounts, product groups with their sales accounts, products and agreed prices, as (noun, document)."""
    yield from (("vat-accounts", each) for each in _vat_accounts())
    for number, name in GROUPS.items():
        yield "product-groups", {"productGroupNumber": number, "name": name}
        yield from (("sales-accounts", _sales_account(number, zone)) for zone in VAT_ZONES)
    yield from (("products", _product(each)) for each in PRODUCTS)
    for product, currency, price in AGREED:
        yield (
            "currency-specific-sales-prices",
            {
                "place": f"{product} {currency}",
                "currency": {"code": currency},
                "product": {"productNumber": product},
                "price": amount(price),
            },
        )


def amount(hundredths: int) -> Decimal:
    """Hundredths as an amount with two decimals."""
    return Decimal(hundredths).scaleb(-2)


def vat_rate(group: int, zone: int) -> int:
    """Per cent."""
    return STANDARD_RATE if zone == DOMESTIC and group in (1, 3) else 0


def _vat_accounts() -> Iterator[Document]:
    for number, (code, (name, rate)) in enumerate(VAT_CODES.items(), 1):
        yield {
            "vatCode": code,
            "account": {"accountNumber": 14260 + number},
            "vatType": {"vatTypeNumber": 1, "name": "Salgsmoms"},
            "name": name,
            "ratePercentage": Decimal(rate).quantize(Decimal("0.01")),
        }


def _sales_account(group: int, zone: Document) -> Document:
    number = zone["vatZoneNumber"]
    code = "U25" if vat_rate(group, number) else "UEU" if number == EU else "U0"
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


def _product(product: Product) -> Document:
    return {
        "productNumber": product.number,
        "name": product.name,
        "costPrice": amount(product.cost),
        "recommendedPrice": Decimal("0.00"),
        "salesPrice": amount(product.price),
        "barred": product.number == BARRED,
        "lastUpdated": "2025-01-15T09:12:00Z",
        "productGroup": {"productGroupNumber": product.group, "name": GROUPS[product.group]},
        "unit": {"unitNumber": product.unit, "name": UNITS[product.unit - 1]},
    }
