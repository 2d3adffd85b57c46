"""What draft and booked invoices have in common: their fields, what they point at, and how that looks."""

from collections.abc import Iterable, Iterator

from econ_admin.sandbox.collections import Document, Field, Kind
from econ_admin.sandbox.endpoints import payment_terms, units, vat_zones
from econ_admin.sandbox.links import Links, encoded

FIELDS = (
    Field("date", Kind.DATE),
    Field("currency"),
    Field("exchangeRate", Kind.AMOUNT),
    Field("paymentTerms.paymentTermsNumber", Kind.INTEGER),
    Field("customer.customerNumber", Kind.INTEGER),
    *(Field(f"recipient.{name}") for name in ("name", "address", "zip", "city", "country", "ean", "publicEntryNumber")),
    Field("deliveryLocation.deliveryLocationNumber", Kind.INTEGER),
    *(Field(f"delivery.{name}") for name in ("address", "zip", "city", "country", "deliveryTerms")),
    Field("delivery.deliveryDate", Kind.DATE),
    *(Field(f"notes.{name}") for name in ("heading", "textLine1", "textLine2")),
    Field("references.salesPerson.employeeNumber", Kind.INTEGER),
    Field("references.vendorReference.employeeNumber", Kind.INTEGER),
    Field("references.other"),
)
SUMMED = (Field("net", Kind.HUNDREDTHS, filterable=False, sortable=False, source="netAmountInBaseCurrency"),)
RECIPIENT = (
    "name", "address", "zip", "city", "country", "ean", "publicEntryNumber", "attention", "vatZone", "mobilePhone",
    "nemHandelType", "cvr",
)  # fmt: skip
REFERENCES = ("customerContact", "salesPerson", "vendorReference", "other")


def uses(invoice: Document) -> Iterator[str]:
    """What cannot be deleted as long as the invoice is there, besides its customer."""
    for line in invoice.get("lines", ()):
        if "product" in line:
            yield f"products/{line['product']['productNumber']}"
    contacts = (invoice["recipient"].get("attention"), invoice.get("references", {}).get("customerContact"))
    yield from (f"contacts/{contact['customerContactNumber']}" for contact in contacts if contact)
    if "deliveryLocation" in invoice:
        yield f"delivery-locations/{invoice['deliveryLocation']['deliveryLocationNumber']}"


def linked(invoice: Document, links: Links) -> Document:
    """The invoice with the addresses of all that it points at; its lines are left to the caller."""
    owner = f"customers/{invoice['customer']['customerNumber']}"
    whole: Document = {
        **invoice,
        "paymentTerms": payment_terms.shown(invoice["paymentTerms"], links),
        "customer": {**invoice["customer"], "self": links.to(owner)},
        "recipient": _recipient(invoice["recipient"], owner, links),
        "layout": {**invoice["layout"], "self": links.to(f"layouts/{invoice['layout']['layoutNumber']}")},
    }
    if "deliveryLocation" in invoice:
        place = invoice["deliveryLocation"]
        here = f"{owner}/delivery-locations/{place['deliveryLocationNumber']}"
        whole["deliveryLocation"] = {**place, "self": links.to(here)}
    if "references" in invoice:
        whole["references"] = _references(invoice["references"], invoice["customer"], owner, links)
    if "project" in invoice:
        here = f"projects/{invoice['project']['projectNumber']}"
        whole["project"] = {**invoice["project"], "self": links.to(here)}
    return whole


def _recipient(recipient: Document, owner: str, links: Links) -> Document:
    whole = {**recipient, "vatZone": vat_zones.shown(recipient["vatZone"], links)}
    if "attention" in recipient:
        whole["attention"] = contact(recipient["attention"], owner, links)
    return ordered(whole, RECIPIENT)


def contact(kept: Document, owner: str, links: Links) -> Document:
    """A contact of that customer, as an invoice points at it."""
    return {**kept, "self": links.to(f"{owner}/contacts/{kept['customerContactNumber']}")}


def _references(references: Document, customer: Document, owner: str, links: Links) -> Document:
    whole = {**references}
    if "customerContact" in whole:
        person = contact(whole["customerContact"], owner, links)
        whole["customerContact"] = {
            "customerContactNumber": person["customerContactNumber"],
            "customer": {**customer, "self": links.to(owner)},
            "self": person["self"],
        }
    for name in ("salesPerson", "vendorReference"):
        if name in whole:
            whole[name] = {**whole[name], "self": links.to(f"employees/{whole[name]['employeeNumber']}")}
    return ordered(whole, REFERENCES)


def line(kept: Document, order: Iterable[str], links: Links) -> Document:
    """A line with the addresses of what it points at."""
    whole = {**kept}
    if "unit" in whole:
        whole["unit"] = units.shown(whole["unit"], links)
    if "product" in whole:
        here = f"products/{encoded(whole['product']['productNumber'])}"
        whole["product"] = {**whole["product"], "self": links.to(here)}
    if "departmentalDistribution" in whole:
        split = whole["departmentalDistribution"]
        here = f"departmental-distributions/{split['departmentalDistributionNumber']}"
        whole["departmentalDistribution"] = {**split, "self": links.to(here)}
    return ordered(whole, order)


def ordered(document: Document, order: Iterable[str]) -> Document:
    """The document with its keys in that order, and no others."""
    return {key: document[key] for key in order if key in document}
