"""How a customer looks on the wire: its keys, what it points at, and the links below it."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.links import Links
from econ_admin.sandbox.references import Reference
from econ_admin.sandbox.references import shown as shown_references
from econ_admin.sandbox.schemas.customers import NUMBERS

COLLECTION = Collection(
    "customers",
    entity="Customer",
    number="customerNumber",
    order=(
        "customerNumber", "currency", "paymentTerms", "customerGroup", "address", "balance", "dueAmount",
        "corporateIdentificationNumber", "city", "country", "creditLimit", "ean", "email", "barred", "name", "zip",
        "publicEntryNumber", "telephoneAndFaxNumber",
        "vatNumber",  # in no recording; here by the schema's order, before the website
        "website", "vatZone", "layout", "attention", "customerContact", "salesPerson", "lastUpdated", "contacts",
        "defaultDeliveryLocation", "templates", "totals", "deliveryLocations", "invoices", "mobilePhone", "pNumber",
        "eInvoicingDisabledByDefault", "metaData", "self",
    ),
    fields=(
        Field("address"),
        Field("balance", Kind.AMOUNT),
        Field("barred", Kind.BOOLEAN, sortable=False),
        Field("city"),
        Field("corporateIdentificationNumber"),
        Field("country"),
        Field("creditLimit", Kind.AMOUNT),
        Field("currency"),
        Field("customerNumber", Kind.INTEGER),
        Field("customerGroup.customerGroupNumber", Kind.INTEGER, sortable=False),
        Field("ean"),
        Field("email"),
        Field("lastUpdated", Kind.MOMENT),
        Field("mobilePhone"),
        Field("name"),
        Field("pNumber", sortable=False),
        Field("publicEntryNumber"),
        Field("telephoneAndFaxNumber"),
        Field("vatNumber"),
        Field("website"),
        Field("zip"),
    ),
    searched=True,
    highest=NUMBERS,
)  # fmt: skip

REFERENCES = {
    "paymentTerms": Reference("payment-terms", "paymentTermsNumber", "PaymentTerms", "paymentTermss", "E07080"),
    "customerGroup": Reference("customer-groups", "customerGroupNumber", "CustomerGroup", "customer groups", "E07140"),
    "vatZone": Reference("vat-zones", "vatZoneNumber", "VatZone", "vat zones"),
    "layout": Reference("layouts", "layoutNumber", "Layout", "layouts"),
    "attention": Reference("contacts", "customerContactNumber", "CustomerContact", "contacts", below="customers"),
    "customerContact": Reference("contacts", "customerContactNumber", "CustomerContact", "contacts", below="customers"),
    "salesPerson": Reference("employees", "employeeNumber", "Employee", "employees"),
    "defaultDeliveryLocation": Reference(
        "delivery-locations", "deliveryLocationNumber", "DeliveryLocation", "delivery locations", below="customers"
    ),
}


def templates(number: int, links: Links) -> Document:
    """The links to what a draft starts from."""
    here = f"customers/{number}/templates"
    lines = links.to(f"{here}/invoiceline")
    return {"invoice": links.to(f"{here}/invoice"), "invoiceLine": lines, "self": links.to(here)}


def totals(number: int, links: Links) -> Document:
    """The links to the sums of its invoices."""
    sums = {state: links.to(f"invoices/totals/{state}/customers/{number}") for state in ("drafts", "booked")}
    return {**sums, "self": links.to(f"customers/{number}/totals")}


def invoices(number: int, links: Links) -> Document:
    """The links to its invoices."""
    here = f"customers/{number}/invoices"
    return {"drafts": links.to(f"{here}/drafts"), "booked": links.to(f"{here}/booked"), "self": links.to(here)}


def shown(customer: Document, links: Links) -> Document:
    """As an item of a list: there its contacts name their customer again."""
    number = customer["customerNumber"]
    owner = {"customerNumber": number, "self": links.to(f"customers/{number}")}
    whole = _linked(customer, links)
    for name in ("attention", "customerContact"):
        if name in whole:
            here = whole[name].pop("self")
            whole[name] |= {"customer": owner, "self": here}
    return COLLECTION.ordered(whole)


def shown_alone(customer: Document, links: Links) -> Document:
    """As a document of its own, which says how it may be deleted and replaced."""
    here = links.to(f"customers/{customer['customerNumber']}")
    actions = {
        "delete": {"description": "Delete this customer.", "href": here, "httpMethod": "delete"},
        "replace": {"description": "Replace this customer.", "href": here, "httpMethod": "put"},
    }
    return COLLECTION.ordered({**_linked(customer, links), "metaData": actions})


def _linked(customer: Document, links: Links) -> Document:
    number = customer["customerNumber"]
    here = f"customers/{number}"
    return {
        "eInvoicingDisabledByDefault": False,
        **customer,
        **shown_references(customer, REFERENCES, number, links),
        "contacts": links.to(f"{here}/contacts"),
        "templates": templates(number, links),
        "totals": totals(number, links),
        "deliveryLocations": links.to(f"{here}/delivery-locations"),
        "invoices": invoices(number, links),
        "self": links.to(here),
    }
