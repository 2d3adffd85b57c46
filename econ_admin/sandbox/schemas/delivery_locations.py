"""The bodies that write a customer's delivery location."""

from econ_admin.sandbox.body_validation import READ_ONLY, TRUTH, Rules, Schema, text, whole

_BOTH: dict[str, Schema] = {
    "address": text(255),
    "city": text(50),
    "country": text(50),
    "deliveryLocationNumber": READ_ONLY,
    "postalCode": text(15),
    "sortKey": whole(1),
    "termsOfDelivery": text(100),
    "barred": TRUTH,
}
POST = Rules("customers.customerNumber.delivery-locations.post", **_BOTH)
PUT = Rules("customers.customerNumber.delivery-locations.deliveryLocationNumber.put", **_BOTH)
