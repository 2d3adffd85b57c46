"""The bodies that book a draft invoice."""

from econ_admin.sandbox.body_validation import ADDRESS, Rules, group, whole, word
from econ_admin.sandbox.schemas.customers import NUMBERS

POST = Rules(
    "invoices.booked.post",
    draftInvoice=group(draftInvoiceNumber=whole(1, NUMBERS), self=ADDRESS),
    bookWithNumber=whole(1),
    sendBy=word("none", "EAN", "ean", "Email"),  # published without `ean`, which a recorded 201 was sent with
)
PUT = Rules(
    "invoices.booked.bookWithNumber.put",
    draftInvoice=group(draftInvoiceNumber=whole(1), self=ADDRESS),
    bookWithNumber=whole(1),
)
