"""Request bodies that write a contact."""

from econ_admin.sandbox.body_validation import BodySchema, Schema, enum_array, integer_field, text_field

_SHARED: dict[str, Schema] = {
    "email": text_field(255),
    "name": text_field(255, required=True),
    "phone": text_field(50),
    "eInvoiceId": text_field(50),
    "notes": text_field(2000),
    "emailNotifications": enum_array("invoices", "orders", "quotations", "reminders"),
}
POST = BodySchema("customers.customerNumber.contacts.post", **_SHARED)
PUT = BodySchema(
    "customers.customerNumber.contacts.contactNumber.put",
    **_SHARED,
    customerContactNumber=integer_field(1, required=True),
)
