"""Saves an edited document: loads theirs, merges mine into it, sends one PUT, and compares the response."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from customers.editing.leases import LeaseTarget, hold_lease
from customers.editing.merge import MergeResult, are_same, merge
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Deadline, Document, Gateway
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import FieldValue, InvoiceLine, Record

SAVE_TIMEOUT = 35  # seconds for a whole save; each call gets what remains

R = TypeVar("R", bound=Record)


class SaveConflict(Exception, Generic[R]):
    """Nothing was saved, because both changed the same fields to different values."""

    def __init__(self, merge: MergeResult, theirs: R) -> None:
        super().__init__(", ".join(conflict.field for conflict in merge.conflicts))
        self.merge = merge
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class SaveResult(Generic[R]):
    """The saved document, and what to report about it."""

    record: R
    dropped_fields: tuple[str, ...] = ()
    """What e-conomic did not save as sent: attributes, or JSON names without an attribute."""
    their_fields: tuple[str, ...] = ()
    """Fields that someone else changed while the form was open."""


@contextmanager
def exclusive_save(request: EconRequest, noun: str, number: int | str, *, once: bool = False) -> Iterator[Gateway]:
    """Holds the lease on a document and yields a gateway limited to SAVE_TIMEOUT. Raises DocumentBusy.

    With `once` the lease is not released after success, so that it cannot be done again.
    """
    economic = request.economic.within(Deadline(SAVE_TIMEOUT))  # waiting for the lease counts too
    with hold_lease(LeaseTarget(request.agreement, noun, str(number)), request.user, once=once) as lease:
        yield economic
        lease.is_spent = once


def merge_and_save(
    request: EconRequest,
    noun: str,
    number: int,
    base: R,
    mine: Mapping[str, FieldValue],
    *,
    fetch: Callable[[Gateway], R],
    put: Callable[[Gateway, Document, R], R],
) -> SaveResult[R]:
    """Merges `mine` (by attribute) into the document that `fetch` returns, and saves it with `put`.

    Sends nothing if nothing changes. Raises SaveConflict, DocumentBusy and GatewayError. An error of unknown outcome
    has the key for a retry (`customers.editing.unresolved_writes`).
    """
    with exclusive_save(request, noun, number) as economic:
        theirs = fetch(economic)
        merged = merge(base, mine, theirs)
        if merged.conflicts:
            raise SaveConflict(merged, theirs)
        if not merged.changes:
            return SaveResult(theirs, their_fields=merged.their_fields)
        document = theirs.with_changes(**merged.changes)
        after = put(economic, document, theirs)
    return SaveResult(after, find_dropped_fields(document, after, merged.changes), merged.their_fields)


def find_dropped_fields(
    sent: Document, after: Record, changes: Mapping[str, FieldValue] | None = None
) -> tuple[str, ...]:
    """Returns what e-conomic did not save as sent, including fields that were emptied (`changes`).

    They are paths of attributes: `recipient.vat_zone`, `lines.2.quantity` with the number of the line. A property
    without an attribute keeps its name in the API.
    """
    missing = _iter_dropped_fields(sent, after)
    not_emptied = [field for field, value in (changes or {}).items() if not are_same(value, getattr(after, field))]
    return tuple(dict.fromkeys([*missing, *not_emptied]))


def _iter_dropped_fields(sent: Document, after: Record, prefix: str = "") -> Iterator[str]:
    received = decode(after.raw) if after.raw else {}
    attributes = dict(zip(after.__struct_encode_fields__, after.__struct_fields__, strict=True))
    for name, value in sent.items():
        if name in after.FIXED | after.READ_ONLY or _is_contained(value, received.get(name)):
            continue
        attribute = attributes.get(name, name)
        path, part = f"{prefix}{attribute}", getattr(after, attribute, None)
        if isinstance(part, Record):
            yield from _iter_dropped_fields(value, part, f"{path}.")
        elif name == "lines" and part is not None:
            yield from _iter_dropped_line_fields(value, part, path)
        else:
            yield path


def _iter_dropped_line_fields(sent: Sequence[Document], received: Sequence[InvoiceLine], path: str) -> Iterator[str]:
    """Compares lines by their numbers; other lines than were sent are one difference."""
    lines = {line.line_number: line for line in received}
    if {line.get("lineNumber") for line in sent} != lines.keys():
        yield path
        return
    for line in sent:
        yield from _iter_dropped_fields(line, lines[line["lineNumber"]], f"{path}.{line['lineNumber']}.")


def _is_contained(sent: Any, received: Any) -> bool:
    """Whether everything sent came back. Additional properties, such as links, are ignored."""
    match sent, received:
        case dict(), dict():
            return all(_is_contained(value, received.get(name)) for name, value in sent.items())
        case list(), list():
            return len(sent) == len(received) and all(
                any(_is_contained(item, received_item) for received_item in received) for item in sent
            )
        case (("" | [] | False), None):
            return True
        case _:
            return bool(sent == received)
