"""Three-way merge (base, mine, theirs) of a working draft with its draft in e-conomic. Pure functions.

Lines are merged one by one only if theirs have the same numbers and products as the base. Otherwise all lines are one
conflict.
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
    """A line to send: a base line, and the changes to it."""

    base_line: InvoiceLine
    theirs: InvoiceLine | None
    """The same line in e-conomic; None for a new line."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    my_index: int | None = None
    """Its index among my lines; None if only theirs has it."""


@dataclass(frozen=True, slots=True)
class MergedDraft:
    """The changes to make to theirs, and the conflicts to decide first.

    The field of a conflict is a header field (`notes.heading`), `lines.<number>.<field>` or `lines.<number>.removed`
    with e-conomic's line number, or `lines`, where mine and theirs are lists.
    """

    theirs: DraftInvoice
    header: Mapping[str, Any]
    lines: tuple[MergedLine, ...]
    conflicts: tuple[Conflict, ...]


def compute_version(theirs: DraftInvoice) -> str:
    """Identifies the version that choices were made for."""
    return sha256(theirs.raw).hexdigest()[:16]


def merge_draft(
    base: DraftInvoice, header: InvoiceHeader, lines: Sequence[InvoiceLine], theirs: DraftInvoice, choices: Choices
) -> MergedDraft:
    """Merges the working draft with the current draft. `choices` (field: mine or theirs) decide conflicts."""
    decisions = _Decisions(choices)
    header_changes = _merge_header(decisions, base, header, theirs)
    merged_lines = _merge_lines(decisions, base, lines, theirs)
    return MergedDraft(theirs, header_changes, tuple(merged_lines), tuple(decisions.conflicts))


class _Decisions:
    """The choices made, and the conflicts still open."""

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
    """Returns the changes to make to theirs. `versions` are base, mine and theirs; `prefix` is the conflicts' path."""
    changes: dict[str, Any] = {}
    for path in paths:
        base, mine, theirs = (get_value(version, path) for version in versions)
        if are_same(mine, base) or are_same(mine, theirs):
            continue
        if are_same(base, theirs) or decisions.is_mine(Conflict(f"{prefix}{path}", base, mine, theirs)):
            changes[path] = mine
    return changes


def _list_header_fields(mine: InvoiceHeader) -> list[str]:
    """Lists the fields to merge. A due date that follows from the terms is left out."""
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
    """Keeps my order, unless only they moved lines."""
    my_numbers = [line.theirs.line_number for line in merged if line.theirs]
    if len(my_numbers) < len(merged) or my_numbers != [
        line.line_number for line in base.lines if line.line_number in my_numbers
    ]:
        return merged
    their_order = {line.line_number: index for index, line in enumerate(theirs.lines)}
    return sorted(merged, key=lambda line: their_order[line.base_line.line_number])


def _keeps_removal(decisions: _Decisions, base: InvoiceLine, theirs: InvoiceLine) -> bool:
    """Whether my removal of a line holds. It conflicts with their changes to that line."""
    changed_fields = [name for name in list_differing_fields(base, theirs) if name != "sort_key"]
    if not changed_fields:
        return True
    return decisions.is_mine(
        Conflict(f"{ALL_LINES}.{base.line_number}.removed", base.description, "", theirs.description)
    )


def _keep_my_lines(mine: Sequence[InvoiceLine], theirs: DraftInvoice) -> list[MergedLine]:
    """Returns all my lines and none of theirs. A line that both have keeps its number."""
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
    """Whether the lines were changed here."""
    if [line.line_number for line in base] != [line.line_number for line in mine]:
        return True
    return any(
        not are_same(get_value(base_line, name), get_value(my_line, name))
        for base_line, my_line in zip(base, mine, strict=True)
        for name in LINE_FIELDS
    )
