"""The delivery locations of a customer."""

from typing import Any

from econ_admin.sandbox.seed import towns
from econ_admin.sandbox.seed.random_stream import Dice

TERMS = (
    "Leveres på rampen", "DAP, aflæsset", "Ab fabrik", "Leveres mellem kl. 7 og 12", "Ring en time før", "Frit leveret",
)  # fmt: skip


def delivery_locations(dice: Dice, customer: int) -> list[dict[str, Any]]:
    """None for two customers in three, else one to four; numbered like contacts, ten to each customer."""
    count = dice.between(1, 4) if dice.chance(0.34) else 0
    return [_delivery_location(dice, customer, position) for position in range(1, count + 1)]


def _delivery_location(dice: Dice, customer: int, place: int) -> dict[str, Any]:
    where = dice.pick(towns.DANISH)
    document: dict[str, Any] = {"address": towns.street(dice)}
    if dice.chance(0.06):
        document["barred"] = True
    document["city"] = where.city
    if dice.chance(0.5):
        document["country"] = "Danmark"
    document["customer"] = {"customerNumber": customer}
    document["deliveryLocationNumber"] = customer * 10 + place
    document |= {"postalCode": where.zip, "sortKey": place}
    if dice.chance(0.35):
        document["termsOfDelivery"] = dice.pick(TERMS)
    return document
