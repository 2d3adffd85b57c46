"""Serializes draft invoices, with their lines and links."""

from dataclasses import replace

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import invoice_serializers
from econ_admin.sandbox.links import LinkBuilder

HANDLE_FIELD = "soap.currentInvoiceHandle.id"
COLLECTION = Collection(
    "draft-invoices",
    custom_path="invoices/drafts",
    entity="DraftInvoice",
    key_field="draftInvoiceNumber",
    wire_order=(
        "draftInvoiceNumber", "externalId", "soap", "templates", "attachment", "lines", "date", "currency",
        "exchangeRate", "netAmount", "netAmountInBaseCurrency", "grossAmount", "grossAmountInBaseCurrency",
        "marginInBaseCurrency", "marginPercentage", "vatAmount", "roundingAmount", "costPriceInBaseCurrency", "dueDate",
        "paymentTerms", "customer", "recipient", "deliveryLocation", "delivery", "notes", "references", "layout",
        "project", "pdf", "lastUpdated", "self",
    ),
    fields=(
        Field("draftInvoiceNumber", Kind.INTEGER),
        *invoice_serializers.FIELDS,
        Field("lastUpdated", Kind.DATETIME, sortable=False),
        Field(HANDLE_FIELD, Kind.INTEGER, filterable=False, sortable=False),
        *invoice_serializers.SUM_FIELDS,
    ),
    parent="customers",
    tally_fields=("date",),
    sum_fields=("net",),
    extra_indexes=("date", "customer.customerNumber", HANDLE_FIELD),
    collect_uses=invoice_serializers.collect_uses,
)  # fmt: skip
CUSTOMER_COLLECTION = replace(
    COLLECTION, fields=tuple(field for field in COLLECTION.fields if field.name != "lastUpdated")
)
LINE_PROPERTIES = (
    "lineNumber", "sortKey", "description", "accrual", "unit", "product", "quantity", "unitNetPrice",
    "discountPercentage", "unitCostPrice", "totalNetAmount", "marginInBaseCurrency", "marginPercentage",
    "departmentalDistribution",
)  # fmt: skip


def build_booking_links(number: int, links: LinkBuilder) -> Document:
    """Returns the links for booking the draft."""
    path = f"invoices/drafts/{number}/templates"
    return {"bookingInstructions": links.build_url(f"{path}/booking-instructions"), "self": links.build_url(path)}


def serialize_draft_item(draft: Document, links: LinkBuilder) -> Document:
    """Returns a list item, without lines."""
    return {key: value for key, value in serialize_draft(draft, links).items() if key != "lines"}


def serialize_draft(draft: Document, links: LinkBuilder) -> Document:
    """Returns the full document."""
    number = draft["draftInvoiceNumber"]
    path = f"invoices/drafts/{number}"
    document = {
        **invoice_serializers.add_links(draft, links),
        "templates": build_booking_links(number, links),
        "attachment": links.build_url(f"{path}/attachment"),
        "pdf": {"download": links.build_url(f"{path}/pdf")},
        "self": links.build_url(path),
    }
    if "lines" in draft:
        document["lines"] = [
            invoice_serializers.serialize_line(line, LINE_PROPERTIES, links) for line in draft["lines"]
        ]
    return COLLECTION.order_keys(document)
