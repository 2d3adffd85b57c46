"""Generates the contacts of a customer."""

from typing import Any

from econ_admin.sandbox.seed import names, numbers
from econ_admin.sandbox.seed.random_stream import RandomStream

NOTES = ("Indkøb", "Bogholderi", "Ejer", "Direktør", "Lager", "Butikschef", "Ring helst før kl. 10", "Kun pr. e-mail")
NOTIFICATIONS = ("invoices", "orders", "quotations", "reminders")
MAX_CONTACTS = 9


def generate_contacts(stream: RandomStream, customer: int, domain: str) -> list[dict[str, Any]]:
    """Generates up to five contacts; for 3 % of customers five to nine.

    Numbers are unique in the agreement: ten per customer number.
    """
    fraction = stream.fraction()
    count = stream.between(5, MAX_CONTACTS) if fraction > 0.97 else int(fraction * fraction * 6)
    return [_generate_contact(stream, customer, position, domain) for position in range(1, count + 1)]


def _generate_contact(stream: RandomStream, customer: int, position: int, domain: str) -> dict[str, Any]:
    name = names.generate_person(stream)
    document: dict[str, Any] = {"customerContactNumber": customer * 10 + position}
    if stream.chance(0.8):
        first, *_, last = name.split()
        document["email"] = f"{names.fold_to_ascii(first)}.{names.fold_to_ascii(last)}@{domain}"
    document["name"] = name
    if stream.chance(0.6):
        document["phone"] = numbers.generate_phone(stream)
    if stream.chance(0.06):
        document["eInvoiceId"] = f"REF-{stream.digits(5)}"
    if stream.chance(0.25):
        document["notes"] = stream.pick(NOTES)
    if stream.chance(0.3):
        document["emailNotifications"] = [notification for notification in NOTIFICATIONS if stream.chance(0.6)]
    return document | {"customer": {"customerNumber": customer}, "sortKey": position}
