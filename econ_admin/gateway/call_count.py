"""Counts the calls under way to an agreement in all processes, since they share its rate limit."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from econ_admin.gateway.redis_connection import RedisConnection, RedisUnavailable

MAX_SECONDS = 60  # a call ends before that; if its process died, it is not counted any longer

COUNT = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
"""


class CallCount:
    """Processes that do not know of each other's calls."""

    @contextmanager
    def count(self, agreement: str) -> Iterator[int]:
        """Counts a call while the block runs. Yields how many there are with it; 0 if that is not known."""
        yield 0


class RedisCallCount(CallCount):
    """Counts in Redis. While it does not answer, each process knows its own calls only."""

    def __init__(self, connection: RedisConnection) -> None:
        self._connection = connection

    @contextmanager
    def count(self, agreement: str) -> Iterator[int]:
        key, call = self._connection.build_key("calls", agreement), secrets.token_hex(8)
        number = 0
        with suppress(RedisUnavailable):
            number = int(self._connection.run(lambda client: client.eval(COUNT, 1, key, call, MAX_SECONDS)))
        try:
            yield number
        finally:
            if number:
                with suppress(RedisUnavailable):
                    self._connection.run(lambda client: client.zrem(key, call))
