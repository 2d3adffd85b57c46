"""Where on a sheet e-conomic's refusal belongs: a field, a line, or the whole."""

from collections.abc import Mapping, Sequence
from functools import cache

from customers.drafting.draft_json import HEAD_FIELDS, LINE_FIELDS
from customers.models import SheetLine
from econ_admin.gateway.errors import Rejected
from econ_admin.gateway.records import Delivery, InvoiceHeader, InvoiceLine, InvoiceReferences, Notes, Recipient, Record

PARTS: dict[str, type[Record]] = {
    "recipient": Recipient,
    "delivery": Delivery,
    "notes": Notes,
    "references": InvoiceReferences,
}


class Refused(Exception):
    """e-conomic did not take the sheet, which is open again as it was. `error` is what it said, as the gateway has it.

    `fields` are messages by field (`documents.HEAD_FIELDS`), those of no field under ""; `lines` are messages by
    the line's pk and its field, those of no field of it under "". `lines` as given are in the order they were sent in,
    None for one that is not on the sheet.
    """

    def __init__(self, error: Rejected, lines: Sequence[SheetLine | None]) -> None:
        super().__init__(str(error))
        self.error = error
        self.fields: dict[str, list[str]] = {}
        self.lines: dict[int, dict[str, list[str]]] = {}
        for path, messages in error.fields.items():
            index, rest = line_at(path)
            line = lines[index] if index is not None and index < len(lines) else None
            if line is not None:
                self.lines.setdefault(line.pk, {}).setdefault(_field(rest, _of_lines()), []).extend(messages)
            else:
                self.fields.setdefault(_field(path, _of_heads()), []).extend(messages)


def line_at(path: str) -> tuple[int | None, str]:
    """`lines.8.product` is the ninth line, and its product."""
    first, _, rest = path.partition(".")
    index, _, field = rest.partition(".")
    return (int(index), field) if first == "lines" and index.isdecimal() else (None, path)


def _field(path: str, known: Mapping[str, str]) -> str:
    """The field that a path of theirs names: itself, what it is inside of, or the last step of one of ours."""
    steps = path.split(".")
    for end in range(len(steps), 0, -1):
        if found := known.get(".".join(steps[:end])):
            return found
    # A contact of another customer is refused as `customerContact`, without the part that it stands in.
    return next((field for wire, field in known.items() if wire.endswith(f".{path}")), "")


@cache
def _of_heads() -> dict[str, str]:
    """Wire path -> ours."""
    found = {}
    for path in HEAD_FIELDS:
        part, _, field = path.rpartition(".")
        wire = f"{part}." if part else ""
        found[wire + _names(PARTS.get(part, InvoiceHeader))[field]] = path
    return found


@cache
def _of_lines() -> dict[str, str]:
    return {_names(InvoiceLine)[field]: field for field in LINE_FIELDS}


def _names(record: type[Record]) -> dict[str, str]:
    return dict(zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True))
