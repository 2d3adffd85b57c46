"""One call for all who ask the same at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.record_cache import CachedRecord


class SingleFlight:
    """Who asks first goes; the others wait for what comes back, a failure too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._futures: dict[str, Future[CachedRecord]] = {}

    def run(self, key: str, fetch: Callable[[], CachedRecord], timeout: float) -> CachedRecord:
        """What `ask` gives, here or where somebody was quicker. Raises Unreachable after so many seconds."""
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
            raise Unreachable("somebody else has been asking the same for too long") from error

    def _execute(self, key: str, future: Future[CachedRecord], fetch: Callable[[], CachedRecord]) -> None:
        try:
            future.set_result(fetch())
        except BaseException as error:  # noqa: BLE001 - whatever it is, all who wait shall know
            future.set_exception(error)
        finally:
            with self._lock:
                del self._futures[key]
