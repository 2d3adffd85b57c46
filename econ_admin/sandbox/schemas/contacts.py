"""The bodies that write a customer's contact."""

from econ_admin.sandbox.body_validation import Rules, Schema, subset, text, whole

_BOTH: dict[str, Schema] = {
    "email": text(255),
    "name": text(255, required=True),
    "phone": text(50),
    "eInvoiceId": text(50),
    "notes": text(2000),
    "emailNotifications": subset("invoices", "orders", "quotations", "reminders"),
}
POST = Rules("customers.customerNumber.contacts.post", **_BOTH)
PUT = Rules(
    "customers.customerNumber.contacts.contactNumber.put", **_BOTH, customerContactNumber=whole(1, required=True)
)
