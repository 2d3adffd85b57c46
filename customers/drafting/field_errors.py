"""Maps e-conomic's field errors to fields and lines of the working draft."""

from collections.abc import Mapping, Sequence
from functools import cache

from customers.drafting.draft_json import HEADER_FIELDS, LINE_FIELDS
from customers.models import WorkingDraftLine
from econ_admin.gateway.errors import Rejected
from econ_admin.gateway.records import Delivery, InvoiceHeader, InvoiceLine, InvoiceReferences, Notes, Recipient, Record

PART_RECORDS: dict[str, type[Record]] = {
    "recipient": Recipient,
    "delivery": Delivery,
    "notes": Notes,
    "references": InvoiceReferences,
}


class DraftRejected(Exception):
    """e-conomic rejected the draft, which is open for editing again. `error` is the gateway's error.

    `field_errors` has messages by header field (`HEADER_FIELDS`), `line_errors` by line pk and field; "" stands for no
    field in particular. `lines` is in the order sent, with None for a line that is not in the working draft.
    """

    def __init__(self, error: Rejected, lines: Sequence[WorkingDraftLine | None]) -> None:
        super().__init__(str(error))
        self.error = error
        self.field_errors: dict[str, list[str]] = {}
        self.line_errors: dict[int, dict[str, list[str]]] = {}
        for path, messages in error.fields.items():
            index, field_path = parse_line_path(path)
            line = lines[index] if index is not None and index < len(lines) else None
            if line is not None:
                self.line_errors.setdefault(line.pk, {}).setdefault(
                    _match_field(field_path, _map_line_paths()), []
                ).extend(messages)
            else:
                self.field_errors.setdefault(_match_field(path, _map_header_paths()), []).extend(messages)


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
