"""Where on a sheet e-conomic's refusal belongs: a field, a line, or the whole."""

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
    """e-conomic did not take the sheet, which is open again as it was. `error` is what it said, as the gateway has it.

    `fields` are messages by field (`documents.HEAD_FIELDS`), those of no field under ""; `lines` are messages by
    the line's pk and its field, those of no field of it under "". `lines` as given are in the order they were sent in,
    None for one that is not on the sheet.
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
    """`lines.8.product` is the ninth line, and its product."""
    root, _, line_path = path.partition(".")
    index, _, field = line_path.partition(".")
    return (int(index), field) if root == "lines" and index.isdecimal() else (None, path)


def _match_field(path: str, fields_by_path: Mapping[str, str]) -> str:
    """The field that a path of theirs names: itself, what it is inside of, or the last step of one of ours."""
    steps = path.split(".")
    for end in range(len(steps), 0, -1):
        if match := fields_by_path.get(".".join(steps[:end])):
            return match
    # A contact of another customer is refused as `customerContact`, without the part that it stands in.
    return next((field for wire, field in fields_by_path.items() if wire.endswith(f".{path}")), "")


@cache
def _map_header_paths() -> dict[str, str]:
    """Wire path -> ours."""
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
