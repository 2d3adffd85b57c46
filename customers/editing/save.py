"""Saving an edited document: theirs fetched afresh, mine merged into it, one PUT, and a look at what came back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from customers.editing.leases import LeaseTarget, hold_lease
from customers.editing.merge import MergeResult, are_same, merge
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Deadline, Document, Gateway
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import FieldValue, Record

SAVE_TIMEOUT = 35  # for a whole save; each call inside gets what remains

R = TypeVar("R", bound=Record)


class SaveConflict(Exception, Generic[R]):
    """Both changed the same fields to different values: nothing was saved, somebody has to decide."""

    def __init__(self, merge: MergeResult, theirs: R) -> None:
        super().__init__(", ".join(conflict.field for conflict in merge.conflicts))
        self.merge = merge
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class SaveResult(Generic[R]):
    """What e-conomic holds now, and what is to be said of it."""

    record: R
    dropped_fields: tuple[str, ...] = ()
    """Attributes, or wire names of what no record names, that e-conomic did not take over as they were sent."""
    their_fields: tuple[str, ...] = ()
    """Fields that somebody else changed while the form was open."""


@contextmanager
def exclusive_save(request: EconRequest, noun: str, number: int | str, *, once: bool = False) -> Iterator[Gateway]:
    """Holds the lease on a document; yields the gateway to save it with, within SAVE_TIMEOUT. Raises DocumentBusy.

    With `once` the lease is not given back after a success, so that nobody does it a second time.
    """
    economic = request.economic.within(Deadline(SAVE_TIMEOUT))  # waiting for the lease counts too
    with hold_lease(LeaseTarget(request.agreement, noun, str(number)), request.user) as lease:
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
    """Lay `mine` (attribute names) over what `fetch` says stands there now, and `put` the whole document.

    Where nothing is left to change, nothing is sent. Raises SaveConflict, DocumentBusy, and what the gateway raises:
    one that is doubtful has the key to ask again with (`customers.editing.unresolved_writes`).
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
    """What did not come back as it was sent, nor as it was emptied (`changes`): e-conomic says nothing of it."""
    record_type, received = type(after), decode(after.raw)
    attributes = dict(zip(record_type.__struct_encode_fields__, record_type.__struct_fields__, strict=True))
    missing = [
        attributes.get(name, name)
        for name, value in sent.items()
        if name not in record_type.FIXED | record_type.READ_ONLY and not _is_contained(value, received.get(name))
    ]
    not_emptied = [field for field, value in (changes or {}).items() if not are_same(value, getattr(after, field))]
    return tuple(dict.fromkeys(missing + not_emptied))


def _is_contained(sent: Any, received: Any) -> bool:
    """Whether all that was sent came back; what came beside it (links) does not matter."""
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
