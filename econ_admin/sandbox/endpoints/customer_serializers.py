"""Serializes customers, with their references and links."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.links import LinkBuilder
from econ_admin.sandbox.references import Reference, serialize_references
from econ_admin.sandbox.schemas.customers import MAX_NUMBER

GROUP_FIELD, SALES_PERSON_FIELD = "customerGroup.customerGroupNumber", "salesPerson.employeeNumber"
COLLECTION = Collection(
    "customers",
    entity="Customer",
    key_field="customerNumber",
    wire_order=(
        "customerNumber", "currency", "paymentTerms", "customerGroup", "address", "balance", "dueAmount",
        "corporateIdentificationNumber", "city", "country", "creditLimit", "ean", "email", "barred", "name", "zip",
        "publicEntryNumber", "telephoneAndFaxNumber",
        "vatNumber",  # in no recording; placed by the schema's order, before the website
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
        Field(GROUP_FIELD, Kind.INTEGER, sortable=False),
        Field("ean"),
        Field("email"),
        Field("lastUpdated", Kind.DATETIME),
        Field("mobilePhone"),
        Field("name"),
        Field("pNumber", sortable=False),
        Field("publicEntryNumber"),
        Field("telephoneAndFaxNumber"),
        Field("vatNumber"),
        Field("website"),
        Field("zip"),
        Field(SALES_PERSON_FIELD, Kind.INTEGER, filterable=False, sortable=False),
    ),
    has_text_index=True,
    max_number=MAX_NUMBER,
)  # fmt: skip

REFERENCES = {
    "paymentTerms": Reference("payment-terms", "paymentTermsNumber", "PaymentTerms", "paymentTermss", "E07080"),
    "customerGroup": Reference("customer-groups", "customerGroupNumber", "CustomerGroup", "customer groups", "E07140"),
    "vatZone": Reference("vat-zones", "vatZoneNumber", "VatZone", "vat zones"),
    "layout": Reference("layouts", "layoutNumber", "Layout", "layouts"),
    "attention": Reference("contacts", "customerContactNumber", "CustomerContact", "contacts", parent_noun="customers"),
    "customerContact": Reference(
        "contacts", "customerContactNumber", "CustomerContact", "contacts", parent_noun="customers"
    ),
    "salesPerson": Reference("employees", "employeeNumber", "Employee", "employees"),
    "defaultDeliveryLocation": Reference(
        "delivery-locations",
        "deliveryLocationNumber",
        "DeliveryLocation",
        "delivery locations",
        parent_noun="customers",
    ),
}


def build_template_links(number: int, links: LinkBuilder) -> Document:
    """Returns the links to the templates for drafts."""
    path = f"customers/{number}/templates"
    lines = links.build_url(f"{path}/invoiceline")
    return {"invoice": links.build_url(f"{path}/invoice"), "invoiceLine": lines, "self": links.build_url(path)}


def build_total_links(number: int, links: LinkBuilder) -> Document:
    """Returns the links to the customer's invoice totals."""
    state_links = {
        state: links.build_url(f"invoices/totals/{state}/customers/{number}") for state in ("drafts", "booked")
    }
    return {**state_links, "self": links.build_url(f"customers/{number}/totals")}


def build_invoice_links(number: int, links: LinkBuilder) -> Document:
    """Returns the links to the customer's invoices."""
    path = f"customers/{number}/invoices"
    return {
        "drafts": links.build_url(f"{path}/drafts"),
        "booked": links.build_url(f"{path}/booked"),
        "self": links.build_url(path),
    }


def serialize_customer_item(customer: Document, links: LinkBuilder) -> Document:
    """Returns a list item; in lists, contact references include the customer."""
    number = customer["customerNumber"]
    customer_reference = {"customerNumber": number, "self": links.build_url(f"customers/{number}")}
    document = _add_links(customer, links)
    for name in ("attention", "customerContact"):
        if name in document:
            url = document[name].pop("self")
            document[name] |= {"customer": customer_reference, "self": url}
    return COLLECTION.order_keys(document)


def serialize_customer(customer: Document, links: LinkBuilder) -> Document:
    """Returns the full document, with its delete and replace actions."""
    url = links.build_url(f"customers/{customer['customerNumber']}")
    actions = {
        "delete": {"description": "Delete this customer.", "href": url, "httpMethod": "delete"},
        "replace": {"description": "Replace this customer.", "href": url, "httpMethod": "put"},
    }
    return COLLECTION.order_keys({**_add_links(customer, links), "metaData": actions})


def _add_links(customer: Document, links: LinkBuilder) -> Document:
    number = customer["customerNumber"]
    path = f"customers/{number}"
    return {
        "eInvoicingDisabledByDefault": False,
        **customer,
        **serialize_references(customer, REFERENCES, number, links),
        "contacts": links.build_url(f"{path}/contacts"),
        "templates": build_template_links(number, links),
        "totals": build_total_links(number, links),
        "deliveryLocations": links.build_url(f"{path}/delivery-locations"),
        "invoices": build_invoice_links(number, links),
        "self": links.build_url(path),
    }
