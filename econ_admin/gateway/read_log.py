"""How what one page shows stands: how old it is, what stands in and why, and how long e-conomic took over it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from econ_admin.gateway.errors import GatewayError


@dataclass(frozen=True, slots=True)
class UpstreamCall:
    """One call that went out: seconds of the process's own clock at its beginning and at its end."""

    started: float
    finished: float


def _no_error() -> GatewayError | None:
    return None


@dataclass(slots=True)
class ReadLog:
    """One person's request: filled by its reads, side by side, and asked by the page when they are done.

    `find_trouble` says why e-conomic is not asked just now, if it is not.
    """

    find_current_error: Callable[[], GatewayError | None] = _no_error
    calls: list[UpstreamCall] = field(default_factory=list)
    _requested_at: list[float] = field(default_factory=list)
    _fallback_errors: list[GatewayError] = field(default_factory=list)

    def record_read(self, requested_at: float) -> None:
        """The page shows an answer that was asked for then (seconds since 1970)."""
        self._requested_at.append(requested_at)

    def record_fallback(self, error: GatewayError) -> None:
        """What the page shows is older than it should be, since asking again failed."""
        self._fallback_errors.append(error)

    @property
    def oldest_read_at(self) -> datetime | None:
        """When the oldest of what is shown was asked for, reference lists aside; None where nothing is."""
        return datetime.fromtimestamp(min(self._requested_at), UTC) if self._requested_at else None

    @property
    def current_error(self) -> GatewayError | None:
        """Why what is shown may be old and nothing can be changed; None while all is well."""
        return self._fallback_errors[0] if self._fallback_errors else self.find_current_error()

    @property
    def upstream_seconds(self) -> float:
        """Seconds in which at least one call was under way."""
        total = end = 0.0
        for call in sorted(self.calls, key=lambda call: call.started):
            total += max(0.0, call.finished - max(call.started, end))
            end = max(end, call.finished)
        return total
