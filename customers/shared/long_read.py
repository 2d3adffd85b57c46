"""Reads of many pages: all records of a collection, a few pages at a time, over several requests.

Each request reads for two seconds and then says how far it came; the page asks again until everything is read. What is
kept of each page is what the caller needs of it (`condense`), in the cache that all processes share: a reload, another
tab or a colleague goes on where the last request stopped, and to cancel is to stop asking. Small collections are read
at once, through the ordinary cache.

At most half of the agreement's rate limit is used, so that people's own pages are not refused.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Generic, Self, TypeVar

from customers.shared import formatting
from customers.shared.i18n import _
from customers.shared.long_read_store import Part, ReadHead, ReadStore, StoreFull
from customers.shared.read_step import PAGES_AT_ONCE, ReadStep
from econ_admin.gateway import Gateway, Page
from econ_admin.gateway.errors import RateLimited, ServerError, UnexpectedResponse, Unreachable
from econ_admin.gateway.paging import MAX_PAGE_SIZE, UnreadableItem
from econ_admin.gateway.records import Record

MAX_PAGES_IN_A_REQUEST = 5  # a collection of at most this many pages is read in one request
MAX_RESULTS = 500_000
MAX_RESTARTS = 3
MAX_AGE_OF_UNFINISHED = timedelta(minutes=15)
LIST_MAX_AGE = timedelta(minutes=1)
PANEL_MAX_AGE = timedelta(minutes=15)

logger = logging.getLogger(__name__)

T = TypeVar("T", bound=Record)
C = TypeVar("C")


class ReadFailed(Exception):
    """Not everything could be read; `message` is a %-style template in English."""

    message = ""

    def __init__(self, **parameters: str) -> None:
        self.parameters = parameters
        super().__init__(self.message % parameters)


class TooManyResults(ReadFailed):
    """There are more records than we read."""

    message = _("e-conomic has %(count)s of them. We can read at most %(most)s. Use filters to narrow the list.")


class ResultsChanged(ReadFailed):
    """Records were added or removed while reading, so some may be missing."""

    message = _("Customers or invoices changed while we were reading them. Try again.")


class NotKept(ReadFailed):
    """What was read cannot be kept on this server, so that many pages cannot be read."""

    message = _("The server has no room to keep what we read. Tell an administrator, or narrow the list by filters.")


@dataclass(frozen=True)
class LongRead(Generic[T, C]):
    """All pages of a collection."""

    name: str
    """Names what is read and kept, with its filter and order: the same name, the same results."""
    noun: str
    fetch_page: Callable[[Gateway, int, int], Page[T]]
    """Fetches a page, from its number and size."""
    condense: Callable[[Page[T]], C]
    """Returns what is kept of a page: plain values that can be pickled."""
    get_number: Callable[[T], int]
    max_age: timedelta = LIST_MAX_AGE
    """How long it is kept once finished."""
    is_outdated_by_writes: bool = True
    """Whether a change made here outdates it. If not, only Refresh does."""
    pages_at_once: int = PAGES_AT_ONCE

    def for_panel(self) -> Self:
        """Returns the same read for a figure: kept longer, also if it is little, and until Refresh."""
        return replace(self, max_age=PANEL_MAX_AGE, is_outdated_by_writes=False)


@dataclass(frozen=True)
class Finished(Generic[T, C]):
    """Everything has been read."""

    parts: Iterable[C]
    """What was kept of each page, in order; loaded one by one."""
    results: int
    results_without_filter: int
    unreadable: list[UnreadableItem] = field(default_factory=list)
    read_at: float | None = None
    """When reading began, in seconds since 1970; None if it was an ordinary read, which the read log knows."""
    pages: Sequence[Page[T]] = ()
    """The pages themselves, if they were read at once."""


@dataclass(frozen=True)
class Unfinished:
    """How far the read came. Pages are counted, not records."""

    done: int
    pages: int
    results: int
    wait: float = 0.0
    """Seconds to wait before going on: the share of the rate limit is used up."""

    @property
    def percent(self) -> int:
        return self.done * 100 // self.pages


def get_page_size() -> int:
    """Returns how many records each page of a read has."""
    return MAX_PAGE_SIZE


def advance(
    economic: Gateway,
    read: LongRead[T, C],
    *,
    is_reading: bool = True,
    accepts_old: bool = False,
    first_page: Page[T] | None = None,
) -> Finished[T, C] | Unfinished:
    """Reads on, for about two seconds. Raises GatewayError, after which it can be continued, and ReadFailed.

    Without `is_reading` a read of many pages is not continued: for pages that only use it if it is there. With
    `accepts_old` a finished read is returned whatever its age: it was announced a moment ago. A `first_page` that was
    fetched just now is not fetched again.
    """
    store = ReadStore(economic.cache_id, read.name)
    try:
        return _advance(economic, read, store, is_reading=is_reading, accepts_old=accepts_old, first_page=first_page)
    except StoreFull as error:
        logger.exception("A read of many pages could not be kept")
        raise NotKept from error


def _advance(
    economic: Gateway,
    read: LongRead[T, C],
    store: ReadStore,
    *,
    is_reading: bool,
    accepts_old: bool,
    first_page: Page[T] | None,
) -> Finished[T, C] | Unfinished:
    head = store.load_head()
    if head and head.is_finished:
        is_allowed = accepts_old and economic.get_last_change(read.noun) is not None
        if (is_allowed or _is_current(economic, read, head)) and (stored := _load(store, head)):
            economic.record_kept_read(head.started_at)
            return stored
        return _start(economic, read, store, head, first_page)
    if head is None or not 0 <= time.time() - head.started_at < MAX_AGE_OF_UNFINISHED.total_seconds():
        return _start(economic, read, store, None, first_page)
    return _continue(economic, read, store, head) if is_reading else _build_progress(head, store.list_missing(head))


def _is_current(economic: Gateway, read: LongRead[T, C], head: ReadHead) -> bool:
    # Only Refresh marks the agreement's own document.
    changed_at = economic.get_last_change(read.noun if read.is_outdated_by_writes else "self")
    is_young = 0 <= time.time() - head.finished_at < read.max_age.total_seconds()
    return is_young and changed_at is not None and head.started_at > changed_at


def _start(
    economic: Gateway,
    read: LongRead[T, C],
    store: ReadStore,
    earlier: ReadHead | None,
    first_page: Page[T] | None,
) -> Finished[T, C] | Unfinished:
    """Reads the first page, and the rest if it is little. If e-conomic does not answer, the earlier read is shown."""
    started_at, economic = time.time(), economic.without_bytes()
    if earlier or store.count_restarts():
        economic = economic.refreshed()  # an old answer from the cache would be no beginning
    try:
        first_page = first_page or read.fetch_page(economic, 0, MAX_PAGE_SIZE)
    except (Unreachable, RateLimited, ServerError) as error:
        is_allowed = economic.get_last_change(read.noun) is not None
        if earlier and is_allowed and (stored := _load(store, earlier)):
            economic.record_kept_read(earlier.started_at, error)
            return stored
        raise
    if first_page.results > MAX_RESULTS:
        count, most = (formatting.format_count(number) for number in (first_page.results, MAX_RESULTS))
        raise TooManyResults(count=count, most=most)
    if _count_pages(first_page) <= MAX_PAGES_IN_A_REQUEST:
        finished = _read_at_once(economic, read, first_page)
        if earlier or read.max_age > LIST_MAX_AGE:
            _try_to_keep(store, read, finished, started_at)
        return finished
    head = store.start(started_at, first_page)
    store.save_part(head, 0, _build_part(read, first_page))
    return Unfinished(1, head.page_count, head.results)


def _count_pages(page: Page[Any]) -> int:
    return max(1, -(-page.results // page.size))


def _try_to_keep(store: ReadStore, read: LongRead[T, C], finished: Finished[T, C], started_at: float) -> None:
    """Keeps what was read at once. If there is no room, it is read again next time."""
    try:
        head = store.start(started_at, finished.pages[0])
        for number, page in enumerate(finished.pages):
            store.save_part(head, number, _build_part(read, page))
        store.finish(head, time.time(), tuple(item.number for item in finished.unreadable))
    except StoreFull as error:
        logger.warning("A read could not be kept: %s", error)


def _read_at_once(economic: Gateway, read: LongRead[T, C], first_page: Page[T]) -> Finished[T, C]:
    """Reads the other pages side by side. Cached pages may differ in age; then all are read again."""
    pages = _fetch_rest(economic, read, first_page)
    if not _is_complete(read, pages):
        economic = economic.refreshed()
        pages = _fetch_rest(economic, read, read.fetch_page(economic, 0, MAX_PAGE_SIZE))
        if not _is_complete(read, pages):
            raise ResultsChanged
    unreadable = [item for page in pages for item in page.unreadable]
    first_page = pages[0]
    return Finished(
        [read.condense(page) for page in pages],
        first_page.results,
        first_page.results_without_filter,
        unreadable,
        pages=pages,
    )


def _fetch_rest(economic: Gateway, read: LongRead[T, C], first_page: Page[T]) -> list[Page[T]]:
    def bind_call(number: int) -> Callable[[], Page[T]]:
        return lambda: read.fetch_page(economic, number, first_page.size)

    numbers = range(1, _count_pages(first_page))
    return [first_page, *economic.together(*map(bind_call, numbers))] if numbers else [first_page]


def _is_complete(read: LongRead[T, C], pages: list[Page[T]]) -> bool:
    numbers = {read.get_number(record) for page in pages for record in page.items}
    unreadable_count = sum(len(page.unreadable) for page in pages)
    results = pages[0].results
    return len(numbers) + unreadable_count == results and all(page.results == results for page in pages)


def _continue(economic: Gateway, read: LongRead[T, C], store: ReadStore, head: ReadHead) -> Finished[T, C] | Unfinished:
    """Reads the missing pages, a few side by side, until two seconds have passed."""

    def read_page(economic: Gateway, number: int) -> Part:
        return _build_part(read, read.fetch_page(economic, number, head.page_size))

    step = ReadStep(economic.refreshed(store=False).without_bytes(), store, head, read_page, read.pages_at_once)
    step.run()
    if step.has_changed:
        return _restart(store, head)
    if step.missing:
        return _build_progress(head, step.missing, step.wait)
    summary = store.summarize(head)
    if not summary.is_whole:
        return _build_progress(head, store.list_missing(head))
    if summary.distinct_count != head.results:
        return _restart(store, head)
    return _build_finished(store, store.finish(head, time.time(), summary.unreadable))


def _build_part(read: LongRead[T, C], page: Page[T]) -> Part:
    return Part.build(
        page.results,
        [read.get_number(record) for record in page.items],
        [item.number for item in page.unreadable],
        read.condense(page),
    )


def _restart(store: ReadStore, head: ReadHead) -> Unfinished:
    """Reads everything again after records were added or removed. Raises ResultsChanged if that goes on."""
    store.forget()
    if head.restarts >= MAX_RESTARTS:
        raise ResultsChanged
    store.expect_restart(head.restarts + 1)
    return Unfinished(0, head.page_count, head.results)


def _build_progress(head: ReadHead, missing: Sequence[int], wait: float = 0.0) -> Unfinished:
    return Unfinished(head.page_count - len(missing), head.page_count, head.results, wait)


def _load(store: ReadStore, head: ReadHead) -> Finished[Any, Any] | None:
    """Returns what was kept of a finished read; None if some of it is no longer there."""
    return None if store.list_missing(head) else _build_finished(store, head)


def _build_finished(store: ReadStore, head: ReadHead) -> Finished[Any, Any]:
    unreadable = [
        UnreadableItem(number, UnexpectedResponse("unreadable when it was read")) for number in head.unreadable
    ]
    return Finished(_KeptContents(store, head), head.results, head.results_without_filter, unreadable, head.started_at)


class _KeptContents(Iterable[Any]):
    """What was kept of each page, loaded one by one. Raises ResultsChanged if one is no longer there."""

    def __init__(self, store: ReadStore, head: ReadHead) -> None:
        self._store, self._head = store, head

    def __iter__(self) -> Iterator[Any]:
        count = 0
        for part in self._store.iterate_parts(self._head):
            yield part.content
            count += 1
        if count < self._head.page_count:
            raise ResultsChanged
