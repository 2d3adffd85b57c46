"""How long we wait for e-conomic, and how often we ask it the same."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """All in seconds. A write is sent once, whatever happens; only reads are repeated."""

    connect_timeout: float = 3
    read_timeout: float = 30
    """For a call, until all of its answer is there; production clients of others use 10 and 30."""
    read_budget: float = 10
    """For a read, all its attempts together."""
    read_budget_with_cached: float = 5
    """The same, where an older answer is there to stand in."""
    max_attempts: int = 3
    base_delay: float = 0.25
    """The longest before the second attempt; it doubles with each."""
    sleep: Callable[[float], None] = time.sleep

    @property
    def single_attempt_timeout(self) -> float:
        """For a call that is sent once: it may wait for its turn too."""
        return self.connect_timeout + self.read_timeout

    def get_delay(self, attempt: int) -> float:
        """How long to wait after a failed attempt, counted from 1: full jitter, so that clients do not come in step."""
        return random.uniform(0, self.base_delay * 2 ** (attempt - 1))  # noqa: S311 - nothing is kept secret by it
