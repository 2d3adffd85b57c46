"""A sheet on a draft that others may have changed in e-conomic: base, mine, theirs, field by field, line by line. Pure.

Lines are merged one by one only where theirs still has the numbers and products of base. Otherwise the lines are one
conflict: mine or theirs, all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from customers.drafting.draft_json import HEADER_FIELDS, LINE_FIELDS, get_value
from customers.editing.merge import Conflict, are_same, list_differing_fields
from customers.shared.invoice_math import MANUAL_DUE_DATE
from econ_admin.gateway.records import DraftInvoice, InvoiceHeader, InvoiceLine, Record

MINE, THEIRS = "mine", "theirs"
ALL_LINES = "lines"
Choices = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MergedLine:
    """A line of what is to be sent: a ground, and what is laid over it."""

    base_line: InvoiceLine
    theirs: InvoiceLine | None
    """The line in e-conomic that it is; None for a new one."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    my_index: int | None = None
    """Its place among mine; None where it is theirs alone."""


@dataclass(frozen=True, slots=True)
class MergedDraft:
    """What is to be laid over theirs, and what somebody must decide first.

    A conflict's field is that of the head (`notes.heading`), `lines.<number>.<field>` or `lines.<number>.removed` by
    e-conomic's number of the line, or `lines`: then mine and theirs are both lists.
    """

    theirs: DraftInvoice
    header: Mapping[str, Any]
    lines: tuple[MergedLine, ...]
    conflicts: tuple[Conflict, ...]


def compute_version(theirs: DraftInvoice) -> str:
    """Names the version that choices were made against."""
    return sha256(theirs.raw).hexdigest()[:16]


def merge_draft(
    base: DraftInvoice, header: InvoiceHeader, lines: Sequence[InvoiceLine], theirs: DraftInvoice, choices: Choices
) -> MergedDraft:
    """Put a sheet together with the draft as it is now; `choices` (field: mine or theirs) decide conflicts."""
    decisions = _Decisions(choices)
    header_changes = _merge_header(decisions, base, header, theirs)
    merged_lines = _merge_lines(decisions, base, lines, theirs)
    return MergedDraft(theirs, header_changes, tuple(merged_lines), tuple(decisions.conflicts))


class _Decisions:
    """What was chosen, and what nobody has chosen yet."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self.conflicts: list[Conflict] = []

    def is_mine(self, conflict: Conflict) -> bool:
        choice = self._choices.get(conflict.field)
        if choice not in (MINE, THEIRS):
            self.conflicts.append(conflict)
        return choice == MINE


def _merge_header(
    decisions: _Decisions, base: DraftInvoice, mine: InvoiceHeader, theirs: DraftInvoice
) -> dict[str, Any]:
    return _merge_fields(decisions, _list_header_fields(mine), (base, mine, theirs))


def _merge_fields(
    decisions: _Decisions, paths: Sequence[str], versions: tuple[Record, Record, Record], prefix: str = ""
) -> dict[str, Any]:
    """What is to be laid over theirs; `versions` are base, mine, theirs, and `of` says what the paths belong to."""
    changes: dict[str, Any] = {}
    for path in paths:
        base, mine, theirs = (get_value(version, path) for version in versions)
        if are_same(mine, base) or are_same(mine, theirs):
            continue
        if are_same(base, theirs) or decisions.is_mine(Conflict(f"{prefix}{path}", base, mine, theirs)):
            changes[path] = mine
    return changes


def _list_header_fields(mine: InvoiceHeader) -> list[str]:
    """A due date that follows from the terms is nobody's to decide."""
    terms = mine.payment_terms
    has_derived_due_date = terms is not None and terms.payment_terms_type not in ("", MANUAL_DUE_DATE)
    return [path for path in HEADER_FIELDS if not (has_derived_due_date and path == "due_date")]


def _merge_lines(
    decisions: _Decisions, base: DraftInvoice, mine: Sequence[InvoiceLine], theirs: DraftInvoice
) -> list[MergedLine]:
    if _map_products(base.lines) != _map_products(theirs.lines):
        if not _are_changed(base.lines, mine):
            return [MergedLine(line, line) for line in theirs.lines]
        if decisions.is_mine(Conflict(ALL_LINES, base.lines, tuple(mine), theirs.lines)):  # type: ignore[arg-type]  # lists of lines, shown side by side
            return _keep_my_lines(mine, theirs)
        return [MergedLine(line, line) for line in theirs.lines]
    base_lines = {line.line_number: line for line in base.lines}
    their_lines = {line.line_number: line for line in theirs.lines}
    merged = [
        _merge_line(decisions, index, line, base_lines.get(line.line_number), their_lines.get(line.line_number))
        for index, line in enumerate(mine)
    ]
    my_numbers = {line.line_number for line in mine}
    merged += [
        MergedLine(their_lines[number], their_lines[number])
        for number in base_lines
        if number not in my_numbers and not _keeps_removal(decisions, base_lines[number], their_lines[number])
    ]
    return _sort_merged_lines(merged, base, theirs)


def _merge_line(
    decisions: _Decisions, index: int, mine: InvoiceLine, base: InvoiceLine | None, theirs: InvoiceLine | None
) -> MergedLine:
    if base is None or theirs is None:
        return MergedLine(mine, None, my_index=index)
    changes = _merge_fields(decisions, LINE_FIELDS, (base, mine, theirs), f"{ALL_LINES}.{base.line_number}.")
    return MergedLine(theirs, theirs, changes, index)


def _sort_merged_lines(merged: list[MergedLine], base: DraftInvoice, theirs: DraftInvoice) -> list[MergedLine]:
    """Mine, unless they alone moved lines."""
    my_numbers = [line.theirs.line_number for line in merged if line.theirs]
    if len(my_numbers) < len(merged) or my_numbers != [
        line.line_number for line in base.lines if line.line_number in my_numbers
    ]:
        return merged
    their_order = {line.line_number: index for index, line in enumerate(theirs.lines)}
    return sorted(merged, key=lambda line: their_order[line.base_line.line_number])


def _keeps_removal(decisions: _Decisions, base: InvoiceLine, theirs: InvoiceLine) -> bool:
    """I took it out; that holds unless they changed it meanwhile."""
    changed_fields = [name for name in list_differing_fields(base, theirs) if name != "sort_key"]
    if not changed_fields:
        return True
    return decisions.is_mine(
        Conflict(f"{ALL_LINES}.{base.line_number}.removed", base.description, "", theirs.description)
    )


def _keep_my_lines(mine: Sequence[InvoiceLine], theirs: DraftInvoice) -> list[MergedLine]:
    """All of mine and none of theirs; a line that is the same in both keeps its number."""
    their_lines = {(line.line_number, get_value(line, "product")): line for line in theirs.lines}
    merged = []
    for index, line in enumerate(mine):
        their_line = their_lines.get((line.line_number, get_value(line, "product")))
        values = {name: get_value(line, name) for name in LINE_FIELDS}
        merged.append(
            MergedLine(their_line, their_line, values, index) if their_line else MergedLine(line, None, my_index=index)
        )
    return merged


def _map_products(lines: Sequence[InvoiceLine]) -> dict[int, Any]:
    return {line.line_number: get_value(line, "product") for line in lines}


def _are_changed(base: Sequence[InvoiceLine], mine: Sequence[InvoiceLine]) -> bool:
    """Whether anything was done to the lines here."""
    if [line.line_number for line in base] != [line.line_number for line in mine]:
        return True
    return any(
        not are_same(get_value(base_line, name), get_value(my_line, name))
        for base_line, my_line in zip(base, mine, strict=True)
        for name in LINE_FIELDS
    )
