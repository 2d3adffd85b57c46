"""The bodies that write a customer."""

from econ_admin.sandbox.body_validation import AMOUNT, READ_ONLY, TRUTH, Rules, Schema, reference, text, whole, word

NUMBERS = 999_999_999
PATCHED = "/eInvoicingDisabledByDefault"

_BOTH: dict[str, Schema] = {
    "barred": TRUTH,
    "address": text(510),
    "balance": READ_ONLY,
    "corporateIdentificationNumber": text(40),
    "pNumber": text(10, least=10),
    "city": text(50),
    "country": text(50),
    "creditLimit": AMOUNT,
    "currency": text(3, least=3, required=True),
    "customerGroup": reference("customerGroupNumber", required=True),
    "customerNumber": whole(1, NUMBERS),
    "ean": text(13),
    "email": text(255),
    "vatZone": reference("vatZoneNumber", required=True),
    "layout": reference("layoutNumber"),
    "name": text(255, least=1, required=True),
    "paymentTerms": reference("paymentTermsNumber", required=True),
    "zip": text(30),
    "publicEntryNumber": text(50),
    "telephoneAndFaxNumber": text(255),
    "mobilePhone": text(50),
    "eInvoicingDisabledByDefault": TRUTH,
    "vatNumber": text(20),
    "website": text(255),
    "salesPerson": reference("employeeNumber"),
}
POST = Rules("customers.post", **_BOTH)
PUT = Rules(
    "customers.customerNo.put",
    **_BOTH,
    attention=reference("customerContactNumber"),
    customerContact=reference("customerContactNumber"),
    defaultDeliveryLocation=reference("deliveryLocationNumber"),
)
# Not among the published schemas: the documentation describes this JSON Patch of one property.
PATCH = Rules.of_array(
    "customers.customerNumber.patch",
    op=word("replace", "add", required=True),
    path=word(PATCHED, required=True),
    value={**TRUTH, "required": True},
)
