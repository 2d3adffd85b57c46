"""The connection to Redis or Valkey: short timeouts, and no attempts for a moment after a failure.

What is kept there has times by Redis's clock, since the clocks of the machines that share it differ.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.connection import AbstractConnection
from redis.retry import Retry

TIMEOUT = 0.5  # seconds to connect, and for each answer
COOLDOWN = 2.0  # seconds without attempts after a failure, since one page makes many
MAX_CONNECTIONS = 256
TIME_DIGITS = 6

# Of a Redis that was restarted, flags may be missing or older than they were: what was cached before is not trusted.
RECORD_RUN = """
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then
  local now = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'id', ARGV[1], 'since', now[1] .. '.' .. string.format('%06d', now[2]))
end
return 1
"""

T = TypeVar("T")

logger = logging.getLogger(__name__)


class RedisUnavailable(Exception):
    """Redis does not answer, refuses, or failed a moment ago."""


@dataclass(frozen=True, slots=True)
class RedisLocation:
    """A Redis database, and what the names of our keys begin with there."""

    url: str = field(repr=False)  # it may have a password
    prefix: str = "econ-admin:"
    has_clock: bool = True
    """False: all processes have one clock, which is not Redis's, as in tests."""


class SharedClock:
    """Converts between this process's clock and the one that all processes share: Redis's.

    The difference is known to within a round trip, and is corrected only if it cannot be right any more.
    """

    def __init__(self) -> None:
        self._offset: float | None = None

    @property
    def is_known(self) -> bool:
        return self._offset is not None

    def record(self, started: float, shared: float, finished: float) -> None:
        """Records that it was `shared` there at a moment between two moments here."""
        lowest, highest = shared - finished, shared - started
        if self._offset is None or not lowest <= self._offset <= highest:
            self._offset = (lowest + highest) / 2

    def to_shared(self, own: float) -> float:
        return own + (self._offset or 0.0)

    def to_own(self, shared: float) -> float:
        return shared - (self._offset or 0.0)


class RedisConnection:
    """Connections to one Redis, for all threads of the process."""

    def __init__(self, location: RedisLocation, timeout: float = TIMEOUT) -> None:
        self.location = location
        self.clock = SharedClock()
        self._unavailable_until = 0.0
        self._client = redis.Redis.from_url(
            location.url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 0),
            max_connections=MAX_CONNECTIONS,
            redis_connect_func=self._record_run,
            protocol=2,
        )

    def build_key(self, kind: str, name: str = "") -> str:
        return f"{self.location.prefix}{kind}:{name}" if name else f"{self.location.prefix}{kind}"

    def run(self, action: Callable[["redis.Redis"], T]) -> T:
        """Runs commands. Raises RedisUnavailable, at once if others failed a moment ago."""
        if time.monotonic() < self._unavailable_until:
            raise RedisUnavailable("Redis failed a moment ago")
        try:
            return action(self._client)
        except (redis.RedisError, OSError) as error:
            self._unavailable_until = time.monotonic() + COOLDOWN
            logger.warning("Redis could not be used: %s: %s", type(error).__name__, error)
            raise RedisUnavailable(type(error).__name__) from error

    def ensure_clock(self) -> None:
        """Asks Redis what time it is, unless that is known. Raises RedisUnavailable."""
        if self.clock.is_known or not self.location.has_clock:
            return
        started = time.time()
        seconds, microseconds = self.run(lambda client: client.time())
        self.clock.record(started, seconds + microseconds / 1_000_000, time.time())

    def close(self) -> None:
        self._client.close()
        self._client.connection_pool.disconnect()

    def _record_run(self, connection: AbstractConnection) -> None:
        """Signs in, and finds out whether Redis was restarted since anybody connected last."""
        connection.on_connect()  # type: ignore[no-untyped-call]
        connection.send_command("INFO", "server")  # type: ignore[no-untyped-call]
        information = connection.read_response()
        text = information.decode() if isinstance(information, bytes) else str(information)
        run_id = next((line[7:].strip() for line in text.splitlines() if line.startswith("run_id:")), "")
        connection.send_command("EVAL", RECORD_RUN, 1, self.build_key("run"), run_id)  # type: ignore[no-untyped-call]
        connection.read_response()


def decode(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
