"""Serializes booked invoices."""

from dataclasses import replace
from decimal import Decimal

from msgspec import Raw

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import invoice_serializers
from econ_admin.sandbox.links import LinkBuilder

COLLECTION = Collection(
    "booked-invoices",
    custom_path="invoices/booked",
    entity="BookedInvoice",
    key_field="bookedInvoiceNumber",
    wire_order=(
        "bookedInvoiceNumber", "orderNumber", "date", "currency", "exchangeRate", "netAmount",
        "netAmountInBaseCurrency", "grossAmount", "grossAmountInBaseCurrency", "vatAmount", "roundingAmount",
        "remainder", "remainderInBaseCurrency", "dueDate", "paymentTerms", "customer", "recipient",
        "deliveryLocation", "delivery", "notes", "references", "layout", "project", "pdf", "lines", "sent", "self",
    ),
    fields=(
        Field("bookedInvoiceNumber", Kind.INTEGER),
        *invoice_serializers.FIELDS,
        Field("recipient.vatZone.vatZoneNumber", Kind.INTEGER),
        Field("remainder", Kind.AMOUNT, filterable=False, sortable=False),
        Field("dueDate", Kind.DATE, filterable=False, sortable=False),
        Field("orderNumber", Kind.INTEGER, filterable=False, sortable=False),
        *invoice_serializers.SUM_FIELDS,
        Field("open", Kind.BOOLEAN, filterable=False, sortable=False, source="remainder"),
        Field("hundredthsOpen", Kind.HUNDREDTHS, filterable=False, sortable=False, source="remainder"),
        Field("owed", Kind.HUNDREDTHS, filterable=False, sortable=False, source="remainderInBaseCurrency"),
    ),
    parent="customers",
    tally_fields=("date", "dueDate", "open"),
    sum_fields=("net", "owed"),
    extra_indexes=("date", "customer.customerNumber", "remainder", "orderNumber"),
    collect_uses=invoice_serializers.collect_uses,
)  # fmt: skip
NOT_IN_CUSTOMER_LIST = ("exchangeRate", "recipient.vatZone.vatZoneNumber")
CUSTOMER_COLLECTION = replace(
    COLLECTION, fields=tuple(field for field in COLLECTION.fields if field.name not in NOT_IN_CUSTOMER_LIST)
)
LINE_PROPERTIES = (
    "lineNumber", "sortKey", "description", "deliveryDate", "quantity", "unitNetPrice", "discountPercentage",
    "unitCostPrice", "vatRate", "vatAmount", "totalNetAmount", "product", "unit", "departmentalDistribution",
)  # fmt: skip


def serialize_booked_item(invoice: Document, links: LinkBuilder) -> Document:
    """Returns a list item, without lines."""
    return {key: value for key, value in serialize_booked(invoice, links).items() if key != "lines"}


def serialize_booked(invoice: Document, links: LinkBuilder) -> Document:
    """Returns the full document."""
    path = f"invoices/booked/{invoice['bookedInvoiceNumber']}"
    document = {
        **invoice_serializers.add_links(invoice, links),
        "pdf": {"download": links.build_url(f"{path}/pdf")},
        "sent": links.build_url(f"{path}/sent"),
        "self": links.build_url(path),
    }
    if "lines" in invoice:
        document["lines"] = [_serialize_line(line, links) for line in invoice["lines"]]
    return COLLECTION.order_keys(document)


def _serialize_line(stored_line: Document, links: LinkBuilder) -> Document:
    line = {**stored_line}
    if isinstance(line.get("vatRate"), Decimal):
        # A zero with eight decimals would be written as 0E-8.
        line["vatRate"] = Raw(f"{line['vatRate']:f}".encode())
    return invoice_serializers.serialize_line(line, LINE_PROPERTIES, links)
