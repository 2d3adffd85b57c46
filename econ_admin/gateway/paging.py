"""Collections: one page, or a walk over all pages.

A walk asks for pages by number and follows no link: `nextPage` says only whether there is more, and must lead to
the agreement's own origin. (Its text carries e-conomic's own writing of our filter, which is not always ours.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

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
    """An item of a collection that is no record. `number` is None where that cannot be read either."""

    number: int | None
    error: UnexpectedResponse


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a collection. `page` counts from 0; `results` is after the filter."""

    items: list[T]
    """The records."""
    results: int
    results_without_filter: int
    page: int
    size: int
    rows: tuple[T | UnreadableItem, ...] = ()
    """The records, with those between them that cannot be read."""

    @property
    def unreadable(self) -> list[UnreadableItem]:
        return [each for each in self.rows if isinstance(each, UnreadableItem)]

    def complete(self) -> "Page[T]":
        """The same page, for those who need all of it. Raises UnexpectedResponse where some of it cannot be read."""
        for each in self.unreadable:
            raise each.error
        return self


class Pagination(msgspec.Struct, frozen=True, rename="camel"):
    """What e-conomic says of the whole collection. The links are absent where they would lead nowhere."""

    results: Annotated[int, msgspec.Meta(ge=0, le=HIGHEST)]
    results_without_filter: Annotated[int, msgspec.Meta(ge=0, le=HIGHEST)]
    next_page: str = ""


class Envelope(msgspec.Struct, frozen=True):
    """A page as it comes: the items still bytes, so that each record keeps its own."""

    collection: list[msgspec.Raw]
    pagination: Pagination


@dataclass(frozen=True, slots=True)
class DecodedPage(Generic[T]):
    """A page as it was read."""

    rows: tuple[T | UnreadableItem, ...]
    pagination: Pagination


@dataclass(frozen=True, slots=True)
class PageDecoder(Generic[T]):
    """Reads a page of such records, all at once: what is shown again need not be read again."""

    record_type: type[T]

    def decode(self, body: bytes, /) -> DecodedPage[T]:
        """Raises UnexpectedResponse; an item that cannot be read does not spoil the page."""
        try:
            envelope = self._envelope(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UnexpectedResponse(f"not a page: {error}") from error
        return DecodedPage(tuple(self._row(bytes(raw_item)) for raw_item in envelope.collection), envelope.pagination)

    def _envelope(self, body: bytes) -> Envelope:
        try:
            return msgspec.json.decode(body, type=Envelope)
        except RecursionError:  # one item is enough for that
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
    """One page. Raises ValueError for a page that cannot be."""
    return _fetch_page(transport, resource, record_type, filter, sort, number, size)[0]


def walk_items(
    transport: Transport,
    resource: ResourcePath,
    record_type: type[T],
    filter: Filter | None = None,
    sort: Sequence[str] = (),
) -> Iterator[T]:
    """All of a collection, page after page, as it is used up. Raises UnexpectedResponse where one of them cannot be
    read.

    What is added or removed meanwhile may be met twice or missed: e-conomic has no snapshot to offer.
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
    """A page, and whether there is one after it."""
    if number < 0 or not 1 <= size <= MAX_PAGE_SIZE:
        raise ValueError(f"a page of 1 to {MAX_PAGE_SIZE}, counted from 0; not page {number} of {size}")
    params: dict[str, str | int] = {"skippages": number, "pagesize": size}
    if filter:
        params["filter"] = str(filter)
    if sort:
        params["sort"] = format_sort(sort)
    # After the first of the largest pages somebody reads all there is: by a walk, or by an export, page by page.
    if number > 0 and size == MAX_PAGE_SIZE:
        transport = transport.with_options(paced=True)
    decoded = transport.get(resource, PageDecoder(record_type), params)
    pagination = decoded.pagination
    if pagination.next_page and not transport.upstream.is_same_origin(pagination.next_page):
        raise UnexpectedResponse("the next page is said to be at another origin")
    rows = decoded.rows
    items = [each for each in rows if not isinstance(each, UnreadableItem)]
    page = Page(items, pagination.results, pagination.results_without_filter, number, size, rows)
    # A next page that is promised for ever is not believed beyond the number of results.
    return page, bool(rows and pagination.next_page) and (number + 1) * size < pagination.results
