"""Generates the delivery locations of a customer."""

from typing import Any

from econ_admin.sandbox.seed import towns
from econ_admin.sandbox.seed.random_stream import RandomStream

DELIVERY_TERMS = (
    "Leveres på rampen", "DAP, aflæsset", "Ab fabrik", "Leveres mellem kl. 7 og 12", "Ring en time før", "Frit leveret",
)  # fmt: skip


def generate_delivery_locations(stream: RandomStream, customer: int) -> list[dict[str, Any]]:
    """Generates none for two customers in three, else one to four. Numbers are like those of contacts."""
    count = stream.between(1, 4) if stream.chance(0.34) else 0
    return [_generate_delivery_location(stream, customer, position) for position in range(1, count + 1)]


def _generate_delivery_location(stream: RandomStream, customer: int, position: int) -> dict[str, Any]:
    district = stream.pick(towns.DANISH_DISTRICTS)
    document: dict[str, Any] = {"address": towns.generate_street(stream)}
    if stream.chance(0.06):
        document["barred"] = True
    document["city"] = district.city
    if stream.chance(0.5):
        document["country"] = "Danmark"
    document["customer"] = {"customerNumber": customer}
    document["deliveryLocationNumber"] = customer * 10 + position
    document |= {"postalCode": district.zip, "sortKey": position}
    if stream.chance(0.35):
        document["termsOfDelivery"] = stream.pick(DELIVERY_TERMS)
    return document
