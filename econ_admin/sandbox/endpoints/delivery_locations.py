"""A customer's delivery locations. Their postal code is `postalCode`, elsewhere it is `zip`."""

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import customer_serializers
from econ_admin.sandbox.endpoints.child_endpoints import Below
from econ_admin.sandbox.links import Links
from econ_admin.sandbox.schemas import delivery_locations as schema

COLLECTION = Collection(
    "delivery-locations",
    entity="DeliveryLocation",
    number="deliveryLocationNumber",
    order=(  # in no recording: the order is the documentation's
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


def shown(location: Document, links: Links) -> Document:
    """On the wire. That `barred` is left out when false is inferred from the customers."""
    owner = f"customers/{location['customer']['customerNumber']}"
    here = links.to(f"{owner}/delivery-locations/{location['deliveryLocationNumber']}")
    whole_of_it = {**location, "customer": {**location["customer"], "self": links.to(owner)}, "self": here}
    if not whole_of_it.get("barred"):
        whole_of_it.pop("barred", None)
    return COLLECTION.ordered(whole_of_it)


BELOW = Below(
    COLLECTION,
    customer_serializers.COLLECTION,
    schema.POST,
    schema.PUT,
    shown,
    pointed_at_by=("defaultDeliveryLocation",),
)
ROUTES = BELOW.routes()
