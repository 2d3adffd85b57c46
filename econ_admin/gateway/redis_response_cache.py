"""The response cache in Redis: of each response only its body and when it was requested, until it expires."""

import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import redis
from requests.structures import CaseInsensitiveDict
from requests_cache.backends.base import BaseStorage
from requests_cache.models.request import CachedRequest
from requests_cache.models.response import CachedResponse

from econ_admin.gateway.redis_connection import RedisConnection, RedisUnavailable, decode
from econ_admin.gateway.response_cache import ResponseCache
from econ_admin.gateway.tokens import REQUESTED_AT_HEADER

REQUESTED_AT = struct.Struct(">d")  # by Redis's clock
BATCH = 500
COMPRESSED_SIZE = 512  # bytes; longer bodies are compressed, to about an eighth
COMPRESSION_LEVEL = 1  # quick: 0.5 ms for the 80 kB of a list of 50
COMPRESSED_START = b"x"  # of zlib; no JSON document begins so
SAMPLE = 5_000  # keys; a whole scan of millions would take minutes


def _pack(body: bytes) -> bytes:
    return zlib.compress(body, COMPRESSION_LEVEL) if len(body) > COMPRESSED_SIZE else body


def _unpack(stored: bytes) -> bytes:
    """Raises KeyError if it is broken."""
    if not stored.startswith(COMPRESSED_START):
        return stored
    try:
        return zlib.decompress(stored)
    except zlib.error as error:
        raise KeyError("A cached response is broken.") from error


@dataclass(frozen=True)
class _Sample:
    """Some of the keys of a database, or all of them."""

    keys: Sequence[bytes | str]
    is_complete: bool


def _sample_keys(client: redis.Redis) -> _Sample:
    """Returns the keys that a scan finds first. Their order is by hash, so they stand for all."""
    keys: set[bytes | str] = set()
    cursor: int | None = None
    while cursor != 0 and len(keys) < SAMPLE:
        cursor, found = client.scan(cursor or 0, count=BATCH)
        keys.update(found)
    return _Sample(list(keys), is_complete=cursor == 0)


class _RedisResponses(BaseStorage[str, CachedResponse]):
    """The keys behind requests-cache. The library's own pickles whole responses, and waits for Redis without limit."""

    def __init__(self, connection: RedisConnection) -> None:
        super().__init__(serializer=None)
        self.connection = connection

    def __getitem__(self, key: str) -> CachedResponse:
        self.connection.ensure_clock()
        value: bytes | None = self.connection.run(lambda client: client.get(self._key(key)))  # type: ignore[assignment]
        if value is None or len(value) < REQUESTED_AT.size:
            raise KeyError(key)
        (requested_at,) = REQUESTED_AT.unpack_from(value)
        own_time = self.connection.clock.to_own(requested_at)
        headers = CaseInsensitiveDict({REQUESTED_AT_HEADER: repr(own_time)})
        response = CachedResponse(request=CachedRequest(headers=headers), status_code=200)
        response._content = _unpack(value[REQUESTED_AT.size :])
        return response

    def __setitem__(self, key: str, response: CachedResponse) -> None:
        self.connection.ensure_clock()
        requested_at = self.connection.clock.to_shared(float(response.request.headers[REQUESTED_AT_HEADER]))
        value = REQUESTED_AT.pack(requested_at) + _pack(response.content)
        seconds = max(1, round((response.expires_unix or 0) - time.time()))
        self.connection.run(lambda client: client.set(self._key(key), value, ex=seconds))

    def __delitem__(self, key: str) -> None:
        self.connection.run(lambda client: client.delete(self._key(key)))

    def __iter__(self) -> Iterator[str]:
        prefix = self._key("")
        keys = self.connection.run(lambda client: list(client.scan_iter(f"{prefix}*", BATCH)))
        return (decode(key).removeprefix(prefix) for key in keys)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def get_count_and_size(self) -> tuple[int, int]:
        """Returns how many responses there are, and their bytes: of many, as estimated by some."""

        def estimate(client: redis.Redis) -> tuple[int, int]:
            sample = _sample_keys(client)
            own = [key for key in sample.keys if decode(key).startswith(self._key(""))]
            with client.pipeline(transaction=False) as pipeline:
                for key in own:
                    pipeline.strlen(key)
                size = sum(pipeline.execute())
            factor = 1.0 if sample.is_complete or not sample.keys else client.dbsize() / len(sample.keys)
            return round(len(own) * factor), round(size * factor)

        return self.connection.run(estimate)

    def delete_all(self, beginning: str) -> int:
        """Deletes the responses whose keys begin so. Returns how many. Raises RedisUnavailable."""

        def delete(client: redis.Redis) -> int:
            keys = list(client.scan_iter(f"{self._key(beginning)}*", BATCH))
            batches = [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
            return sum(int(client.delete(*batch)) for batch in batches)

        return self.connection.run(delete)

    def _key(self, key: str) -> str:
        return self.connection.build_key("response:") + key


class RedisResponseCache(ResponseCache):
    """A cache in Redis, which drops what has expired, and the least used if its memory is full."""

    errors = (RedisUnavailable,)

    def __init__(self, connection: RedisConnection) -> None:
        super().__init__("redis")
        self.responses: _RedisResponses = _RedisResponses(connection)

    def delete_all(self, beginning: str) -> None:
        self._run_safely("changing", lambda: self.responses.delete_all(beginning))

    def forget_all(self) -> int:
        return self.responses.delete_all("")

    def get_count_and_size(self) -> tuple[int, int]:
        return self._run_safely("reading", self.responses.get_count_and_size) or (0, 0)
