"""How a draft invoice looks on the wire: its keys, its lines, and the links below it."""

from dataclasses import replace

from econ_admin.sandbox.collections import Collection, Document, Field, Kind
from econ_admin.sandbox.endpoints import invoice_serializers
from econ_admin.sandbox.links import Links

HANDLE = "soap.currentInvoiceHandle.id"
COLLECTION = Collection(
    "draft-invoices",
    at="invoices/drafts",
    entity="DraftInvoice",
    number="draftInvoiceNumber",
    order=(
        "draftInvoiceNumber", "soap", "templates", "attachment", "lines", "date", "currency", "exchangeRate",
        "netAmount", "netAmountInBaseCurrency", "grossAmount", "grossAmountInBaseCurrency", "marginInBaseCurrency",
        "marginPercentage", "vatAmount", "roundingAmount", "costPriceInBaseCurrency", "dueDate", "paymentTerms",
        "customer", "recipient", "deliveryLocation", "delivery", "notes", "references", "layout", "project", "pdf",
        "lastUpdated", "self",
    ),
    fields=(
        Field("draftInvoiceNumber", Kind.INTEGER),
        *invoice_serializers.FIELDS,
        Field("lastUpdated", Kind.MOMENT, sortable=False),
        Field(HANDLE, Kind.INTEGER, filterable=False, sortable=False),
        *invoice_serializers.SUMMED,
    ),
    parent="customers",
    tallied=("date",),
    summed=("net",),
    indexes=("date", "customer.customerNumber", HANDLE),
    uses=invoice_serializers.uses,
)  # fmt: skip
OF_CUSTOMER = replace(COLLECTION, fields=tuple(field for field in COLLECTION.fields if field.name != "lastUpdated"))
LINE = (
    "lineNumber", "sortKey", "description", "accrual", "unit", "product", "quantity", "unitNetPrice",
    "discountPercentage", "unitCostPrice", "totalNetAmount", "marginInBaseCurrency", "marginPercentage",
    "departmentalDistribution",
)  # fmt: skip


def templates(number: int, links: Links) -> Document:
    """The links to what books it."""
    here = f"invoices/drafts/{number}/templates"
    return {"bookingInstructions": links.to(f"{here}/booking-instructions"), "self": links.to(here)}


def shown(draft: Document, links: Links) -> Document:
    """As an item of a list: without its lines."""
    return {key: value for key, value in shown_alone(draft, links).items() if key != "lines"}


def shown_alone(draft: Document, links: Links) -> Document:
    """As a document of its own."""
    number = draft["draftInvoiceNumber"]
    here = f"invoices/drafts/{number}"
    whole = {
        **invoice_serializers.linked(draft, links),
        "templates": templates(number, links),
        "attachment": links.to(f"{here}/attachment"),
        "pdf": {"download": links.to(f"{here}/pdf")},
        "self": links.to(here),
    }
    if "lines" in draft:
        whole["lines"] = [invoice_serializers.line(line, LINE, links) for line in draft["lines"]]
    return COLLECTION.ordered(whole)
