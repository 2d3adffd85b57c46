"""Single flight: concurrent reads of the same key share one call."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.record_cache import CachedRecord


class SingleFlight:
    """Runs one call per key; the first caller executes it, the others wait for its result or error."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._futures: dict[str, Future[CachedRecord]] = {}

    def run(self, key: str, fetch: Callable[[], CachedRecord], timeout: float) -> CachedRecord:
        """Returns the result of `fetch`, run here or by another thread. Raises Unreachable after `timeout` seconds."""
        with self._lock:
            future = self._futures.get(key)
            is_leader = future is None
            if future is None:
                future = self._futures[key] = Future()
        if is_leader:
            self._execute(key, future, fetch)
        try:
            return future.result(timeout)
        except TimeoutError as error:
            raise Unreachable("timed out waiting for another thread's read") from error

    def _execute(self, key: str, future: Future[CachedRecord], fetch: Callable[[], CachedRecord]) -> None:
        try:
            future.set_result(fetch())
        except BaseException as error:  # noqa: BLE001 - whatever it is, all who wait shall know
            future.set_exception(error)
        finally:
            with self._lock:
                del self._futures[key]
