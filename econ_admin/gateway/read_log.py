"""How what one page shows stands: how old it is, what stands in and why, and how long e-conomic took over it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from econ_admin.gateway.errors import GatewayError


@dataclass(frozen=True, slots=True)
class Call:
    """One call that went out: seconds of the process's own clock at its beginning and at its end."""

    began: float
    ended: float


def _no_trouble() -> GatewayError | None:
    return None


@dataclass(slots=True)
class Standing:
    """One person's request: filled by its reads, side by side, and asked by the page when they are done.

    `find_trouble` says why e-conomic is not asked just now, if it is not.
    """

    find_trouble: Callable[[], GatewayError | None] = _no_trouble
    calls: list[Call] = field(default_factory=list)
    _asked: list[float] = field(default_factory=list)
    _stood_in: list[GatewayError] = field(default_factory=list)

    def shows(self, asked: float) -> None:
        """The page shows an answer that was asked for then (seconds since 1970)."""
        self._asked.append(asked)

    def stands_in(self, error: GatewayError) -> None:
        """What the page shows is older than it should be, since asking again failed."""
        self._stood_in.append(error)

    @property
    def since(self) -> datetime | None:
        """When the oldest of what is shown was asked for, reference lists aside; None where nothing is."""
        return datetime.fromtimestamp(min(self._asked), UTC) if self._asked else None

    @property
    def trouble(self) -> GatewayError | None:
        """Why what is shown may be old and nothing can be changed; None while all is well."""
        return self._stood_in[0] if self._stood_in else self.find_trouble()

    @property
    def waited(self) -> float:
        """Seconds in which at least one call was under way."""
        total = end = 0.0
        for call in sorted(self.calls, key=lambda each: each.began):
            total += max(0.0, call.ended - max(call.began, end))
            end = max(end, call.ended)
        return total
