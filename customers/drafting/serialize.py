"""Serializes a working draft for e-conomic: a new draft, or the merged one."""

from collections.abc import Mapping, Sequence
from typing import Any

from customers.drafting.draft_json import HEADER_PARTS
from customers.drafting.merge_draft import MergedDraft
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.gateway import Document
from econ_admin.gateway.records import InvoiceLine


def serialize_new_draft(draft: WorkingDraft, lines: Sequence[WorkingDraftLine]) -> Document:
    """Serializes a new draft. Lines are numbered in their order."""
    numbered_lines = [number_line(line.content, number, number) for number, line in enumerate(lines, 1)]
    return draft.header.with_changes() | ({"lines": numbered_lines} if numbered_lines else {})


def serialize_merged_draft(merged: MergedDraft) -> Document:
    """Serializes their draft with our changes. Properties without an attribute stay as theirs, also in lines."""
    theirs = merged.theirs
    changes: dict[str, Any] = {path: value for path, value in merged.header.items() if "." not in path}
    for part in HEADER_PARTS:
        part_changes = {
            path.partition(".")[2]: value for path, value in merged.header.items() if path.startswith(f"{part}.")
        }
        if part_changes:
            changes[part] = getattr(theirs, part).with_changes(**part_changes)
    document = theirs.with_changes(**changes)
    numbered_lines = _number_lines(merged)
    document.pop("lines", None)
    return document | ({"lines": numbered_lines} if numbered_lines else {})


def number_line(
    line: InvoiceLine, line_number: int, sort_key: int, changes: Mapping[str, Any] | None = None
) -> Document:
    """Serializes a line with its number and sort key."""
    return line.with_changes(**{**(changes or {}), "line_number": line_number, "sort_key": sort_key})


def _number_lines(merged: MergedDraft) -> list[Document]:
    """Numbers the lines. Existing ones keep their number, and their sort key if none was moved; new ones come last."""
    highest_number = max((line.line_number for line in merged.theirs.lines), default=0)
    is_order_unchanged = [line.theirs for line in merged.lines] == list(merged.theirs.lines)
    numbered_lines = []
    for position, line in enumerate(merged.lines, 1):
        if line.theirs is None:
            highest_number += 1
        line_number = line.theirs.line_number if line.theirs else highest_number
        sort_key = line.theirs.sort_key if line.theirs and is_order_unchanged else position
        numbered_lines.append(number_line(line.base_line, line_number, sort_key or position, line.changes))
    return numbered_lines
