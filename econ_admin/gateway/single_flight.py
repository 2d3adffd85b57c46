"""One call for all who ask the same at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.record_cache import Kept


class Flights:
    """Who asks first goes; the others wait for what comes back, a failure too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[Kept]] = {}

    def join(self, key: str, ask: Callable[[], Kept], seconds: float) -> Kept:
        """What `ask` gives, here or where somebody was quicker. Raises Unreachable after so many seconds."""
        with self._lock:
            flight = self._under_way.get(key)
            is_mine = flight is None
            if flight is None:
                flight = self._under_way[key] = Future()
        if is_mine:
            self._fly(key, flight, ask)
        try:
            return flight.result(seconds)
        except TimeoutError as error:
            raise Unreachable("somebody else has been asking the same for too long") from error

    def _fly(self, key: str, flight: Future[Kept], ask: Callable[[], Kept]) -> None:
        try:
            flight.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - whatever it is, all who wait shall know
            flight.set_exception(error)
        finally:
            with self._lock:
                del self._under_way[key]
