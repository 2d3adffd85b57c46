"""The contacts of a customer."""

from typing import Any

from econ_admin.sandbox.seed import names, numbers
from econ_admin.sandbox.seed.random_stream import Dice

ROLES = ("Indkøb", "Bogholderi", "Ejer", "Direktør", "Lager", "Butikschef", "Ring helst før kl. 10", "Kun pr. e-mail")
NOTIFICATIONS = ("invoices", "orders", "quotations", "reminders")
MOST = 9


def contacts(dice: Dice, customer: int, domain: str) -> list[dict[str, Any]]:
    """None to five; a large customer in thirty has up to nine.

    Numbers are unique over the agreement and follow from the customer's alone, ten to each.
    """
    share = dice.share()
    count = dice.between(5, MOST) if share > 0.97 else int(share * share * 6)
    return [_contact(dice, customer, position, domain) for position in range(1, count + 1)]


def _contact(dice: Dice, customer: int, place: int, domain: str) -> dict[str, Any]:
    name = names.person(dice)
    document: dict[str, Any] = {"customerContactNumber": customer * 10 + place}
    if dice.chance(0.8):
        first, *_, last = name.split()
        document["email"] = f"{names.folded(first)}.{names.folded(last)}@{domain}"
    document["name"] = name
    if dice.chance(0.6):
        document["phone"] = numbers.phone(dice)
    if dice.chance(0.06):
        document["eInvoiceId"] = f"REF-{dice.digits(5)}"
    if dice.chance(0.25):
        document["notes"] = dice.pick(ROLES)
    if dice.chance(0.3):
        document["emailNotifications"] = [notification for notification in NOTIFICATIONS if dice.chance(0.6)]
    return document | {"customer": {"customerNumber": customer}, "sortKey": place}
