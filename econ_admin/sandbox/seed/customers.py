"""One customer with its contacts and delivery locations."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from econ_admin.sandbox.seed import edge_cases, numbers
from econ_admin.sandbox.seed.contacts import contacts
from econ_admin.sandbox.seed.credit_limits import credit_limit
from econ_admin.sandbox.seed.delivery_locations import delivery_locations
from econ_admin.sandbox.seed.invoice_calendar import Numbers
from econ_admin.sandbox.seed.invoices import Account
from econ_admin.sandbox.seed.profiles import Profile, profile
from econ_admin.sandbox.seed.random_stream import Dice

Document = dict[str, Any]

FIRST_NUMBER = 10_001
YEAR = 365 * 86_400
MAILBOXES = ("info", "kontakt", "faktura", "bogholderi", "post", "mail")


def customer(index: int, day: date, invoice_numbers: Numbers) -> Iterator[tuple[str, Document]]:
    """The customer at this place, counted from 0, and what belongs to it, as (noun, document).

    How often a field is there: address, zip and city 94 %, e-mail 81 %, CVR 77 %, phone 72 %, country 71 %,
    website 36 %, salesperson 35 %, attention 27 %, mobile 18 %, credit limit 14 %, EAN 13 %, VAT number 8 %,
    P-number 7 %, barred 2 %. About 1 % of e-mails and zips are "".
    """
    dice, number = Dice(index), FIRST_NUMBER + index
    who = profile(dice, index)
    people = contacts(dice, number, who.domain)
    deliveries = delivery_locations(dice, number)
    document = _document(dice, number, who, day) | _references(dice, who, people, deliveries)
    if overlay := edge_cases.at(index):
        document |= overlay
        people[:1] = [contact | edge_cases.CONTACT for contact in people[:1]]
        deliveries[:1] = [location | edge_cases.DELIVERY_LOCATION for location in deliveries[:1]]
    document = {key: value for key, value in document.items() if value is not None}
    account = Account(index, document, deliveries, day)
    document |= {"balance": account.balance, "dueAmount": account.due_amount}
    document["creditLimit"] = credit_limit(index, account.balance)
    yield "customers", {key: document[key] for key in WIRE_ORDER if document.get(key) is not None}
    yield from (("contacts", contact) for contact in people)
    yield from (("delivery-locations", location) for location in deliveries)
    yield from (("booked-invoices", invoice) for invoice in account.booked(invoice_numbers))
    if draft := account.draft(invoice_numbers):
        yield "draft-invoices", draft


WIRE_ORDER = (
    "customerNumber", "currency", "paymentTerms", "customerGroup", "address", "balance", "dueAmount",
    "corporateIdentificationNumber", "city", "country", "creditLimit", "ean", "email", "barred", "name", "zip",
    "publicEntryNumber", "telephoneAndFaxNumber", "website", "vatNumber", "vatZone", "layout", "attention",
    "customerContact", "salesPerson", "lastUpdated", "defaultDeliveryLocation", "mobilePhone", "pNumber",
    "eInvoicingDisabledByDefault",
)  # fmt: skip
"""As recorded in 2026; `vatNumber`, in no recording, stands where the schema has it beside `website`."""


def _document(dice: Dice, number: int, who: Profile, day: date) -> Document:
    """The customer's own fields in no particular order; None is a field that it does not have."""
    return {
        "customerNumber": number,
        "name": who.name.text,
        "currency": who.currency,
        "paymentTerms": {"paymentTermsNumber": dice.pick(who.terms)},
        "customerGroup": {"customerGroupNumber": who.group},
        "vatZone": {"vatZoneNumber": who.vat_zone},
        "barred": True if dice.chance(0.02) else None,
        "email": _written(dice, 0.8, _email(dice, who)),
        "telephoneAndFaxNumber": who.phone(dice) if dice.chance(0.72) else None,
        "mobilePhone": who.phone(dice) if dice.chance(0.18) else None,
        "website": f"www.{who.domain}" if who.in_business and dice.chance(0.38) else None,
        "lastUpdated": _moment(dice, day),
        "eInvoicingDisabledByDefault": dice.chance(0.04),
        **_address(dice, who),
        **_identifiers(dice, who),
    }


def _address(dice: Dice, who: Profile) -> Document:
    country = (
        who.home.name if who.home else dice.pick(("Danmark",) * 11 + ("Denmark", None, None, None, None, None, None))
    )
    if dice.chance(0.06):
        return {"country": country}
    return {
        "address": who.street,
        "zip": _written(dice, 0.985, who.place.zip),
        "city": who.place.city,
        "country": country,
    }


def _identifiers(dice: Dice, who: Profile) -> Document:
    """CVR, EAN, P-number for Danish firms and institutions; a VAT number for those abroad; none for private people."""
    if not who.in_business:
        return {}
    if who.home:
        has_number = who.home.vat_number is not None and dice.chance(0.9)
        return {"vatNumber": who.home.vat_number(dice)} if has_number and who.home.vat_number else {}
    prefix = "DK" if dice.chance(0.03) else ""
    return {
        "corporateIdentificationNumber": prefix + numbers.cvr(dice) if dice.chance(0.95) else None,
        "ean": numbers.ean(dice) if who.public or dice.chance(0.05) else None,
        "pNumber": numbers.p_number(dice) if dice.chance(0.09) else None,
        "publicEntryNumber": f"PO-{dice.digits(6)}" if who.public and dice.chance(0.3) else None,
    }


def _references(dice: Dice, who: Profile, people: list[Document], deliveries: list[Document]) -> Document:
    """What points to a contact, a delivery location, an employee or a layout that exists."""
    references: Document = {}
    for key, share in (("attention", 0.45), ("customerContact", 0.3)):
        if people and dice.chance(share):
            references[key] = {"customerContactNumber": dice.pick(people)["customerContactNumber"]}
    if dice.chance(0.35):
        references["salesPerson"] = {"employeeNumber": dice.pick((1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6))}
    if dice.chance(0.5 if who.home else 0.03):
        references["layout"] = {"layoutNumber": 21 if who.home else 20}
    if deliveries and dice.chance(0.4):
        chosen = dice.pick(deliveries)["deliveryLocationNumber"]
        references["defaultDeliveryLocation"] = {"deliveryLocationNumber": chosen}
    return references


def _email(dice: Dice, who: Profile) -> str:
    """One address, sometimes two with a space between."""
    mailbox = dice.pick(MAILBOXES)
    if not who.in_business:
        return f"{mailbox}@{who.domain}"
    second = f" {dice.pick(MAILBOXES)}@{who.domain}" if dice.chance(0.02) else ""
    return f"{mailbox}@{who.domain}{second}"


def _written(dice: Dice, share: float, text: str) -> str | None:
    """The text for that share of customers; of the rest, some have "", which means the same as nothing."""
    drawn = dice.share()
    if drawn < share:
        return text
    return "" if drawn > 0.988 else None


def _moment(dice: Dice, day: date) -> str:
    """A second of the year before `day`, the later ones more often."""
    before = timedelta(seconds=int(dice.share() ** 2 * YEAR) + 1)
    return f"{(datetime.combine(day, time()) - before).isoformat()}Z"
