"""The invoices of a customer: booked ones that come to its balance, and now and then a draft.

Small on purpose; a year of business takes its place.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from econ_admin.sandbox.due_dates import BY_HAND, due
from econ_admin.sandbox.reckoning import Line, Total, scaled

from .dice import Dice
from .products import DOMESTIC, FREIGHT, PRODUCTS, SOLD, STANDARD_RATE, Product, amount
from .reference import ENGLISH_LAYOUT, LAYOUTS, PAYMENT_TERMS, RATES, UNITS, VAT_ZONES

Document = dict[str, Any]

OWN_STREAM = 1 << 40  # so that a customer's other dice fall as they would without invoices
DRAFTS = 40  # one customer in so many has a draft
BY_NUMBER = {each.number: each for each in PRODUCTS}
RECIPIENT = {"name": 250, "address": 250, "zip": 50, "city": 250, "country": 50, "ean": 13, "publicEntryNumber": 40}
LONGEST_MONTH = 31


class Sale(NamedTuple):
    """What goes on an invoice: hundredths to be reached, and hundredths that are still to be paid."""

    net: int
    open: bool
    day: date
    due: date


def step(zone: int) -> int:
    """Balances in a VAT zone are multiples of so many hundredths, so that VAT comes out even."""
    return 5 if zone == DOMESTIC else 1


def invoices(index: int, customer: Document, day: date) -> Iterator[tuple[str, Document]]:
    """The customer's invoices as (noun, document), in the order of their numbers."""
    dice = Dice(OWN_STREAM + index)
    for place, sale in enumerate(_sales(dice, customer, day), 1):
        yield "booked-invoices", _booked(dice, customer, sale, customer["customerNumber"] * 10 + place)
    if index % DRAFTS == DRAFTS // 8 and not customer.get("barred"):
        yield "draft-invoices", _draft(dice, customer, day, index // DRAFTS + 1)


def _sales(dice: Dice, customer: Document, day: date) -> Iterator[Sale]:
    """One long paid for some, then what is overdue, what is not yet, and what was paid too much."""
    balance, overdue = (int(customer[each] * 100) for each in ("balance", "dueAmount"))
    terms = _terms(customer)
    if dice.chance(0.1):
        then = day - timedelta(days=100 + dice.below(200))
        yield Sale(200_00 + dice.below(20_000) * 100, open=False, day=then, due=_due(terms, then))
    if overdue:
        then = day - timedelta(days=LONGEST_MONTH + terms.get("daysOfCredit", 8) + 1 + dice.below(90))
        yield Sale(_net(overdue, customer), open=True, day=then, due=_due(terms, then))
    if rest := balance - overdue:
        then = day - timedelta(days=dice.below(terms.get("daysOfCredit", 0) + 1))
        yield Sale(_net(rest, customer), open=True, day=then, due=max(_due(terms, then), day))


def _net(gross: int, customer: Document) -> int:
    return gross * 100 // (100 + _vat(customer))


def _vat(customer: Document) -> int:
    """Per cent, on all that is sold to it."""
    return STANDARD_RATE if customer["vatZone"]["vatZoneNumber"] == DOMESTIC else 0


def _terms(customer: Document) -> Document:
    number: int = customer["paymentTerms"]["paymentTermsNumber"]
    return PAYMENT_TERMS[number - 1]


def _due(terms: Document, day: date) -> date:
    if terms["paymentTermsType"] == BY_HAND:
        return day + timedelta(days=8)
    return due(terms["paymentTermsType"], terms.get("daysOfCredit", 0), day)


def _bought(dice: Dice, net: int, rate: Decimal) -> list[tuple[Product, int, int]]:
    """Products, how many of each, and their prices in the invoice's currency; freight fills what is left."""
    bought = []
    sign, left = (-1, -net) if net < 0 else (1, net)
    for share in (dice.share(), 1):
        product = dice.pick(SOLD)
        price = max(1, int(product.price * 100 / rate))
        if many := int(left * share) // price:
            bought.append((product, sign * many, price))
            left -= many * price
    return [*bought, (BY_NUMBER[FREIGHT], sign, left)] if left else bought


def _reckoned(customer: Document, bought: list[tuple[Product, int, int]]) -> list[tuple[Product, Line]]:
    vat = Decimal(_vat(customer))
    return [
        (product, Line(amount(many * 100), amount(price), cost=amount(product.cost), vat_rate=vat))
        for product, many, price in bought
    ]


def _booked(dice: Dice, customer: Document, sale: Sale, number: int) -> Document:
    rate = Decimal(RATES[customer["currency"]])
    lines = _reckoned(customer, _bought(dice, sale.net, rate))
    total = Total.of((line for _, line in lines), rate)
    return {
        "bookedInvoiceNumber": number,
        "orderNumber": number,
        "date": sale.day.isoformat(),
        "currency": customer["currency"],
        **total.of_booked(total.gross if sale.open else Decimal(0)),
        "dueDate": sale.due.isoformat(),
        **_head(dice, customer),
        "lines": [_booked_line(place, *each) for place, each in enumerate(lines, 1)],
    }


def _draft(dice: Dice, customer: Document, day: date, number: int) -> Document:
    rate = Decimal(RATES[customer["currency"]])
    lines = _reckoned(customer, _bought(dice, 300_00 + dice.below(9_000) * 100, rate))
    then = day - timedelta(days=dice.below(10))
    return {
        "draftInvoiceNumber": number,
        "soap": {"currentInvoiceHandle": {"id": number}},
        "lines": [_draft_line(place, *each, rate) for place, each in enumerate(lines, 1)],
        "date": then.isoformat(),
        "currency": customer["currency"],
        **Total.of((line for _, line in lines), rate).of_draft(),
        "dueDate": _due(_terms(customer), then).isoformat(),
        **_head(dice, customer),
        "lastUpdated": f"{then}T{9 + dice.below(8):02}:{dice.below(60):02}:00Z",
    }


def _head(dice: Dice, customer: Document) -> Document:
    """Whom it goes to and on which terms, as they are on the customer."""
    abroad = customer["vatZone"]["vatZoneNumber"] in (2, 3)
    layout = customer.get("layout", ENGLISH_LAYOUT if abroad else LAYOUTS[0])
    cvr = customer.get("corporateIdentificationNumber")
    references: Document = {"salesPerson": dict(customer["salesPerson"])} if "salesPerson" in customer else {}
    if dice.chance(0.3):
        references["other"] = f"PO-{dice.digits(5)}"
    return {
        "paymentTerms": dict(_terms(customer)),
        "customer": {"customerNumber": customer["customerNumber"]},
        "recipient": {
            **{name: customer[name][:most] for name, most in RECIPIENT.items() if customer.get(name)},
            "vatZone": dict(VAT_ZONES[customer["vatZone"]["vatZoneNumber"] - 1]),
            **({"cvr": cvr} if cvr else {}),
        },
        **({"references": references} if references else {}),
        "layout": {"layoutNumber": layout["layoutNumber"]},
    }


def _booked_line(place: int, product: Product, line: Line) -> Document:
    return {
        "lineNumber": place,
        "sortKey": place,
        "description": product.name,
        **_amounts(line),
        "vatRate": scaled(line.vat_rate, 8),
        "vatAmount": line.vat,
        "totalNetAmount": line.net,
        **_product(product),
    }


def _draft_line(place: int, product: Product, line: Line, rate: Decimal) -> Document:
    told = {"lineNumber": place, "sortKey": place, "description": product.name, **_product(product)}
    return {**told, **_amounts(line), "totalNetAmount": line.net, **line.margins(rate)}


def _product(product: Product) -> Document:
    unit = {"unitNumber": product.unit, "name": UNITS[product.unit - 1]}
    return {"product": {"productNumber": product.number}, "unit": unit}


def _amounts(line: Line) -> Document:
    return {
        "quantity": line.quantity,
        "unitNetPrice": line.price,
        "discountPercentage": Decimal("0.00"),
        "unitCostPrice": line.cost,
    }
