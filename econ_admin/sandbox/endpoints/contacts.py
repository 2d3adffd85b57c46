"""A customer's contacts. Numbers are given by the server, `sortKey` counts within the customer."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import customer_serializers
from econ_admin.sandbox.endpoints.child_endpoints import Below
from econ_admin.sandbox.links import Links
from econ_admin.sandbox.schemas import contacts as schema

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


def shown(contact: Document, links: Links) -> Document:
    """On the wire; a list and the document alone look the same."""
    owner = f"customers/{contact['customer']['customerNumber']}"
    here = links.to(f"{owner}/contacts/{contact['customerContactNumber']}")
    return COLLECTION.ordered({**contact, "customer": {**contact["customer"], "self": links.to(owner)}, "self": here})


BELOW = Below(
    COLLECTION,
    customer_serializers.COLLECTION,
    schema.POST,
    schema.PUT,
    shown,
    pointed_at_by=("attention", "customerContact"),
)
ROUTES = BELOW.routes()
