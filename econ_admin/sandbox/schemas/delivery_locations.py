"""Request bodies that write a delivery location."""

from econ_admin.sandbox.body_validation import BOOLEAN, READ_ONLY, BodySchema, Schema, integer_field, text_field

_SHARED: dict[str, Schema] = {
    "address": text_field(255),
    "city": text_field(50),
    "country": text_field(50),
    "deliveryLocationNumber": READ_ONLY,
    "postalCode": text_field(15),
    "sortKey": integer_field(1),
    "termsOfDelivery": text_field(100),
    "barred": BOOLEAN,
}
POST = BodySchema("customers.customerNumber.delivery-locations.post", **_SHARED)
PUT = BodySchema("customers.customerNumber.delivery-locations.deliveryLocationNumber.put", **_SHARED)
