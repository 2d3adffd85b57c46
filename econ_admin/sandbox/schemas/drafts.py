"""The bodies that write a draft invoice, and the one that adds lines to it."""

from econ_admin.sandbox.body_validation import (
    ADDRESS,
    READ_ONLY,
    Rules,
    Schema,
    date,
    group,
    items,
    number,
    reference,
    text,
    whole,
    word,
)
from econ_admin.sandbox.schemas.customers import NUMBERS

PAYMENT_TERMS_TYPES = (
    "net", "invoiceMonth", "paidInCash", "prepaid", "dueDate", "factoring", "invoiceWeekStartingSunday",
    "invoiceWeekStartingMonday", "creditcard", "avtaleGiro",
)  # fmt: skip
LARGEST_RATE = 999_999_999_999
COMPUTED = (
    "netAmount", "grossAmount", "grossAmountInBaseCurrency", "marginInBaseCurrency", "marginPercentage", "vatAmount",
    "roundingAmount",
)  # fmt: skip

_LINE: dict[str, Schema] = {
    "sortKey": whole(1),
    "description": text(2500),
    "accrual": group(startDate=date(), endDate=date()),
    "unit": reference("unitNumber"),
    "product": group(productNumber=text(25), self={"type": "string"}),
    "quantity": number(2),
    "unitNetPrice": number(2),
    "discountPercentage": number(2),
    "unitCostPrice": number(2),
    "marginInBaseCurrency": number(2),
    "marginPercentage": number(2),
    "departmentalDistribution": group(
        departmentalDistributionNumber=whole(1), distributionType={"type": "string"}, self=ADDRESS
    ),
}
_LINE_OF_PUT: dict[str, Schema] = {
    **_LINE,
    "lineNumber": whole(1),
    "unit": group(unitNumber=whole(1), name=text(100), self=ADDRESS),
    "marginInBaseCurrency": READ_ONLY,
    "marginPercentage": READ_ONLY,
}
_PAYMENT_TERMS: dict[str, Schema] = {
    "paymentTermsNumber": whole(1),
    "daysOfCredit": READ_ONLY,
    "paymentTermsType": {"enum": [*PAYMENT_TERMS_TYPES]},  # read, since one that does not match is refused
    "self": ADDRESS,
}
_RECIPIENT: dict[str, Schema] = {
    "name": text(250, required=True),
    "address": text(250),
    "zip": text(50),
    "city": text(250),
    "country": text(50),
    "ean": text(13),
    "publicEntryNumber": text(40),
    "attention": reference("customerContactNumber"),
    "vatZone": reference("vatZoneNumber", required=True),
    "mobilePhone": {"type": "string"},  # published for POST alone, but what was got is what is put back
    "nemHandelType": word("ean", "corporateIdentificationNumber", "pNumber", "peppol", None),
}
_BOTH: dict[str, Schema] = {
    "date": date(required=True),
    "currency": {"type": "string", "pattern": "[a-zA-Z]{3}", "required": True},
    "exchangeRate": number(6, LARGEST_RATE),
    "dueDate": date(),
    **dict.fromkeys(COMPUTED, READ_ONLY),
    "project": reference("projectNumber"),
    "deliveryLocation": reference("deliveryLocationNumber"),
    "delivery": group(
        address=text(255),
        zip=text(30),
        city=text(50),
        country=text(50),
        deliveryTerms=text(100),
        deliveryDate=date(),
    ),
    "notes": group(heading=text(250), textLine1=text(1000), textLine2=text(1000)),
    "references": group(
        customerContact=reference("customerContactNumber"),
        salesPerson=reference("employeeNumber"),
        vendorReference=reference("employeeNumber"),
        other=text(250),
    ),
    "pdf": {"readonly": True, "properties": {"download": READ_ONLY}},
}
_CUSTOMER = group(customerNumber=whole(1, NUMBERS), self=ADDRESS)
_REQUIRED = {"required": True}

POST = Rules(
    "invoices.drafts.post",
    **_BOTH,
    layout=reference("layoutNumber", required=True),
    paymentTerms=group(**_PAYMENT_TERMS) | _REQUIRED,
    customer=_CUSTOMER | _REQUIRED,
    recipient=group(**_RECIPIENT) | _REQUIRED,
    lines=items(**_LINE, lineNumber=whole(1)),
)
PUT = Rules(
    "invoices.drafts.draftInvoiceNumber.put",
    **_BOTH,
    draftInvoiceNumber=whole(1, NUMBERS),
    netAmountInBaseCurrency=READ_ONLY,
    costPriceInBaseCurrency=READ_ONLY,
    layout=reference("layoutNumber"),  # published for POST alone, but what was got is what is put back
    # Published as optional here; but PUT replaces the whole, and there is no draft without them.
    paymentTerms=group(**_PAYMENT_TERMS, name=READ_ONLY) | _REQUIRED,
    customer=_CUSTOMER | _REQUIRED,
    recipient=group(**_RECIPIENT) | _REQUIRED,
    lines=items(**_LINE_OF_PUT),
)
LINES = Rules("invoices.drafts.draftInvoiceNumber.lines.post", lines=items(**_LINE) | _REQUIRED)
