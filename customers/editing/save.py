"""Saving an edited document: theirs fetched afresh, mine merged into it, one PUT, and a look at what came back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from customers.editing.leases import Held, Leased, lease
from customers.editing.merge import Merge, merge, same
from econ_admin.gateway import Deadline, Document
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import FieldValue, Record
from econ_admin.http import EconRequest

SECONDS = 35  # for a whole save; each call inside gets what remains

R = TypeVar("R", bound=Record)


class Conflicted(Exception, Generic[R]):
    """Both changed the same fields to different values: nothing was saved, somebody has to decide."""

    def __init__(self, merge: Merge, theirs: R) -> None:
        super().__init__(", ".join(conflict.field for conflict in merge.conflicts))
        self.merge = merge
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Saved(Generic[R]):
    """What e-conomic holds now, and what is to be said of it."""

    record: R
    dropped: tuple[str, ...] = ()
    """Attributes, or wire names of what no record names, that e-conomic did not take over as they were sent."""
    theirs: tuple[str, ...] = ()
    """Fields that somebody else changed while the form was open."""


@contextmanager
def saving(request: EconRequest, noun: str, number: int | str) -> Iterator[Held]:
    """The lease on a document, and the deadline for all that is asked inside. Raises Busy."""
    deadline = Deadline(SECONDS)  # the waiting for the lease counts too
    what = Leased(request.agreement, noun, str(number))
    with lease(what, request.user) as held, request.economic.transport.within(deadline):
        yield held


def save(
    request: EconRequest,
    noun: str,
    number: int,
    base: R,
    mine: Mapping[str, FieldValue],
    *,
    fetch: Callable[[], R],
    put: Callable[[Document, R], R],
) -> Saved[R]:
    """Lay `mine` (attribute names) over what `fetch` says stands there now, and `put` the whole document.

    Where nothing is left to change, nothing is sent. Raises Conflicted, Busy, and what the gateway raises: one that
    is doubtful has the key to ask again with (`customers.editing.unresolved_writes`).
    """
    with saving(request, noun, number):
        theirs = fetch()
        merged = merge(base, mine, theirs)
        if merged.conflicts:
            raise Conflicted(merged, theirs)
        if not merged.changes:
            return Saved(theirs, theirs=merged.theirs_alone)
        document = theirs.with_changes(**merged.changes)
        after = put(document, theirs)
    return Saved(after, dropped(document, after, merged.changes), merged.theirs_alone)


def dropped(sent: Document, after: Record, changes: Mapping[str, FieldValue] | None = None) -> tuple[str, ...]:
    """What did not come back as it was sent, nor as it was emptied (`changes`): e-conomic says nothing of it."""
    kind, came = type(after), decode(after.raw)
    attributes = dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))
    lost = [
        attributes.get(name, name)
        for name, value in sent.items()
        if name not in kind.FIXED | kind.READ_ONLY and not _is_in(value, came.get(name))
    ]
    kept_all_the_same = [field for field, value in (changes or {}).items() if not same(value, getattr(after, field))]
    return tuple(dict.fromkeys(lost + kept_all_the_same))


def _is_in(sent: Any, came: Any) -> bool:
    """Whether all that was sent came back; what came beside it (links) does not matter."""
    match sent, came:
        case dict(), dict():
            return all(_is_in(value, came.get(name)) for name, value in sent.items())
        case list(), list():
            return len(sent) == len(came) and all(any(_is_in(each, other) for other in came) for each in sent)
        case (("" | [] | False), None):
            return True
        case _:
            return bool(sent == came)
