"""What time it is at e-conomic, from the Date of its latest response. Independent of this machine's clock."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_CLOCK_DIFFERENCE = timedelta(minutes=2)  # above it, our clock and e-conomic's disagree
MAX_AGE = 600  # seconds since the latest Date: while a machine sleeps, its monotonic clock may stand still


class ServerClock:
    """Runs on from the latest Date by the process's monotonic clock, which nobody can set."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._latest: tuple[datetime, float] | None = None

    def record(self, date_header: str | None) -> None:
        """Records the Date of a response that has just arrived; ignores one that is no date."""
        try:
            date = parsedate_to_datetime(date_header or "")
            date = date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return
        with self._lock:
            self._latest = date, self._monotonic()

    def now(self) -> datetime | None:
        """Returns the time at e-conomic, to about a second; None if no response arrived lately."""
        with self._lock:
            latest = self._latest
        if latest is None:
            return None
        date, arrived_at = latest
        age = self._monotonic() - arrived_at
        return date + timedelta(seconds=age) if 0 <= age <= MAX_AGE else None
