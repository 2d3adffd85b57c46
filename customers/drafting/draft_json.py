"""Sheets are kept as e-conomic writes invoices: exact amounts, and all that we have no name for."""

from collections.abc import Mapping
from typing import Any

from econ_admin.gateway import Document
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import InvoiceHeader, InvoiceLine, Record
from econ_admin.gateway.records.pointers import Pointer

PARTS = ("recipient", "delivery", "notes", "references")
NOT_OF_THE_HEAD = ("lines", "draftInvoiceNumber", "bookedInvoiceNumber", "orderNumber")
HEAD_FIELDS = (
    "date", "currency", "exchange_rate", "due_date", "payment_terms", "delivery_location", "layout", "project",
    "recipient.name", "recipient.address", "recipient.zip", "recipient.city", "recipient.country", "recipient.ean",
    "recipient.public_entry_number", "recipient.attention", "recipient.vat_zone", "recipient.mobile_phone",
    "recipient.nem_handel_type", "recipient.cvr",
    "delivery.address", "delivery.zip", "delivery.city", "delivery.country", "delivery.delivery_terms",
    "delivery.delivery_date",
    "notes.heading", "notes.text_line1", "notes.text_line2",
    "references.customer_contact", "references.sales_person", "references.vendor_reference", "references.other",
)  # fmt: skip
"""Everything of an invoice that can be changed, but its lines and its customer: another customer is another sheet."""

LINE_FIELDS = (
    "product", "description", "quantity", "unit", "unit_net_price", "discount_percentage", "unit_cost_price",
    "delivery_date", "accrual", "departmental_distribution",
)  # fmt: skip


def value_of(record: Record, path: str) -> Any:
    """The value at an attribute path (`recipient.name`); of a reference its key, of a part its document."""
    value: Any = record
    for step in path.split("."):
        value = getattr(value, step)
    if isinstance(value, Record):
        return value.with_changes()
    return value.key if isinstance(value, Pointer) else value


def head_of(invoice: InvoiceHeader) -> str:
    """All that an invoice hands on to a sheet, but its lines."""
    return text({name: each for name, each in handed_on(invoice).items() if name not in NOT_OF_THE_HEAD})


def line_of(line: InvoiceLine, **changes: Any) -> str:
    """All that a line hands on to a sheet's."""
    return laid_over(InvoiceLine.decode(encode(handed_on(line))), changes)


def handed_on(record: Record) -> Document:
    """What would be sent back, with what answers tell of others in passing (names of units, types of terms)."""
    said = decode(record.raw)
    return {name: said[name] for name in record.with_changes()}


def changed_head(head: InvoiceHeader, changes: Mapping[str, Any]) -> str:
    """The head with these attribute paths changed."""
    whole = decode(laid_over(head, {path: each for path, each in changes.items() if "." not in path}).encode())
    for part in PARTS:
        inner = {path.partition(".")[2]: each for path, each in changes.items() if path.startswith(f"{part}.")}
        if inner:
            whole[part] = decode(laid_over(getattr(head, part), inner).encode())
            if not whole[part]:
                del whole[part]
    return text(whole)


def laid_over(record: Record, changes: Mapping[str, Any]) -> str:
    """The record with these attributes changed and all else as it came."""
    document = record.with_changes(**changes)
    whole = decode(record.raw) if record.raw else {}
    names = dict(zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True))
    for attribute in changes:
        name = names[attribute]
        if name in document:
            whole[name] = document[name]
        else:
            whole.pop(name, None)
    return text(whole)


def text(document: Document) -> str:
    return encode(document).decode()
