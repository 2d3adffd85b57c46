"""Generates one customer with its contacts and delivery locations."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from econ_admin.sandbox.seed import edge_cases, numbers
from econ_admin.sandbox.seed.contacts import generate_contacts
from econ_admin.sandbox.seed.credit_limits import generate_credit_limit
from econ_admin.sandbox.seed.delivery_locations import generate_delivery_locations
from econ_admin.sandbox.seed.invoice_calendar import InvoiceNumbers
from econ_admin.sandbox.seed.invoices import Account
from econ_admin.sandbox.seed.profiles import Profile, generate_profile
from econ_admin.sandbox.seed.random_stream import RandomStream

Document = dict[str, Any]

FIRST_NUMBER = 10_001
YEAR_SECONDS = 365 * 86_400
BLANKS_STREAM = 7 << 40
BLANK_PROPERTIES = ("website", "publicEntryNumber", "corporateIdentificationNumber")
MAILBOXES = ("info", "kontakt", "faktura", "bogholderi", "post", "mail")


def generate_customer(index: int, day: date, invoice_numbers: InvoiceNumbers) -> Iterator[tuple[str, Document]]:
    """Generates the customer with this index, from 0, and its documents, as (noun, document).

    Share of customers with a field: address, zip and city 94 %, e-mail 81 %, CVR 77 %, phone 72 %, country 71 %,
    website 36 %, sales person 35 %, attention 27 %, mobile 18 %, credit limit 14 %, EAN 13 %, VAT number 8 %, P-number
    7 %, barred 2 %. About 1 % of e-mails and zips, and of the other texts in BLANK_PROPERTIES, are "".
    """
    stream, number = RandomStream(index), FIRST_NUMBER + index
    profile = generate_profile(stream, index)
    contacts = generate_contacts(stream, number, profile.domain)
    locations = generate_delivery_locations(stream, number)
    document = _build_document(stream, number, profile, day) | _build_references(stream, profile, contacts, locations)
    if overlay := edge_cases.get_overlay(index):
        document |= overlay
        contacts[:1] = [contact | edge_cases.CONTACT_OVERLAY for contact in contacts[:1]]
        locations[:1] = [location | edge_cases.DELIVERY_LOCATION_OVERLAY for location in locations[:1]]
    document = _blank_some_texts(index, {key: value for key, value in document.items() if value is not None})
    account = Account(index, document, locations, day)
    document |= {"balance": account.balance, "dueAmount": account.due_amount}
    document["creditLimit"] = generate_credit_limit(index, account.balance)
    yield "customers", {key: document[key] for key in WIRE_ORDER if document.get(key) is not None}
    yield from (("contacts", contact) for contact in contacts)
    yield from (("delivery-locations", location) for location in locations)
    yield from (("booked-invoices", invoice) for invoice in account.build_booked(invoice_numbers))
    if draft := account.build_draft(invoice_numbers):
        yield "draft-invoices", draft


WIRE_ORDER = (
    "customerNumber", "currency", "paymentTerms", "customerGroup", "address", "balance", "dueAmount",
    "corporateIdentificationNumber", "city", "country", "creditLimit", "ean", "email", "barred", "name", "zip",
    "publicEntryNumber", "telephoneAndFaxNumber", "website", "vatNumber", "vatZone", "layout", "attention",
    "customerContact", "salesPerson", "lastUpdated", "defaultDeliveryLocation", "mobilePhone", "pNumber",
    "eInvoicingDisabledByDefault",
)  # fmt: skip
"""The key order as recorded in 2026; `vatNumber`, not recorded, is beside `website` as in the schema."""


def _blank_some_texts(index: int, document: Document) -> Document:
    """Returns the document with "" for some texts that it does not have, as recorded of these properties."""
    stream = RandomStream(BLANKS_STREAM + index)
    return {name: "" for name in BLANK_PROPERTIES if stream.chance(0.02)} | document


def _build_document(stream: RandomStream, number: int, profile: Profile, day: date) -> Document:
    """Builds the customer's own fields, unordered; None for a missing field."""
    return {
        "customerNumber": number,
        "name": profile.name.text,
        "currency": profile.currency,
        "paymentTerms": {"paymentTermsNumber": stream.pick(profile.payment_terms)},
        "customerGroup": {"customerGroupNumber": profile.group},
        "vatZone": {"vatZoneNumber": profile.vat_zone},
        "barred": True if stream.chance(0.02) else None,
        "email": _text_or_blank(stream, 0.8, _generate_email(stream, profile)),
        "telephoneAndFaxNumber": profile.generate_phone(stream) if stream.chance(0.72) else None,
        "mobilePhone": profile.generate_phone(stream) if stream.chance(0.18) else None,
        "website": f"www.{profile.domain}" if profile.in_business and stream.chance(0.38) else None,
        "lastUpdated": _generate_timestamp(stream, day),
        "eInvoicingDisabledByDefault": stream.chance(0.04),
        **_build_address(stream, profile),
        **_build_identifiers(stream, profile),
    }


def _build_address(stream: RandomStream, profile: Profile) -> Document:
    country = (
        profile.country.name
        if profile.country
        else stream.pick(("Danmark",) * 11 + ("Denmark", None, None, None, None, None, None))
    )
    if stream.chance(0.06):
        return {"country": country}
    return {
        "address": profile.street,
        "zip": _text_or_blank(stream, 0.985, profile.district.zip),
        "city": profile.district.city,
        "country": country,
    }


def _build_identifiers(stream: RandomStream, profile: Profile) -> Document:
    """Generates CVR, EAN and P-number for Danish firms and institutions, a VAT number abroad, nothing for private
    people."""
    if not profile.in_business:
        return {}
    if profile.country:
        has_number = profile.country.vat_number is not None and stream.chance(0.9)
        return {"vatNumber": profile.country.vat_number(stream)} if has_number and profile.country.vat_number else {}
    prefix = "DK" if stream.chance(0.03) else ""
    return {
        "corporateIdentificationNumber": prefix + numbers.generate_cvr(stream) if stream.chance(0.95) else None,
        "ean": numbers.generate_ean(stream) if profile.is_public or stream.chance(0.05) else None,
        "pNumber": numbers.generate_p_number(stream) if stream.chance(0.09) else None,
        "publicEntryNumber": f"PO-{stream.digits(6)}" if profile.is_public and stream.chance(0.3) else None,
    }


def _build_references(
    stream: RandomStream, profile: Profile, contacts: list[Document], locations: list[Document]
) -> Document:
    """Generates references to existing contacts, delivery locations, employees and layouts."""
    references: Document = {}
    for key, probability in (("attention", 0.45), ("customerContact", 0.3)):
        if contacts and stream.chance(probability):
            references[key] = {"customerContactNumber": stream.pick(contacts)["customerContactNumber"]}
    if stream.chance(0.35):
        references["salesPerson"] = {"employeeNumber": stream.pick((1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6))}
    if stream.chance(0.5 if profile.country else 0.03):
        references["layout"] = {"layoutNumber": 21 if profile.country else 20}
    if locations and stream.chance(0.4):
        chosen = stream.pick(locations)["deliveryLocationNumber"]
        references["defaultDeliveryLocation"] = {"deliveryLocationNumber": chosen}
    return references


def _generate_email(stream: RandomStream, profile: Profile) -> str:
    """Generates an e-mail address, sometimes two separated by a space."""
    mailbox = stream.pick(MAILBOXES)
    if not profile.in_business:
        return f"{mailbox}@{profile.domain}"
    second = f" {stream.pick(MAILBOXES)}@{profile.domain}" if stream.chance(0.02) else ""
    return f"{mailbox}@{profile.domain}{second}"


def _text_or_blank(stream: RandomStream, probability: float, text: str) -> str | None:
    """Returns the text with this probability; otherwise None, or sometimes "", which means the same."""
    fraction = stream.fraction()
    if fraction < probability:
        return text
    return "" if fraction > 0.988 else None


def _generate_timestamp(stream: RandomStream, day: date) -> str:
    """Generates a time in the year before `day`, more often a recent one."""
    age = timedelta(seconds=int(stream.fraction() ** 2 * YEAR_SECONDS) + 1)
    return f"{(datetime.combine(day, time()) - age).isoformat()}Z"
