"""Request bodies that write a draft invoice or add lines to it."""

from econ_admin.sandbox.body_validation import (
    READ_ONLY,
    URI,
    BodySchema,
    Schema,
    date_field,
    decimal_field,
    enum_field,
    integer_field,
    object_array,
    object_field,
    reference_field,
    text_field,
)
from econ_admin.sandbox.schemas.customers import MAX_NUMBER

PAYMENT_TERMS_TYPES = (
    "net", "invoiceMonth", "paidInCash", "prepaid", "dueDate", "factoring", "invoiceWeekStartingSunday",
    "invoiceWeekStartingMonday", "creditcard", "avtaleGiro",
)  # fmt: skip
MAX_EXCHANGE_RATE = 999_999_999_999
COMPUTED_PROPERTIES = (
    "netAmount", "grossAmount", "grossAmountInBaseCurrency", "marginInBaseCurrency", "marginPercentage", "vatAmount",
    "roundingAmount",
)  # fmt: skip

_LINE: dict[str, Schema] = {
    "sortKey": integer_field(1),
    "description": text_field(2500),
    "accrual": object_field(startDate=date_field(), endDate=date_field()),
    "unit": reference_field("unitNumber"),
    "product": object_field(productNumber=text_field(25), self={"type": "string"}),
    "quantity": decimal_field(2),
    "unitNetPrice": decimal_field(2),
    "discountPercentage": decimal_field(2),
    "unitCostPrice": decimal_field(2),
    "marginInBaseCurrency": decimal_field(2),
    "marginPercentage": decimal_field(2),
    "departmentalDistribution": object_field(
        departmentalDistributionNumber=integer_field(1), distributionType={"type": "string"}, self=URI
    ),
}
_PUT_LINE: dict[str, Schema] = {
    **_LINE,
    "lineNumber": integer_field(1),
    "unit": object_field(unitNumber=integer_field(1), name=text_field(100), self=URI),
    "marginInBaseCurrency": READ_ONLY,
    "marginPercentage": READ_ONLY,
}
_PAYMENT_TERMS: dict[str, Schema] = {
    "paymentTermsNumber": integer_field(1),
    "daysOfCredit": READ_ONLY,
    "paymentTermsType": {"enum": [*PAYMENT_TERMS_TYPES]},  # validated, since a type that does not match is refused
    "self": URI,
}
_RECIPIENT: dict[str, Schema] = {
    "name": text_field(250, required=True),
    "address": text_field(250),
    "zip": text_field(50),
    "city": text_field(250),
    "country": text_field(50),
    "ean": text_field(13),
    "publicEntryNumber": text_field(40),
    "attention": reference_field("customerContactNumber"),
    "vatZone": reference_field("vatZoneNumber", required=True),
    "nemHandelType": enum_field("ean", "corporateIdentificationNumber", "pNumber", "peppol", None),
}
_SHARED: dict[str, Schema] = {
    "externalId": {"type": "string"},  # recorded, but in no published schema
    "date": date_field(required=True),
    "currency": {"type": "string", "pattern": "[a-zA-Z]{3}", "required": True},
    "exchangeRate": decimal_field(6, MAX_EXCHANGE_RATE),
    "dueDate": date_field(),
    **dict.fromkeys(COMPUTED_PROPERTIES, READ_ONLY),
    "project": reference_field("projectNumber"),
    "deliveryLocation": reference_field("deliveryLocationNumber"),
    "delivery": object_field(
        address=text_field(255),
        zip=text_field(30),
        city=text_field(50),
        country=text_field(50),
        deliveryTerms=text_field(100),
        deliveryDate=date_field(),
    ),
    "notes": object_field(heading=text_field(250), textLine1=text_field(1000), textLine2=text_field(1000)),
    "references": object_field(
        customerContact=reference_field("customerContactNumber"),
        salesPerson=reference_field("employeeNumber"),
        vendorReference=reference_field("employeeNumber"),
        other=text_field(250),
    ),
    "pdf": {"readonly": True, "properties": {"download": READ_ONLY}},
}
_CUSTOMER = object_field(customerNumber=integer_field(1, MAX_NUMBER), self=URI)
_REQUIRED = {"required": True}

POST = BodySchema(
    "invoices.drafts.post",
    **_SHARED,
    layout=reference_field("layoutNumber", required=True),
    paymentTerms=object_field(**_PAYMENT_TERMS) | _REQUIRED,
    customer=_CUSTOMER | _REQUIRED,
    recipient=object_field(**_RECIPIENT, mobilePhone={"type": "string"}) | _REQUIRED,
    lines=object_array(**_LINE, lineNumber=integer_field(1)),
)
PUT = BodySchema(
    "invoices.drafts.draftInvoiceNumber.put",
    **_SHARED,
    draftInvoiceNumber=integer_field(1, MAX_NUMBER),
    netAmountInBaseCurrency=READ_ONLY,
    costPriceInBaseCurrency=READ_ONLY,
    # published for POST only; PUT accepts it too, so a fetched draft can be put back
    layout=reference_field("layoutNumber"),
    # Published as optional, but PUT replaces the whole draft, which needs them.
    paymentTerms=object_field(**_PAYMENT_TERMS, name=READ_ONLY) | _REQUIRED,
    customer=_CUSTOMER | _REQUIRED,
    recipient=object_field(**_RECIPIENT) | _REQUIRED,
    lines=object_array(**_PUT_LINE),
)
POST_LINES = BodySchema("invoices.drafts.draftInvoiceNumber.lines.post", lines=object_array(**_LINE) | _REQUIRED)
