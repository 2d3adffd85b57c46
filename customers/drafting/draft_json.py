"""JSON of working drafts, in e-conomic's format: exact amounts, and unknown properties kept."""

from collections.abc import Mapping
from typing import Any

from econ_admin.gateway import Document
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import InvoiceHeader, InvoiceLine, Record
from econ_admin.gateway.records.pointers import Pointer

HEADER_PARTS = ("recipient", "delivery", "notes", "references")
NON_HEADER_KEYS = ("lines", "draftInvoiceNumber", "bookedInvoiceNumber", "orderNumber", "externalId")
"""What only that document has: edits keep it through the merge with the draft in e-conomic, copies do not have it."""
HEADER_FIELDS = (
    "date", "currency", "exchange_rate", "due_date", "payment_terms", "delivery_location", "layout", "project",
    "recipient.name", "recipient.address", "recipient.zip", "recipient.city", "recipient.country", "recipient.ean",
    "recipient.public_entry_number", "recipient.attention", "recipient.vat_zone", "recipient.mobile_phone",
    "recipient.nem_handel_type",
    "delivery.address", "delivery.zip", "delivery.city", "delivery.country", "delivery.delivery_terms",
    "delivery.delivery_date",
    "notes.heading", "notes.text_line1", "notes.text_line2",
    "references.customer_contact", "references.sales_person", "references.vendor_reference", "references.other",
)  # fmt: skip
"""All fields of an invoice that can be changed, except lines and customer."""

LINE_FIELDS = (
    "product", "description", "quantity", "unit", "unit_net_price", "discount_percentage", "unit_cost_price",
    "delivery_date", "accrual", "departmental_distribution",
)  # fmt: skip


def get_value(record: Record, path: str) -> Any:
    """Returns the value at an attribute path (`recipient.name`): of a reference its key, of a part its document."""
    value: Any = record
    for step in path.split("."):
        value = getattr(value, step)
    if isinstance(value, Record):
        return value.with_changes()
    return value.key if isinstance(value, Pointer) else value


def serialize_header(invoice: InvoiceHeader) -> str:
    """Serializes everything of an invoice except its lines and numbers."""
    return encode_json({name: value for name, value in select_writable(invoice).items() if name not in NON_HEADER_KEYS})


def serialize_line(line: InvoiceLine, **changes: Any) -> str:
    """Serializes a line of an invoice, with changes."""
    return change_record_json(InvoiceLine.decode(encode(select_writable(line))), changes)


def select_writable(record: Record) -> Document:
    """Returns the writable properties, including names that e-conomic adds to references (units, terms)."""
    document = decode(record.raw)
    return {name: document[name] for name in record.with_changes()}


def change_header_json(header: InvoiceHeader, changes: Mapping[str, Any]) -> str:
    """Returns the header's JSON with these attribute paths changed."""
    document = decode(
        change_record_json(header, {path: value for path, value in changes.items() if "." not in path}).encode()
    )
    for part in HEADER_PARTS:
        part_changes = {path.partition(".")[2]: value for path, value in changes.items() if path.startswith(f"{part}.")}
        if part_changes:
            document[part] = decode(change_record_json(getattr(header, part), part_changes).encode())
            if not document[part]:
                del document[part]
    return encode_json(document)


def change_record_json(record: Record, changes: Mapping[str, Any]) -> str:
    """Returns the record's JSON with these attributes changed and everything else as received."""
    writable = record.with_changes(**changes)
    document = decode(record.raw) if record.raw else {}
    names = dict(zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True))
    for attribute in changes:
        name = names[attribute]
        if name in writable:
            document[name] = writable[name]
        else:
            document.pop(name, None)
    return encode_json(document)


def encode_json(document: Document) -> str:
    return encode(document).decode()
