"""The head of an invoice: to whom it goes, on which terms, at which rate, as the customer was on the day."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from econ_admin.sandbox.due_dates import BY_HAND, due
from econ_admin.sandbox.seed.random_stream import Dice
from econ_admin.sandbox.seed.reference import ENGLISH_LAYOUT, LAYOUTS, PAYMENT_TERMS, RATES, VAT_ZONES

Document = dict[str, Any]

RECIPIENT = {"name": 250, "address": 250, "zip": 50, "city": 250, "country": 50, "ean": 13, "publicEntryNumber": 40}
DELIVERY = {"address": "address", "zip": "postalCode", "city": "city", "country": "country"}
SWINGS = {"DKK": 0, "EUR": 8}  # ten thousandths that a rate goes up and down; the euro is tied to the krone
SWING, PERIOD = 220, 120
PUBLIC_GROUP = 4
HAND_SET = timedelta(days=8)


def head(dice: Dice, customer: Document, deliveries: Sequence[Document]) -> Document:
    """Everything that comes of the customer. A public one always gives a reference, and a person if it has one."""
    abroad = customer["vatZone"]["vatZoneNumber"] in (2, 3)
    layout = customer.get("layout") or (ENGLISH_LAYOUT if abroad else LAYOUTS[0])
    made: Document = {
        "paymentTerms": dict(terms_of(customer)),
        "customer": {"customerNumber": customer["customerNumber"]},
        "recipient": _recipient(customer),
    }
    if (place := customer.get("defaultDeliveryLocation")) and dice.chance(0.7):
        made["deliveryLocation"] = dict(place)
        made["delivery"] = _delivery(place["deliveryLocationNumber"], deliveries)
    if references := _references(dice, customer):
        made["references"] = references
    return made | {"layout": {"layoutNumber": layout["layoutNumber"]}}


def _recipient(customer: Document) -> Document:
    cvr = customer.get("corporateIdentificationNumber")
    return {
        **{name: customer[name][:max_length] for name, max_length in RECIPIENT.items() if customer.get(name)},
        **({"attention": dict(customer["attention"])} if "attention" in customer else {}),
        "vatZone": dict(VAT_ZONES[customer["vatZone"]["vatZoneNumber"] - 1]),
        **({"cvr": cvr} if cvr else {}),
    }


def _delivery(number: int, deliveries: Sequence[Document]) -> Document:
    location = next(location for location in deliveries if location["deliveryLocationNumber"] == number)
    told = {name: location[source] for name, source in DELIVERY.items() if source in location}
    terms = location.get("termsOfDelivery")
    return told | ({"deliveryTerms": terms[:100]} if terms else {})


def _references(dice: Dice, customer: Document) -> Document:
    public = customer["customerGroup"]["customerGroupNumber"] == PUBLIC_GROUP
    drawn = {key: dict(customer[key]) for key in ("customerContact", "salesPerson") if customer.get(key)}
    if public:
        return drawn | {"other": f"EAN-rekv. {dice.digits(7)}"}
    return drawn | ({"other": f"PO-{dice.digits(5)}"} if dice.chance(0.3) else {})


def terms_of(customer: Document) -> Document:
    """The payment terms of a customer."""
    number: int = customer["paymentTerms"]["paymentTermsNumber"]
    return PAYMENT_TERMS[number - 1]


def due_date(terms: Document, day: date) -> date:
    """When an invoice of that day falls due; where it is set by hand, eight days later."""
    kind = terms["paymentTermsType"]
    return day + HAND_SET if kind == BY_HAND else due(kind, terms.get("daysOfCredit", 0), day)


@lru_cache(4_000)
def rate(currency: str, age: int) -> Decimal:
    """What a hundred cost so many days ago: a slow swing, which has come back to today's rate."""
    swing = SWINGS.get(currency, SWING)
    phase = age % PERIOD
    height = min(phase, abs(PERIOD // 2 - phase), PERIOD - phase) * (1 if phase < PERIOD // 2 else -1)
    return (Decimal(RATES[currency]) * (10_000 + swing * height * 4 // PERIOD) / 10_000).quantize(Decimal("0.0001"))
