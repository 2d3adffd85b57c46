"""Maps e-conomic's field errors to fields and lines of the working draft."""

from collections.abc import Sequence
from functools import cache

from customers.drafting.draft_json import HEADER_FIELDS, LINE_FIELDS
from customers.drafting.flat_paths import match_fields
from customers.drafting.send_outcomes import Refused
from customers.models import WorkingDraftLine
from econ_admin.gateway import Document
from econ_admin.gateway.errors import Rejected
from econ_admin.gateway.records import Delivery, InvoiceHeader, InvoiceLine, InvoiceReferences, Notes, Recipient, Record

PART_RECORDS: dict[str, type[Record]] = {
    "recipient": Recipient,
    "delivery": Delivery,
    "notes": Notes,
    "references": InvoiceReferences,
}


def map_errors(error: Rejected, lines: Sequence[WorkingDraftLine | None], sent: Document) -> Refused:
    """Returns e-conomic's messages by our fields and lines.

    `lines` is in the order sent, with None for a line that is not in the working draft; `sent` is the whole document.
    """
    field_errors: dict[str, list[str]] = {}
    line_errors: dict[int, dict[str, list[str]]] = {}
    for path, messages in error.fields.items():
        index, field_path = parse_line_path(path)
        line = lines[index] if index is not None and index < len(lines) else None
        for message, value in zip(messages, error.input_values[path], strict=True):
            if line is None:
                errors, fields = field_errors, match_fields(path, value, sent, _map_header_paths())
            else:
                errors = line_errors.setdefault(line.pk, {})
                fields = match_fields(field_path, value, {}, _map_line_paths())
            for field in fields:
                errors.setdefault(field, []).append(message)
    return Refused(field_errors, line_errors)


def parse_line_path(path: str) -> tuple[int | None, str]:
    """Splits a path: `lines.8.product` is field `product` of line index 8."""
    root, _, line_path = path.partition(".")
    index, _, field = line_path.partition(".")
    return (int(index), field) if root == "lines" and index.isdecimal() else (None, path)


@cache
def _map_header_paths() -> dict[str, str]:
    """Maps e-conomic's header paths to ours."""
    paths = {}
    for path in HEADER_FIELDS:
        part, _, field = path.rpartition(".")
        wire = f"{part}." if part else ""
        paths[wire + _map_wire_names(PART_RECORDS.get(part, InvoiceHeader))[field]] = path
    return paths


@cache
def _map_line_paths() -> dict[str, str]:
    return {_map_wire_names(InvoiceLine)[field]: field for field in LINE_FIELDS}


def _map_wire_names(record: type[Record]) -> dict[str, str]:
    return dict(zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True))
