"""Reference lists: short, rarely changed, cached for an hour."""

from typing import Generic, TypeVar

from econ_admin.gateway import paging
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import Record
from econ_admin.gateway.transport import Transport

T = TypeVar("T", bound=Record)


class ReferenceList(Generic[T]):
    """One reference list. They differ only in noun and record type."""

    def __init__(self, transport: Transport, noun: str, record_type: type[T]) -> None:
        self._transport = transport
        self._noun = noun
        self._record_type = record_type

    def all(self) -> list[T]:
        return list(paging.walk_items(self._transport, ResourcePath(self._noun, self._noun), self._record_type))
