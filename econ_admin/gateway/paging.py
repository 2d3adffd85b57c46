"""Reads collections: one page, or all pages one after another.

Pages are requested by number and links are not followed, since e-conomic rewrites the filter in them. `nextPage` only
tells whether there is more, and must have the agreement's own origin.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import HIGHEST, shallow
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.query import Filter, format_sort
from econ_admin.gateway.records import Record
from econ_admin.gateway.transport import Transport

MAX_PAGE_SIZE = 1000

T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class UnreadableItem:
    """An item of a collection that could not be decoded. `number` is None if it could not be read either."""

    number: int | None
    error: UnexpectedResponse


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a collection. `page` counts from 0; `results` is the number of items that match the filter."""

    items: list[T]
    """The decoded records."""
    results: int
    results_without_filter: int
    page: int
    size: int
    rows: tuple[T | UnreadableItem, ...] = ()
    """The records and, in their places, the items that could not be decoded."""

    @property
    def unreadable(self) -> list[UnreadableItem]:
        return [row for row in self.rows if isinstance(row, UnreadableItem)]

    def complete(self) -> "Page[T]":
        """Returns the page itself if all items were decoded; otherwise raises the first item's UnexpectedResponse."""
        for item in self.unreadable:
            raise item.error
        return self


class Pagination(msgspec.Struct, frozen=True, rename="camel"):
    """The `pagination` of a response. The link is absent on the last page."""

    results: Annotated[int, msgspec.Meta(ge=0, le=HIGHEST)]
    results_without_filter: Annotated[int, msgspec.Meta(ge=0, le=HIGHEST)]
    next_page: str = ""


class Envelope(msgspec.Struct, frozen=True):
    """A page before its items are decoded, so that each record keeps its own bytes."""

    collection: list[msgspec.Raw]
    pagination: Pagination


class WholePage(msgspec.Struct, Generic[T], frozen=True):
    """A page whose items are decoded with it. They have no bytes."""

    collection: list[T]
    pagination: Pagination


@cache
def _get_whole_page_decoder(record_type: type[Record]) -> msgspec.json.Decoder[WholePage[Any]]:
    return msgspec.json.Decoder(WholePage[record_type])  # type: ignore[valid-type]  # a class at run time


@dataclass(frozen=True, slots=True)
class DecodedPage(Generic[T]):
    """A decoded page."""

    rows: tuple[T | UnreadableItem, ...]
    pagination: Pagination


@dataclass(frozen=True, slots=True)
class PageDecoder(Generic[T]):
    """Decodes a page of records. A cached page stays decoded."""

    record_type: type[T]
    keeps_bytes: bool = True

    def decode(self, body: bytes, /) -> DecodedPage[T]:
        """Decodes a page. Raises UnexpectedResponse; an item that cannot be decoded becomes an UnreadableItem."""
        if not self.keeps_bytes:
            with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                page = _get_whole_page_decoder(self.record_type).decode(body)
                return DecodedPage(tuple(page.collection), page.pagination)
        try:
            envelope = self._envelope(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UnexpectedResponse(f"not a page: {error}") from error
        return DecodedPage(tuple(self._row(bytes(raw_item)) for raw_item in envelope.collection), envelope.pagination)

    def _envelope(self, body: bytes) -> Envelope:
        try:
            return msgspec.json.decode(body, type=Envelope)
        except RecursionError:  # a single item can be nested that deep
            return msgspec.json.decode(shallow(body), type=Envelope)

    def _row(self, body: bytes) -> T | UnreadableItem:
        try:
            return self.record_type.decode(body)
        except UnexpectedResponse as error:
            return UnreadableItem(self.record_type.number_in(body), error)


def fetch_page(
    transport: Transport,
    resource: ResourcePath,
    record_type: type[T],
    filter: Filter | None = None,
    sort: Sequence[str] = (),
    number: int = 0,
    size: int = MAX_PAGE_SIZE,
) -> Page[T]:
    """Fetches one page. Raises ValueError for an invalid page number or size."""
    return _fetch_page(transport, resource, record_type, filter, sort, number, size)[0]


def walk_items(
    transport: Transport,
    resource: ResourcePath,
    record_type: type[T],
    filter: Filter | None = None,
    sort: Sequence[str] = (),
) -> Iterator[T]:
    """Yields all items of a collection, fetching pages as needed.

    Raises UnexpectedResponse if an item cannot be decoded. Items added or removed meanwhile may be repeated or missed,
    since e-conomic has no snapshots.
    """
    number, has_more = 0, True
    while has_more:
        page, has_more = _fetch_page(transport, resource, record_type, filter, sort, number, MAX_PAGE_SIZE)
        yield from page.complete().items
        number += 1


def _fetch_page(
    transport: Transport,
    resource: ResourcePath,
    record_type: type[T],
    filter: Filter | None,
    sort: Sequence[str],
    number: int,
    size: int,
) -> tuple[Page[T], bool]:
    """Fetches a page, and tells whether there is another one."""
    if number < 0 or not 1 <= size <= MAX_PAGE_SIZE:
        raise ValueError(f"pages have 1 to {MAX_PAGE_SIZE} items and count from 0; not page {number} of {size}")
    params: dict[str, str | int] = {"skippages": number, "pagesize": size}
    if filter:
        params["filter"] = str(filter)
    if sort:
        params["sort"] = format_sort(sort)
    # A second page of maximum size means that everything is being read: by walk_items or by an export.
    if number > 0 and size == MAX_PAGE_SIZE:
        transport = transport.with_options(paced=True)
    decoded = transport.get(resource, PageDecoder(record_type, transport.keeps_bytes), params)
    pagination = decoded.pagination
    if pagination.next_page and not transport.upstream.is_same_origin(pagination.next_page):
        raise UnexpectedResponse("the next page is at another origin")
    rows = decoded.rows
    items = [row for row in rows if not isinstance(row, UnreadableItem)]
    page = Page(items, pagination.results, pagination.results_without_filter, number, size, rows)
    # Guards against a server that always announces a next page.
    return page, bool(rows and pagination.next_page) and (number + 1) * size < pagination.results
