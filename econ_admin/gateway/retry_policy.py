"""Timeouts, deadlines and retries for calls to e-conomic."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Times in seconds. Only reads are retried; a write is sent once."""

    connect_timeout: float = 3
    read_timeout: float = 30
    """For one call, until its last byte; other production clients use 10 and 30."""
    read_budget: float = 10
    """For all attempts of one read."""
    read_budget_with_cached: float = 5
    """For all attempts of one read when a cached response exists."""
    max_attempts: int = 3
    base_delay: float = 0.25
    """The maximum delay before the second attempt; doubles with each attempt."""
    sleep: Callable[[float], None] = time.sleep

    @property
    def single_attempt_timeout(self) -> float:
        """The deadline of a call that is sent once, including the wait for a slot."""
        return self.connect_timeout + self.read_timeout

    def get_delay(self, attempt: int) -> float:
        """Returns the delay after a failed attempt, counted from 1, with full jitter so that clients do not retry in
        step."""
        return random.uniform(0, self.base_delay * 2 ** (attempt - 1))  # noqa: S311 - nothing is kept secret by it
