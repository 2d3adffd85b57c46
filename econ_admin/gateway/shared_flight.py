"""Single flight across processes: of several that need the same document, one asks e-conomic."""

import logging
import secrets
import time
from collections.abc import Callable

from econ_admin.gateway.redis_connection import RedisConnection, RedisUnavailable

logger = logging.getLogger(__name__)

LEASE = 3.0  # seconds; if the process dies, or e-conomic is slower, the others ask for themselves
FIRST_INTERVAL, LONGEST_INTERVAL = 0.01, 0.08  # seconds between two looks

RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
"""


class SharedFlight:
    """Processes that share nothing to agree by: each asks for itself."""

    is_shared = False

    def claim(self, key: str) -> str | None:
        """Returns a claim if this process shall ask; None if another one is asking."""
        return ""

    def release(self, key: str, claim: str) -> None:
        """Ends the claim, after the answer was cached, or failed."""

    def wait(self, key: str, timeout: float) -> None:
        """Waits until the process that asks has finished, at most `timeout` seconds."""


class RedisSharedFlight(SharedFlight):
    """Claims in Redis. While it does not answer, each process asks for itself."""

    is_shared = True

    def __init__(self, connection: RedisConnection, sleep: Callable[[float], None] = time.sleep) -> None:
        self._connection = connection
        self._sleep = sleep

    def claim(self, key: str) -> str | None:
        claim = secrets.token_hex(8)
        try:
            is_ours = self._connection.run(
                lambda client: client.set(self._key(key), claim, nx=True, px=round(LEASE * 1000))
            )
        except RedisUnavailable:
            return ""
        return claim if is_ours else None

    def release(self, key: str, claim: str) -> None:
        if not claim:
            return
        try:
            self._connection.run(lambda client: client.eval(RELEASE, 1, self._key(key), claim))
        except RedisUnavailable:
            logger.warning("A claim could not be released; it ends by itself.")

    def wait(self, key: str, timeout: float) -> None:
        end, interval = time.monotonic() + min(timeout, LEASE), FIRST_INTERVAL
        while time.monotonic() < end:
            self._sleep(interval)
            interval = min(interval * 1.5, LONGEST_INTERVAL)
            try:
                if not self._connection.run(lambda client: client.exists(self._key(key))):
                    return
            except RedisUnavailable:
                return

    def _key(self, key: str) -> str:
        return self._connection.build_key("flight", key)
