"""Request bodies that book a draft invoice."""

from econ_admin.sandbox.body_validation import URI, BodySchema, enum_field, integer_field, object_field
from econ_admin.sandbox.schemas.customers import MAX_NUMBER

POST = BodySchema(
    "invoices.booked.post",
    draftInvoice=object_field(draftInvoiceNumber=integer_field(1, MAX_NUMBER), self=URI),
    bookWithNumber=integer_field(1),
    sendBy=enum_field("none", "EAN", "ean", "Email"),  # the published schema lacks `ean`, but a recorded 201 used it
)
PUT = BodySchema(
    "invoices.booked.bookWithNumber.put",
    draftInvoice=object_field(draftInvoiceNumber=integer_field(1), self=URI),
    bookWithNumber=integer_field(1),
)
