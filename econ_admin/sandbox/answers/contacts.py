"""A customer's contacts. Numbers are given by the server, `sortKey` counts within the customer."""

from econ_admin.sandbox.answers import customer_shapes
from econ_admin.sandbox.answers.below import Below
from econ_admin.sandbox.links import Links
from econ_admin.sandbox.rules import Rules, Schema, subset, text, whole
from econ_admin.sandbox.shapes import Collection, Document, Field, Kind

COLLECTION = Collection(
    "contacts",
    entity="CustomerContact",
    number="customerContactNumber",
    order=(
        "customerContactNumber",
        "email",
        "name",
        "phone",
        "eInvoiceId",
        "notes",
        "emailNotifications",
        "deleted",
        "customer",
        "sortKey",
        "self",
    ),
    fields=(
        Field("customerContactNumber", Kind.INTEGER),
        Field("name"),
        Field("email"),
        Field("eInvoiceId"),
        Field("phone"),
        Field("comments", sortable=False, source="notes"),  # the server's own name for it here
        Field("sortKey", Kind.INTEGER),
    ),
    parent="customers",
)

_WRITTEN: dict[str, Schema] = {
    "email": text(255),
    "name": text(255, required=True),
    "phone": text(50),
    "eInvoiceId": text(50),
    "notes": text(2000),
    "emailNotifications": subset("invoices", "orders", "quotations", "reminders"),
}
POST = Rules("customers.customerNumber.contacts.post", **_WRITTEN)
PUT = Rules(
    "customers.customerNumber.contacts.contactNumber.put",
    **_WRITTEN,
    customerContactNumber=whole(1, required=True),
)


def shown(contact: Document, links: Links) -> Document:
    """On the wire; a list and the document alone look the same."""
    owner = f"customers/{contact['customer']['customerNumber']}"
    here = links.to(f"{owner}/contacts/{contact['customerContactNumber']}")
    return COLLECTION.ordered({**contact, "customer": {**contact["customer"], "self": links.to(owner)}, "self": here})


BELOW = Below(COLLECTION, customer_shapes.COLLECTION, POST, PUT, shown, pointed_at_by=("attention", "customerContact"))
ROUTES = BELOW.routes()
