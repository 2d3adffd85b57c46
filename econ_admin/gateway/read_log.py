"""Per-request read log: age of the data shown, fallbacks used, time spent upstream."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from econ_admin.gateway.errors import GatewayError


@dataclass(frozen=True, slots=True)
class UpstreamCall:
    """The start and end of one upstream call, in seconds of the process's monotonic clock."""

    started: float
    finished: float


def _no_error() -> GatewayError | None:
    return None


@dataclass(slots=True)
class ReadLog:
    """Records the reads of one person's request, also concurrent ones; the page reads it when they are done.

    `find_current_error` returns why calls to e-conomic fail at the moment, or None.
    """

    find_current_error: Callable[[], GatewayError | None] = _no_error
    calls: list[UpstreamCall] = field(default_factory=list)
    has_sent_write: bool = False
    """A write was handed to the network, whatever came of it."""
    _requested_at: list[float] = field(default_factory=list)
    _fallback_errors: list[GatewayError] = field(default_factory=list)

    def record_read(self, requested_at: float) -> None:
        """Records when a response shown on the page was requested (seconds since 1970)."""
        self._requested_at.append(requested_at)

    def record_fallback(self, error: GatewayError) -> None:
        """Records that a stale response is shown because of this error."""
        self._fallback_errors.append(error)

    @property
    def oldest_read_at(self) -> datetime | None:
        """When the oldest data shown was requested, ignoring reference lists; None if there is none."""
        return datetime.fromtimestamp(min(self._requested_at), UTC) if self._requested_at else None

    @property
    def current_error(self) -> GatewayError | None:
        """Why data may be stale and editing is disabled; None if everything works."""
        return self._fallback_errors[0] if self._fallback_errors else self.find_current_error()

    @property
    def upstream_seconds(self) -> float:
        """Seconds in which at least one call was in progress."""
        total = end = 0.0
        for call in sorted(self.calls, key=lambda call: call.started):
            total += max(0.0, call.finished - max(call.started, end))
            end = max(end, call.finished)
        return total
