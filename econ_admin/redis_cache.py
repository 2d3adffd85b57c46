"""Django's cache in Redis, and in files of this machine while Redis does not answer."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from econ_admin.file_cache import FileCache
from econ_admin.gateway.redis_connection import COOLDOWN, TIMEOUT

BATCH = 500

T = TypeVar("T")


class _PatientCache(RedisCache):
    """Django's, except that all threads share its connections, and that clearing keeps what is not its own."""

    @property
    def _cache(self) -> RedisCacheClient:
        return _open_client(*self._servers)  # type: ignore[attr-defined]  # not in the stubs

    def clear(self) -> None:
        client = self._cache.get_client(None, write=True)
        keys = list(client.scan_iter(f"{self.key_prefix}:*", BATCH))
        for start in range(0, len(keys), BATCH):
            client.delete(*keys[start : start + BATCH])


@cache
def _open_client(*servers: str) -> RedisCacheClient:
    return RedisCacheClient(list(servers), socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=None)


class SharedCache(BaseCache):
    """A cache that all machines share. What is kept in files meanwhile is not moved to Redis later."""

    _unavailable_until = 0.0  # of this process, for all threads

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        fallback = options.pop("fallback")
        params = {**params, "OPTIONS": options}
        super().__init__(params)
        self._redis = _PatientCache(server, params)
        self._files = FileCache(str(fallback["LOCATION"]), {**params, **fallback})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._run(lambda cache: cache.get(key, default, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._run(lambda cache: cache.has_key(key, version))

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        names = list(keys)
        return self._run(lambda cache: cache.get_many(names, version))

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._run(lambda cache: cache.add(key, value, timeout, version))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._run(lambda cache: cache.set(key, value, timeout, version))

    def set_many(
        self, data: Mapping[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        return self._run(lambda cache: cache.set_many(dict(data), timeout, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return self._run(lambda cache: cache.incr(key, delta, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._run(lambda cache: cache.touch(key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._run(lambda cache: cache.delete(key, version))

    def clear(self) -> None:
        self._files.clear()
        self._run(lambda cache: cache.clear())

    def delete_expired(self) -> int:
        """Deletes expired files; Redis does so by itself. Returns how many."""
        return self._files.delete_expired()

    def _run(self, action: Callable[[BaseCache], T]) -> T:
        """Runs an operation in Redis; in the files if it fails, and for a moment after a failure."""
        if time.monotonic() < SharedCache._unavailable_until:
            return action(self._files)
        try:
            return action(self._redis)
        except redis.RedisError:
            SharedCache._unavailable_until = time.monotonic() + COOLDOWN
            return action(self._files)


os.register_at_fork(after_in_child=_open_client.cache_clear)
