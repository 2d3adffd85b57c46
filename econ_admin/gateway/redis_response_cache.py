"""The response cache in Redis: of each response only its body and when it was requested, until it expires."""

import struct
import time
import zlib
from collections.abc import Iterator

import redis
from requests.structures import CaseInsensitiveDict
from requests_cache.backends.base import BaseStorage
from requests_cache.models.request import CachedRequest
from requests_cache.models.response import CachedResponse

from econ_admin.gateway.cache_policy import MAX_STALE_AGE
from econ_admin.gateway.redis_connection import RedisConnection, RedisUnavailable, decode
from econ_admin.gateway.response_cache import ResponseCache
from econ_admin.gateway.tokens import REQUESTED_AT_HEADER

MOST_MEASURED = 1_000  # responses whose size is asked for; what more there is counts as large as these
REQUESTED_AT = struct.Struct(">d")  # by Redis's clock
BATCH = 500
COMPRESSED_SIZE = 512  # bytes; longer bodies are compressed, to about an eighth
COMPRESSION_LEVEL = 1  # quick: 0.5 ms for the 80 kB of a list of 50
COMPRESSED_START = b"x"  # of zlib; no JSON document begins so


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
        now = time.time()
        seconds = max(1, round((response.expires_unix or 0) - now))
        self.connection.run(lambda client: self._store(client, key, value, now, seconds))

    def _store(self, client: redis.Redis, key: str, value: bytes, now: float, seconds: int) -> None:
        """Stores the response, and its key among those of its agreement, so that these can be counted."""
        index, shared_now = self._index(key), self.connection.clock.to_shared(now)
        with client.pipeline(transaction=False) as pipeline:
            pipeline.set(self._key(key), value, ex=seconds)
            pipeline.zadd(index, {key: shared_now + seconds})
            pipeline.zremrangebyscore(index, "-inf", shared_now)
            pipeline.expire(index, MAX_STALE_AGE)
            pipeline.execute()

    def __delitem__(self, key: str) -> None:
        def delete(client: redis.Redis) -> None:
            with client.pipeline(transaction=False) as pipeline:
                pipeline.delete(self._key(key))
                pipeline.zrem(self._index(key), key)
                pipeline.execute()

        self.connection.run(delete)

    def __iter__(self) -> Iterator[str]:
        prefix = self._key("")
        keys = self.connection.run(lambda client: list(client.scan_iter(f"{prefix}*", BATCH)))
        return (decode(key).removeprefix(prefix) for key in keys)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def get_count_and_size(self, agreement: str) -> tuple[int, int]:
        """Asks at most three times, however many agreements there are. Beyond MOST_MEASURED both are estimates."""
        index = self._index(agreement)
        self.connection.ensure_clock()
        now = self.connection.clock.to_shared(time.time())

        def count(client: redis.Redis) -> tuple[int, int]:
            total = int(client.zcount(index, now, "+inf"))
            keys: list[bytes] = client.zrevrangebyscore(index, "+inf", now, 0, MOST_MEASURED)  # type: ignore[assignment]
            with client.pipeline(transaction=False) as pipeline:
                for key in keys:
                    pipeline.strlen(self._key(decode(key)))
                sizes = [size for size in pipeline.execute() if size]  # others were dropped for want of memory
            share = total / len(keys) if keys else 0
            return round(len(sizes) * share), round(sum(sizes) * share)

        return self.connection.run(count)

    def delete_all(self, beginning: str) -> int:
        """Deletes the responses whose keys begin so. Returns how many. Raises RedisUnavailable."""

        def delete(client: redis.Redis) -> int:
            keys = list(client.scan_iter(f"{self._key(beginning)}*", BATCH))
            batches = [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
            count = sum(int(client.delete(*batch)) for batch in batches)
            indexes = [self._index(beginning)] if beginning else list(client.scan_iter(f"{self._index('')}*", BATCH))
            for index in indexes:
                client.delete(index)
            return count

        return self.connection.run(delete)

    def _key(self, key: str) -> str:
        return self.connection.build_key("response:") + key

    def _index(self, key: str) -> str:
        """Returns where the keys of an agreement are, of which each begins with its cache id."""
        return self.connection.build_key("responses:") + key.partition(".")[0]


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

    def get_count_and_size(self, agreement: str) -> tuple[int, int]:
        return self._run_safely("reading", lambda: self.responses.get_count_and_size(agreement)) or (0, 0)
