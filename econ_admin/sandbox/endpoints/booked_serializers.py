"""How a booked invoice looks on the wire."""

from dataclasses import replace
from decimal import Decimal

from msgspec import Raw

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import invoice_serializers
from econ_admin.sandbox.links import Links

COLLECTION = Collection(
    "booked-invoices",
    at="invoices/booked",
    entity="BookedInvoice",
    number="bookedInvoiceNumber",
    order=(
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
        *invoice_serializers.SUMMED,
        Field("open", Kind.BOOLEAN, filterable=False, sortable=False, source="remainder"),
        Field("hundredthsOpen", Kind.HUNDREDTHS, filterable=False, sortable=False, source="remainder"),
        Field("owed", Kind.HUNDREDTHS, filterable=False, sortable=False, source="remainderInBaseCurrency"),
    ),
    parent="customers",
    tallied=("date", "dueDate", "open"),
    summed=("net", "owed"),
    indexes=("date", "customer.customerNumber", "remainder", "orderNumber"),
    uses=invoice_serializers.uses,
)  # fmt: skip
NOT_OF_CUSTOMER = ("exchangeRate", "recipient.vatZone.vatZoneNumber")
OF_CUSTOMER = replace(
    COLLECTION, fields=tuple(field for field in COLLECTION.fields if field.name not in NOT_OF_CUSTOMER)
)
LINE = (
    "lineNumber", "sortKey", "description", "deliveryDate", "quantity", "unitNetPrice", "discountPercentage",
    "unitCostPrice", "vatRate", "vatAmount", "totalNetAmount", "product", "unit", "departmentalDistribution",
)  # fmt: skip


def shown(invoice: Document, links: Links) -> Document:
    """As an item of a list: without its lines."""
    return {key: value for key, value in shown_alone(invoice, links).items() if key != "lines"}


def shown_alone(invoice: Document, links: Links) -> Document:
    """As a document of its own."""
    here = f"invoices/booked/{invoice['bookedInvoiceNumber']}"
    whole = {
        **invoice_serializers.linked(invoice, links),
        "pdf": {"download": links.to(f"{here}/pdf")},
        "sent": links.to(f"{here}/sent"),
        "self": links.to(here),
    }
    if "lines" in invoice:
        whole["lines"] = [_line(line, links) for line in invoice["lines"]]
    return COLLECTION.ordered(whole)


def _line(kept: Document, links: Links) -> Document:
    whole = {**kept}
    if isinstance(whole.get("vatRate"), Decimal):
        # A zero of eight decimals would be written as 0E-8.
        whole["vatRate"] = Raw(f"{whole['vatRate']:f}".encode())
    return invoice_serializers.line(whole, LINE, links)
