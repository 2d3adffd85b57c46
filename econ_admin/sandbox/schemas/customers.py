"""Request bodies that write a customer."""

from econ_admin.sandbox.body_validation import (
    AMOUNT,
    BOOLEAN,
    READ_ONLY,
    BodySchema,
    Schema,
    enum_field,
    integer_field,
    reference_field,
    text_field,
)

MAX_NUMBER = 999_999_999
PATCH_PATH = "/eInvoicingDisabledByDefault"

_SHARED: dict[str, Schema] = {
    "barred": BOOLEAN,
    "address": text_field(510),
    "balance": READ_ONLY,
    "corporateIdentificationNumber": text_field(40),
    "pNumber": text_field(10, min_length=10),
    "city": text_field(50),
    "country": text_field(50),
    "creditLimit": AMOUNT,
    "currency": text_field(3, min_length=3, required=True),
    "customerGroup": reference_field("customerGroupNumber", required=True),
    "customerNumber": integer_field(1, MAX_NUMBER),
    "ean": text_field(13),
    "email": text_field(255),
    "vatZone": reference_field("vatZoneNumber", required=True),
    "layout": reference_field("layoutNumber"),
    "name": text_field(255, min_length=1, required=True),
    "paymentTerms": reference_field("paymentTermsNumber", required=True),
    "zip": text_field(30),
    "publicEntryNumber": text_field(50),
    "telephoneAndFaxNumber": text_field(255),
    "mobilePhone": text_field(50),
    "eInvoicingDisabledByDefault": BOOLEAN,
    "vatNumber": text_field(20),
    "website": text_field(255),
    "salesPerson": reference_field("employeeNumber"),
}
POST = BodySchema("customers.post", **_SHARED)
PUT = BodySchema(
    "customers.customerNo.put",
    **_SHARED,
    attention=reference_field("customerContactNumber"),
    customerContact=reference_field("customerContactNumber"),
    defaultDeliveryLocation=reference_field("deliveryLocationNumber"),
)
# Not a published schema: the documentation describes this JSON Patch of one property.
PATCH = BodySchema.for_array(
    "customers.customerNumber.patch",
    op=enum_field("replace", "add", required=True),
    path=enum_field(PATCH_PATH, required=True),
    value={**BOOLEAN, "required": True},
)
