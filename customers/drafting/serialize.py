"""From a sheet to the document that is sent: a new draft, or the merged one in place of the draft that was opened."""

from collections.abc import Mapping, Sequence
from typing import Any

from customers.drafting.draft_json import PARTS
from customers.drafting.merge_draft import Met
from customers.models import Sheet, SheetLine
from econ_admin.gateway import Document
from econ_admin.gateway.records import InvoiceLine


def new_document(sheet: Sheet, lines: Sequence[SheetLine]) -> Document:
    """A draft to add. Lines are numbered in the order in which they stand."""
    written = [numbered(line.content, number, number) for number, line in enumerate(lines, 1)]
    return sheet.head.with_changes() | ({"lines": written} if written else {})


def changed_document(met: Met) -> Document:
    """Their draft with what was changed here laid over it; what no record names is theirs, inside lines too."""
    theirs = met.theirs
    changes: dict[str, Any] = {path: value for path, value in met.head.items() if "." not in path}
    for part in PARTS:
        inner = {path.partition(".")[2]: each for path, each in met.head.items() if path.startswith(f"{part}.")}
        if inner:
            changes[part] = getattr(theirs, part).with_changes(**inner)
    document = theirs.with_changes(**changes)
    written = _lines(met)
    document.pop("lines", None)
    return document | ({"lines": written} if written else {})


def numbered(line: InvoiceLine, number: int, place: int, changes: Mapping[str, Any] | None = None) -> Document:
    """The line as it is sent."""
    return line.with_changes(**{**(changes or {}), "line_number": number, "sort_key": place})


def _lines(met: Met) -> list[Document]:
    """Those that were there keep their numbers, and their places where none was moved; new ones come after all."""
    highest = max((each.line_number for each in met.theirs.lines), default=0)
    as_they_stood = [each.theirs for each in met.lines] == list(met.theirs.lines)
    written = []
    for place, laid in enumerate(met.lines, 1):
        if laid.theirs is None:
            highest += 1
        number = laid.theirs.line_number if laid.theirs else highest
        key = laid.theirs.sort_key if laid.theirs and as_they_stood else place
        written.append(numbered(laid.ground, number, key or place, laid.changes))
    return written
