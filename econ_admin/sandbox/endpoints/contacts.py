"""A customer's contacts. The server assigns numbers; `sortKey` counts per customer."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import customer_serializers
from econ_admin.sandbox.endpoints.child_endpoints import ChildEndpoints
from econ_admin.sandbox.links import LinkBuilder
from econ_admin.sandbox.schemas import contacts as schema

COLLECTION = Collection(
    "contacts",
    entity="CustomerContact",
    key_field="customerContactNumber",
    wire_order=(
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
        Field("comments", sortable=False, source="notes"),  # the server's name for it in filters
        Field("sortKey", Kind.INTEGER),
    ),
    parent="customers",
)


def serialize_contact(contact: Document, links: LinkBuilder) -> Document:
    """Returns the wire form, the same in lists and alone."""
    customer_path = f"customers/{contact['customer']['customerNumber']}"
    url = links.build_url(f"{customer_path}/contacts/{contact['customerContactNumber']}")
    return COLLECTION.order_keys(
        {**contact, "customer": {**contact["customer"], "self": links.build_url(customer_path)}, "self": url}
    )


ENDPOINTS = ChildEndpoints(
    COLLECTION,
    customer_serializers.COLLECTION,
    schema.POST,
    schema.PUT,
    serialize_contact,
    referencing_properties=("attention", "customerContact"),
)
ROUTES = ENDPOINTS.build_routes()
