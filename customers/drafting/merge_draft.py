"""A sheet on a draft that others may have changed in e-conomic: base, mine, theirs, field by field, line by line. Pure.

Lines are merged one by one only where theirs still has the numbers and products of base. Otherwise the lines are one
conflict: mine or theirs, all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from customers.drafting.draft_json import HEAD_FIELDS, LINE_FIELDS, value_of
from customers.editing.merge import Conflict, changed, same
from customers.shared.invoice_math import BY_HAND
from econ_admin.gateway.records import DraftInvoice, InvoiceHeader, InvoiceLine, Record

MINE, THEIRS = "mine", "theirs"
ALL_LINES = "lines"
Choices = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Laid:
    """A line of what is to be sent: a ground, and what is laid over it."""

    ground: InvoiceLine
    theirs: InvoiceLine | None
    """The line in e-conomic that it is; None for a new one."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    mine: int | None = None
    """Its place among mine; None where it is theirs alone."""


@dataclass(frozen=True, slots=True)
class Met:
    """What is to be laid over theirs, and what somebody must decide first.

    A conflict's field is that of the head (`notes.heading`), `lines.<number>.<field>` or `lines.<number>.removed` by
    e-conomic's number of the line, or `lines`: then mine and theirs are both lists.
    """

    theirs: DraftInvoice
    head: Mapping[str, Any]
    lines: tuple[Laid, ...]
    conflicts: tuple[Conflict, ...]


def digest(theirs: DraftInvoice) -> str:
    """Names the version that choices were made against."""
    return sha256(theirs.raw).hexdigest()[:16]


def meet(
    base: DraftInvoice, head: InvoiceHeader, lines: Sequence[InvoiceLine], theirs: DraftInvoice, choices: Choices
) -> Met:
    """Put a sheet together with the draft as it is now; `choices` (field: mine or theirs) decide conflicts."""
    deciding = _Deciding(choices)
    changes = _head(deciding, base, head, theirs)
    laid = _lines(deciding, base, lines, theirs)
    return Met(theirs, changes, tuple(laid), tuple(deciding.conflicts))


class _Deciding:
    """What was chosen, and what nobody has chosen yet."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self.conflicts: list[Conflict] = []

    def is_mine(self, conflict: Conflict) -> bool:
        choice = self._choices.get(conflict.field)
        if choice not in (MINE, THEIRS):
            self.conflicts.append(conflict)
        return choice == MINE


def _head(deciding: _Deciding, base: DraftInvoice, mine: InvoiceHeader, theirs: DraftInvoice) -> dict[str, Any]:
    return _merged(deciding, _fields(mine), (base, mine, theirs))


def _merged(
    deciding: _Deciding, paths: Sequence[str], versions: tuple[Record, Record, Record], of: str = ""
) -> dict[str, Any]:
    """What is to be laid over theirs; `versions` are base, mine, theirs, and `of` says what the paths belong to."""
    changes: dict[str, Any] = {}
    for path in paths:
        was, wanted, now = (value_of(each, path) for each in versions)
        if same(wanted, was) or same(wanted, now):
            continue
        if same(was, now) or deciding.is_mine(Conflict(f"{of}{path}", was, wanted, now)):
            changes[path] = wanted
    return changes


def _fields(mine: InvoiceHeader) -> list[str]:
    """A due date that follows from the terms is nobody's to decide."""
    terms = mine.payment_terms
    follows = terms is not None and terms.payment_terms_type not in ("", BY_HAND)
    return [path for path in HEAD_FIELDS if not (follows and path == "due_date")]


def _lines(deciding: _Deciding, base: DraftInvoice, mine: Sequence[InvoiceLine], theirs: DraftInvoice) -> list[Laid]:
    if _numbers(base.lines) != _numbers(theirs.lines):
        if not _differ(base.lines, mine):
            return [Laid(each, each) for each in theirs.lines]
        if deciding.is_mine(Conflict(ALL_LINES, base.lines, tuple(mine), theirs.lines)):  # type: ignore[arg-type]  # lists of lines, shown side by side
            return _mine_alone(mine, theirs)
        return [Laid(each, each) for each in theirs.lines]
    was = {each.line_number: each for each in base.lines}
    now = {each.line_number: each for each in theirs.lines}
    laid = [
        _line(deciding, place, each, was.get(each.line_number), now.get(each.line_number))
        for place, each in enumerate(mine)
    ]
    kept = {each.line_number for each in mine}
    laid += [
        Laid(now[number], now[number])
        for number in was
        if number not in kept and not _is_removed(deciding, was[number], now[number])
    ]
    return _in_order(laid, base, theirs)


def _line(deciding: _Deciding, place: int, mine: InvoiceLine, was: InvoiceLine | None, now: InvoiceLine | None) -> Laid:
    if was is None or now is None:
        return Laid(mine, None, mine=place)
    changes = _merged(deciding, LINE_FIELDS, (was, mine, now), f"{ALL_LINES}.{was.line_number}.")
    return Laid(now, now, changes, place)


def _in_order(laid: list[Laid], base: DraftInvoice, theirs: DraftInvoice) -> list[Laid]:
    """Mine, unless they alone moved lines."""
    mine = [each.theirs.line_number for each in laid if each.theirs]
    if len(mine) < len(laid) or mine != [each.line_number for each in base.lines if each.line_number in mine]:
        return laid
    places = {each.line_number: place for place, each in enumerate(theirs.lines)}
    return sorted(laid, key=lambda each: places[each.ground.line_number])


def _is_removed(deciding: _Deciding, was: InvoiceLine, now: InvoiceLine) -> bool:
    """I took it out; that holds unless they changed it meanwhile."""
    differing = [name for name in changed(was, now) if name != "sort_key"]
    if not differing:
        return True
    return deciding.is_mine(Conflict(f"{ALL_LINES}.{was.line_number}.removed", was.description, "", now.description))


def _mine_alone(mine: Sequence[InvoiceLine], theirs: DraftInvoice) -> list[Laid]:
    """All of mine and none of theirs; a line that is the same in both keeps its number."""
    now = {(each.line_number, value_of(each, "product")): each for each in theirs.lines}
    laid = []
    for place, each in enumerate(mine):
        there = now.get((each.line_number, value_of(each, "product")))
        wanted = {name: value_of(each, name) for name in LINE_FIELDS}
        laid.append(Laid(there, there, wanted, place) if there else Laid(each, None, mine=place))
    return laid


def _numbers(lines: Sequence[InvoiceLine]) -> dict[int, Any]:
    return {each.line_number: value_of(each, "product") for each in lines}


def _differ(base: Sequence[InvoiceLine], mine: Sequence[InvoiceLine]) -> bool:
    """Whether anything was done to the lines here."""
    if [each.line_number for each in base] != [each.line_number for each in mine]:
        return True
    return any(
        not same(value_of(was, name), value_of(line, name))
        for was, line in zip(base, mine, strict=True)
        for name in LINE_FIELDS
    )
