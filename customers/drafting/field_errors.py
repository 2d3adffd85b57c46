"""Maps e-conomic's field errors to fields and lines of the working draft."""

from collections.abc import Mapping, Sequence
from functools import cache

from customers.drafting.draft_json import HEADER_FIELDS, LINE_FIELDS
from customers.drafting.send_outcomes import Refused
from customers.models import WorkingDraftLine
from econ_admin.gateway.errors import Rejected
from econ_admin.gateway.records import Delivery, InvoiceHeader, InvoiceLine, InvoiceReferences, Notes, Recipient, Record

PART_RECORDS: dict[str, type[Record]] = {
    "recipient": Recipient,
    "delivery": Delivery,
    "notes": Notes,
    "references": InvoiceReferences,
}


def map_errors(error: Rejected, lines: Sequence[WorkingDraftLine | None]) -> Refused:
    """Returns e-conomic's messages by our fields and lines.

    `lines` is in the order sent, with None for a line that is not in the working draft.
    """
    field_errors: dict[str, list[str]] = {}
    line_errors: dict[int, dict[str, list[str]]] = {}
    for path, messages in error.fields.items():
        index, field_path = parse_line_path(path)
        line = lines[index] if index is not None and index < len(lines) else None
        if line is None:
            errors, field = field_errors, _match_field(path, _map_header_paths())
        else:
            errors, field = line_errors.setdefault(line.pk, {}), _match_field(field_path, _map_line_paths())
        errors.setdefault(field, []).extend(messages)
    return Refused(field_errors, line_errors)


def parse_line_path(path: str) -> tuple[int | None, str]:
    """Splits a path: `lines.8.product` is field `product` of line index 8."""
    root, _, line_path = path.partition(".")
    index, _, field = line_path.partition(".")
    return (int(index), field) if root == "lines" and index.isdecimal() else (None, path)


def _match_field(path: str, fields_by_path: Mapping[str, str]) -> str:
    """Finds our field for one of e-conomic's paths: the same path, one it is part of, or one that ends with it."""
    steps = path.split(".")
    for end in range(len(steps), 0, -1):
        if match := fields_by_path.get(".".join(steps[:end])):
            return match
    # e-conomic names a contact of another customer `customerContact`, without its parent property.
    return next((field for wire, field in fields_by_path.items() if wire.endswith(f".{path}")), "")


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
