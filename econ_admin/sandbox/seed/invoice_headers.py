"""Generates invoice headers: recipient, payment terms and exchange rate, as of the invoice date."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from econ_admin.sandbox.due_dates import MANUAL_DUE_DATE, calculate_due_date
from econ_admin.sandbox.seed.random_stream import RandomStream
from econ_admin.sandbox.seed.reference import ENGLISH_LAYOUT, EXCHANGE_RATES, LAYOUTS, PAYMENT_TERMS, VAT_ZONES

Document = dict[str, Any]

RECIPIENT_LIMITS = {
    "name": 250,
    "address": 250,
    "zip": 50,
    "city": 250,
    "country": 50,
    "ean": 13,
    "publicEntryNumber": 40,
}
DELIVERY_PROPERTIES = {"address": "address", "zip": "postalCode", "city": "city", "country": "country"}
RATE_SWINGS = {"DKK": 0, "EUR": 8}  # ten-thousandths; the euro is pegged to the krone
DEFAULT_SWING, SWING_PERIOD = 220, 120
PUBLIC_GROUP = 4
MANUAL_CREDIT_TIME = timedelta(days=8)


def build_header(stream: RandomStream, customer: Document, deliveries: Sequence[Document]) -> Document:
    """Builds the header from the customer. Public customers always have a text reference."""
    is_foreign = customer["vatZone"]["vatZoneNumber"] in (2, 3)
    layout = customer.get("layout") or (ENGLISH_LAYOUT if is_foreign else LAYOUTS[0])
    header: Document = {
        "paymentTerms": dict(get_payment_terms(customer)),
        "customer": {"customerNumber": customer["customerNumber"]},
        "recipient": _build_recipient(customer),
    }
    if (location_reference := customer.get("defaultDeliveryLocation")) and stream.chance(0.7):
        header["deliveryLocation"] = dict(location_reference)
        header["delivery"] = _build_delivery(location_reference["deliveryLocationNumber"], deliveries)
    if references := _build_references(stream, customer):
        header["references"] = references
    return header | {"layout": {"layoutNumber": layout["layoutNumber"]}}


def _build_recipient(customer: Document) -> Document:
    """Builds the recipient, with empty texts too, as recorded of zip and city."""
    cvr = customer.get("corporateIdentificationNumber")
    return {
        **{name: customer[name][:max_length] for name, max_length in RECIPIENT_LIMITS.items() if name in customer},
        **({"attention": dict(customer["attention"])} if "attention" in customer else {}),
        "vatZone": dict(VAT_ZONES[customer["vatZone"]["vatZoneNumber"] - 1]),
        **({"cvr": cvr} if cvr else {}),
    }


def _build_delivery(number: int, deliveries: Sequence[Document]) -> Document:
    location = next(location for location in deliveries if location["deliveryLocationNumber"] == number)
    delivery = {name: location[source] for name, source in DELIVERY_PROPERTIES.items() if source in location}
    delivery_terms = location.get("termsOfDelivery")
    return delivery | ({"deliveryTerms": delivery_terms[:100]} if delivery_terms else {})


def _build_references(stream: RandomStream, customer: Document) -> Document:
    is_public = customer["customerGroup"]["customerGroupNumber"] == PUBLIC_GROUP
    references = {key: dict(customer[key]) for key in ("customerContact", "salesPerson") if customer.get(key)}
    if is_public:
        return references | {"other": f"EAN-rekv. {stream.digits(7)}"}
    return references | ({"other": f"PO-{stream.digits(5)}"} if stream.chance(0.3) else {})


def get_payment_terms(customer: Document) -> Document:
    """Returns the payment terms of a customer."""
    number: int = customer["paymentTerms"]["paymentTermsNumber"]
    return PAYMENT_TERMS[number - 1]


def get_due_date(terms: Document, day: date) -> date:
    """Returns the due date of an invoice; eight days later for terms with a manual due date."""
    terms_type = terms["paymentTermsType"]
    return (
        day + MANUAL_CREDIT_TIME
        if terms_type == MANUAL_DUE_DATE
        else calculate_due_date(terms_type, terms.get("daysOfCredit", 0), day)
    )


@lru_cache(4_000)
def get_exchange_rate(currency: str, age: int) -> Decimal:
    """Returns the price of 100 units some days ago: it swings slowly around today's rate."""
    amplitude = RATE_SWINGS.get(currency, DEFAULT_SWING)
    phase = age % SWING_PERIOD
    deviation = min(phase, abs(SWING_PERIOD // 2 - phase), SWING_PERIOD - phase) * (
        1 if phase < SWING_PERIOD // 2 else -1
    )
    return (Decimal(EXCHANGE_RATES[currency]) * (10_000 + amplitude * deviation * 4 // SWING_PERIOD) / 10_000).quantize(
        Decimal("0.0001")
    )
