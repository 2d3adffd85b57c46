"""What draft and booked invoices share: fields, references and their serialization."""

from collections.abc import Iterable, Iterator

from econ_admin.sandbox.collections import Document, Field, Kind
from econ_admin.sandbox.endpoints import payment_terms, units, vat_zones
from econ_admin.sandbox.links import LinkBuilder, encode_key

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
SUM_FIELDS = (Field("net", Kind.HUNDREDTHS, filterable=False, sortable=False, source="netAmountInBaseCurrency"),)
RECIPIENT_KEYS = (
    "name", "address", "zip", "city", "country", "ean", "publicEntryNumber", "attention", "vatZone", "mobilePhone",
    "nemHandelType", "cvr",
)  # fmt: skip
REFERENCE_KEYS = ("customerContact", "salesPerson", "vendorReference", "other")


def collect_uses(invoice: Document) -> Iterator[str]:
    """Yields the documents, besides the customer, that cannot be deleted while the invoice exists."""
    for line in invoice.get("lines", ()):
        if "product" in line:
            yield f"products/{line['product']['productNumber']}"
    contacts = (invoice["recipient"].get("attention"), invoice.get("references", {}).get("customerContact"))
    yield from (f"contacts/{contact['customerContactNumber']}" for contact in contacts if contact)
    if "deliveryLocation" in invoice:
        yield f"delivery-locations/{invoice['deliveryLocation']['deliveryLocationNumber']}"


def add_links(invoice: Document, links: LinkBuilder) -> Document:
    """Returns the invoice with the URLs of all its references, except in lines."""
    customer_path = f"customers/{invoice['customer']['customerNumber']}"
    document: Document = {
        **invoice,
        "paymentTerms": payment_terms.serialize_payment_terms(invoice["paymentTerms"], links),
        "customer": {**invoice["customer"], "self": links.build_url(customer_path)},
        "recipient": _serialize_recipient(invoice["recipient"], customer_path, links),
        "layout": {**invoice["layout"], "self": links.build_url(f"layouts/{invoice['layout']['layoutNumber']}")},
    }
    if "deliveryLocation" in invoice:
        location = invoice["deliveryLocation"]
        path = f"{customer_path}/delivery-locations/{location['deliveryLocationNumber']}"
        document["deliveryLocation"] = {**location, "self": links.build_url(path)}
    if "references" in invoice:
        document["references"] = _serialize_references(invoice["references"], invoice["customer"], customer_path, links)
    if "project" in invoice:
        path = f"projects/{invoice['project']['projectNumber']}"
        document["project"] = {**invoice["project"], "self": links.build_url(path)}
    return document


def _serialize_recipient(recipient: Document, customer_path: str, links: LinkBuilder) -> Document:
    document = {**recipient, "vatZone": vat_zones.serialize_vat_zone(recipient["vatZone"], links)}
    if "attention" in recipient:
        document["attention"] = serialize_contact_reference(recipient["attention"], customer_path, links)
    return order_keys(document, RECIPIENT_KEYS)


def serialize_contact_reference(stored: Document, customer_path: str, links: LinkBuilder) -> Document:
    """Returns a reference to a contact of that customer."""
    return {**stored, "self": links.build_url(f"{customer_path}/contacts/{stored['customerContactNumber']}")}


def _serialize_references(references: Document, customer: Document, customer_path: str, links: LinkBuilder) -> Document:
    document = {**references}
    if "customerContact" in document:
        contact_reference = serialize_contact_reference(document["customerContact"], customer_path, links)
        document["customerContact"] = {
            "customerContactNumber": contact_reference["customerContactNumber"],
            "customer": {**customer, "self": links.build_url(customer_path)},
            "self": contact_reference["self"],
        }
    for name in ("salesPerson", "vendorReference"):
        if name in document:
            document[name] = {
                **document[name],
                "self": links.build_url(f"employees/{document[name]['employeeNumber']}"),
            }
    return order_keys(document, REFERENCE_KEYS)


def serialize_line(stored: Document, wire_order: Iterable[str], links: LinkBuilder) -> Document:
    """Returns a line with the URLs of its references."""
    document = {**stored}
    if "unit" in document:
        document["unit"] = units.serialize_unit(document["unit"], links)
    if "product" in document:
        path = f"products/{encode_key(document['product']['productNumber'])}"
        document["product"] = {**document["product"], "self": links.build_url(path)}
    if "departmentalDistribution" in document:
        distribution = document["departmentalDistribution"]
        path = f"departmental-distributions/{distribution['departmentalDistributionNumber']}"
        document["departmentalDistribution"] = {**distribution, "self": links.build_url(path)}
    return order_keys(document, wire_order)


def order_keys(document: Document, wire_order: Iterable[str]) -> Document:
    """Returns the document with only these keys, in that order."""
    return {key: document[key] for key in wire_order if key in document}
