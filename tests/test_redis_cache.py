"""Django's cache in Redis, and in files of this machine while Redis does not answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches

from econ_admin.redis_cache import SharedCache
from tests.site import free_port

pytestmark = pytest.mark.enable_socket  # it never leaves this machine


def build_cache(url: str, folder: Path, prefix: str = "test") -> SharedCache:
    fallback = {"LOCATION": folder, "OPTIONS": {"MAX_ENTRIES": 100}}
    return SharedCache(url, {"KEY_PREFIX": prefix, "OPTIONS": {"fallback": fallback}})


@pytest.fixture(autouse=True)
def trust_again() -> Iterator[None]:
    yield
    SharedCache._unavailable_until = 0.0


def test_without_redis_values_are_kept_in_files(tmp_path: Path) -> None:
    cache = build_cache(f"redis://127.0.0.1:{free_port()}/0", tmp_path)

    cache.set("key", {"a": 1}, 60)

    assert cache.get("key") == {"a": 1}
    assert cache.has_key("key")
    assert cache.add("key", 2) is False
    assert list(tmp_path.glob("*.djcache"))
    cache.delete("key")
    assert cache.get("key", "nothing") == "nothing"


def test_failed_redis_is_left_alone_for_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, attempts = build_cache(f"redis://127.0.0.1:{free_port()}/0", tmp_path), []
    get = cache._redis.get

    def count_and_get(*arguments: Any) -> Any:
        attempts.append(arguments)
        return get(*arguments)

    monkeypatch.setattr(cache._redis, "get", count_and_get)

    for _ in range(3):
        assert cache.get("key") is None

    assert len(attempts) == 1


@pytest.mark.office
def test_values_in_redis_are_shared_and_cleared_by_prefix(tmp_path: Path) -> None:
    url = str(settings.CACHES["default"]["LOCATION"])
    first, second, other = (build_cache(url, tmp_path / name, prefix) for name, prefix in
                            (("a", "ours"), ("b", "ours"), ("c", "theirs")))  # fmt: skip
    for cache in (first, other):
        cache.set("key", {"a": 1}, 60)

    assert second.get("key") == {"a": 1}
    second.set("count", 1)
    assert first.incr("count") == 2
    second.clear()

    assert first.get("key") is None
    assert other.get("key") == {"a": 1}
    assert list(tmp_path.rglob("*.djcache")) == []


@pytest.mark.office
def test_dashboard_uses_it() -> None:
    assert isinstance(caches.create_connection("default"), SharedCache)
