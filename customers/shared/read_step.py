"""One request's share of a read of many pages: a few calls side by side, for two seconds."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from customers.shared.long_read_store import Part, ReadHead, ReadStore
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import RateLimited

PAGES_AT_ONCE = 12  # calls side by side
STEP_SECONDS = 2.0
WAIT_AFTER_REFUSAL = 2.0  # seconds, if e-conomic refuses a call and does not say for how long


class ReadStep:
    """Reads the missing pages until two seconds have passed: a few threads, each a page after the other.

    `read_page` returns only what is needed of a page, so that few pages are in memory.
    """

    def __init__(
        self,
        economic: Gateway,
        store: ReadStore,
        head: ReadHead,
        read_page: Callable[[Gateway, int], Part],
        pages_at_once: int,
    ) -> None:
        self.missing = store.list_missing(head)
        self.has_changed = False
        """Whether a page has another number of results than the first one had."""
        self.wait = 0.0
        """Seconds to wait before going on."""
        self._economic, self._store, self._head = economic, store, head
        self._read_page, self._pages_at_once = read_page, min(PAGES_AT_ONCE, pages_at_once)
        self._stop_at = time.monotonic() + STEP_SECONDS
        self._waiting, self._under_way = deque(self.missing), 0
        self._is_stopped = False
        self._lock = Lock()

    def run(self) -> None:
        """Raises GatewayError."""
        self._economic.together(*[self._read_pages] * min(self._pages_at_once, len(self.missing)))

    def _read_pages(self) -> None:
        while (number := self._take()) is not None:
            try:
                self._keep(number, self._read_page(self._economic, number))
            except RateLimited as error:
                self.wait, self._is_stopped = error.retry_after or WAIT_AFTER_REFUSAL, True
            except BaseException:
                self._is_stopped = True
                raise
            finally:
                with self._lock:
                    self._under_way -= 1
            if time.monotonic() >= self._stop_at:
                return

    def _take(self) -> int | None:
        """Returns the next page to read; None if there is none, or if the share of the rate limit is used up."""
        with self._lock:
            if self._is_stopped or not self._waiting:
                return None
            share = self._economic.get_spare_share()
            if share.calls is not None and share.calls <= self._under_way:
                self.wait = share.seconds
                return None
            self._under_way += 1
            return self._waiting.popleft()

    def _keep(self, number: int, part: Part) -> None:
        if part.results != self._head.results:
            self.has_changed = self._is_stopped = True
            return
        self._store.save_part(self._head, number, part)
        with self._lock:
            self.missing.remove(number)
