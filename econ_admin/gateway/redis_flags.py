"""The shared flags in Redis: a hash for each agreement, with times by Redis's clock."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import redis

from econ_admin.gateway.redis_connection import TIME_DIGITS, RedisConnection, RedisUnavailable, decode
from econ_admin.gateway.shared_flags import LAST_ANSWERED, SINCE, FlagsUnavailable, SharedFlag, SharedFlags

SECONDS_VALID = 0.05  # for the documents of one page; the next page reads them again
FLUSH_INTERVAL = 1.0  # seconds between attempts to write what could not be written, also without a request

# A flag is `time:detail`. An agreement without SINCE is new, or its flags were evicted.
READ = """
local now = redis.call('TIME')
local text = now[1] .. '.' .. string.format('%06d', now[2])
redis.call('HSETNX', KEYS[1], ARGV[1], text .. ':')
return {text, redis.call('HGET', KEYS[2], 'since') or '', redis.call('HGETALL', KEYS[1])}
"""
GET_TIME = """
local function get_time(key, name)
  local stored = redis.call('HGET', key, name)
  return stored and tonumber(string.match(stored, '^[^:]*'))
end
"""
WRITE = (
    GET_TIME
    + """
for index = 1, #ARGV, 3 do
  local at = get_time(KEYS[(index + 2) / 3], ARGV[index])
  if not at or tonumber(ARGV[index + 1]) > at then
    redis.call('HSET', KEYS[(index + 2) / 3], ARGV[index], ARGV[index + 1] .. ':' .. ARGV[index + 2])
  end
end
return 1
"""
)
COMPARE_AND_SET = (
    GET_TIME
    + """
local at = get_time(KEYS[1], ARGV[1])
if not at or math.abs(at - tonumber(ARGV[2])) > 0.001 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. ':')
return 1
"""
)
REMOVE = (
    GET_TIME
    + """
local at = get_time(KEYS[1], ARGV[1])
if at and at < tonumber(ARGV[2]) then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
"""
)
FAR_FUTURE = 1e10  # seconds since 1970, instead of infinity, which Lua would not read
ROUNDING = 0.000_002
ANY = "any"  # instead of an agreement: its flag says when e-conomic last answered for any of them
BATCH = 500

T = TypeVar("T")


class RedisSharedFlags(SharedFlags):
    """The flags in Redis. While it does not answer, this process goes on by its own, and trusts no cached response."""

    def __init__(self, connection: RedisConnection) -> None:
        super().__init__(cooldown=0)  # the connection has its own
        self.seconds_valid = SECONDS_VALID if connection.location.has_clock else 0.0
        self._connection = connection
        self._timer_lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_closed = False

    def create_table(self) -> None:
        """Does nothing: Redis needs no preparation."""

    def compare_and_set(self, agreement: str, name: str, expected_at: float, new_at: float) -> bool:
        try:
            arguments = (name, self._to_shared(expected_at), self._to_shared(new_at))
            return bool(self._eval(COMPARE_AND_SET, [self._key(agreement)], *arguments))
        except FlagsUnavailable:
            own = self._unflushed.get((agreement, name))
            if own is None or own.at != expected_at:
                return False
            self._unflushed[agreement, name] = SharedFlag(new_at, own.detail)
            return True

    def get_last_answered(self) -> float | None:
        value = self._run(lambda client: client.hget(self._key(ANY), LAST_ANSWERED))
        return self._decode_flag(decode(value)).at if value else None

    def to_shared_time(self, own: float) -> float:
        self._learn_clock()
        return self._connection.clock.to_shared(own)

    def to_own_time(self, shared: float) -> float:
        self._learn_clock()
        return self._connection.clock.to_own(shared)

    def _learn_clock(self) -> None:
        with suppress(RedisUnavailable):  # then nothing that is shared is trusted
            self._connection.ensure_clock()

    def close(self) -> None:
        self._is_closed = True
        with self._timer_lock:
            if self._timer:
                self._timer.cancel()

    def get_flags(self, agreement: str) -> Mapping[str, SharedFlag]:
        try:
            return super().get_flags(agreement)
        except FlagsUnavailable as error:
            raise FlagsUnavailable(str(error), self._merge_own(agreement, {})) from error

    def get_flags_of_all(self, agreements: Sequence[str]) -> dict[str, Mapping[str, SharedFlag]]:
        """Returns the flags of each agreement, read together. Raises FlagsUnavailable."""
        stored: list[Mapping[bytes, bytes]] = []
        for start in range(0, len(agreements), BATCH):
            stored += self._read_batch(agreements[start : start + BATCH])
        return {
            agreement: self._merge_own(agreement, self._decode_flags(flags.items()))
            for agreement, flags in zip(agreements, stored, strict=True)
        }

    def _read_batch(self, agreements: Sequence[str]) -> list[Mapping[bytes, bytes]]:
        def read(client: redis.Redis) -> list[Mapping[bytes, bytes]]:
            with client.pipeline(transaction=False) as pipeline:
                for agreement in agreements:
                    pipeline.hgetall(self._key(agreement))
                return pipeline.execute()

        return self._run(read)

    def _read(self, agreement: str) -> dict[str, SharedFlag]:
        started = time.time()
        stored: list[bytes]
        now, since, stored = self._eval(READ, [self._key(agreement), self._connection.build_key("run")], SINCE)
        if self._connection.location.has_clock:
            self._connection.clock.record(started, float(now), time.time())
        flags = self._decode_flags(zip(stored[::2], stored[1::2], strict=True))
        if not self._connection.location.has_clock:
            del flags[SINCE]
        elif since and self._to_own(since) > flags[SINCE].at:
            flags[SINCE] = SharedFlag(self._to_own(since))
        return flags

    def _decode_flags(self, stored: Iterable[tuple[bytes, bytes]]) -> dict[str, SharedFlag]:
        return {decode(name): self._decode_flag(decode(value)) for name, value in stored}

    def _write(self, flags: Mapping[tuple[str, str], SharedFlag]) -> None:
        if answers := [flag.at for (_, name), flag in flags.items() if name == LAST_ANSWERED]:
            flags = {**flags, (ANY, LAST_ANSWERED): SharedFlag(max(answers))}
        keys = [self._key(agreement) for agreement, _ in flags]
        try:
            arguments = [
                part for (_, name), flag in flags.items() for part in (name, self._to_shared(flag.at), flag.detail)
            ]
            self._eval(WRITE, keys, *arguments)
        except FlagsUnavailable:
            self._flush_later()
            raise

    def _remove(self, agreement: str, name: str, before: float) -> None:
        # Above what rounding takes away: `before` may be the smallest number above a flag's own time.
        self._eval(REMOVE, [self._key(agreement)], name, self._to_shared(min(before, FAR_FUTURE) + ROUNDING))

    def _remove_all(self, agreement: str) -> None:
        self._run(lambda client: client.delete(self._key(agreement)))

    def _flush_later(self) -> None:
        """Tries again soon, so that other processes need not wait for this one's next request."""
        with self._timer_lock:
            if self._is_closed or (self._timer and self._timer.is_alive()):
                return
            self._timer = threading.Timer(FLUSH_INTERVAL, self._flush_again)
            self._timer.daemon = True
            self._timer.start()

    def _flush_again(self) -> None:
        with self._timer_lock:
            self._timer = None
        self._flush()

    def _key(self, agreement: str) -> str:
        return self._connection.build_key("flags", agreement)

    def _to_shared(self, own: float) -> str:
        """Returns a time by Redis's clock. Raises FlagsUnavailable."""
        self._run(lambda client: None)  # so that the clock is known
        return f"{self._connection.clock.to_shared(own):.{TIME_DIGITS}f}"

    def _to_own(self, shared: bytes | str) -> float:
        return self._connection.clock.to_own(float(shared))

    def _decode_flag(self, text: str) -> SharedFlag:
        at, _, detail = text.partition(":")
        return SharedFlag(self._to_own(at), detail)

    def _eval(self, script: str, keys: list[str], *arguments: str) -> Any:
        def run(client: redis.Redis) -> "list[bytes]":
            answer: list[bytes] = client.eval(script, len(keys), *keys, *arguments)
            return answer

        return self._run(run)

    def _run(self, action: Callable[[redis.Redis], T]) -> T:
        try:
            self._connection.ensure_clock()
            return self._connection.run(action)
        except RedisUnavailable as error:
            raise FlagsUnavailable(str(error)) from error
