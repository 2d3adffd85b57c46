"""Reference lists: short, seldom changed, and kept for an hour."""

from typing import Generic, TypeVar

from econ_admin.gateway import paging
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import Record
from econ_admin.gateway.transport import Transport

T = TypeVar("T", bound=Record)


class ReferenceList(Generic[T]):
    """One list. They differ in their noun and their record alone, so they share this class."""

    def __init__(self, transport: Transport, noun: str, record_type: type[T]) -> None:
        self._transport = transport
        self._noun = noun
        self._record_type = record_type

    def all(self) -> list[T]:
        return list(paging.walk_items(self._transport, ResourcePath(self._noun, self._noun), self._record_type))
