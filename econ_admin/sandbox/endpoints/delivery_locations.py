"""A customer's delivery locations. Their postal code is `postalCode`, not `zip`."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import customer_serializers
from econ_admin.sandbox.endpoints.child_endpoints import ChildEndpoints
from econ_admin.sandbox.links import LinkBuilder
from econ_admin.sandbox.schemas import delivery_locations as schema

COLLECTION = Collection(
    "delivery-locations",
    entity="DeliveryLocation",
    key_field="deliveryLocationNumber",
    wire_order=(  # in no recording; this is the documentation's order
        "address",
        "barred",
        "city",
        "country",
        "customer",
        "deliveryLocationNumber",
        "postalCode",
        "sortKey",
        "termsOfDelivery",
        "self",
    ),
    fields=(
        Field("address"),
        Field("barred", Kind.BOOLEAN, sortable=False),
        Field("city"),
        Field("country"),
        Field("deliveryLocationNumber", Kind.INTEGER),
        Field("postalCode"),
        Field("sortKey", Kind.INTEGER),
    ),
    parent="customers",
)


def serialize_delivery_location(location: Document, links: LinkBuilder) -> Document:
    """Returns the wire form. Inferred from customers: `barred` is left out when false."""
    customer_path = f"customers/{location['customer']['customerNumber']}"
    url = links.build_url(f"{customer_path}/delivery-locations/{location['deliveryLocationNumber']}")
    document = {**location, "customer": {**location["customer"], "self": links.build_url(customer_path)}, "self": url}
    if not document.get("barred"):
        document.pop("barred", None)
    return COLLECTION.order_keys(document)


ENDPOINTS = ChildEndpoints(
    COLLECTION,
    customer_serializers.COLLECTION,
    schema.POST,
    schema.PUT,
    serialize_delivery_location,
    referencing_properties=("defaultDeliveryLocation",),
)
ROUTES = ENDPOINTS.build_routes()
