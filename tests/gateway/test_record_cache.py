"""Records in memory: shared, frozen, bounded."""

import pytest

from econ_admin.gateway.record_cache import CachedRecord, RecordCache
from tests.gateway.conftest import Worker
from tests.gateway.raw_peer import Peer
from tests.gateway.test_reader import customer


def build_record(size: int = 10, requested_at: float = 0, record: object = "record") -> CachedRecord:
    return CachedRecord(record, str, requested_at, size)


def test_least_recently_used_record_is_evicted() -> None:
    record_cache = RecordCache(max_size=30)
    for key in ("a", "b", "c"):
        record_cache.put(key, build_record())
    record_cache.get("a")

    record_cache.put("d", build_record(15))

    assert [key for key in "abcd" if record_cache.get(key)] == ["a", "d"]


def test_replaced_and_removed_records_free_their_size() -> None:
    record_cache = RecordCache(max_size=30)
    for _ in range(5):
        record_cache.put("a", build_record(20))
    record_cache.put("b", build_record())
    assert len(record_cache) == 2

    record_cache.remove("a")
    record_cache.remove("a")
    record_cache.put("c", build_record(20))

    assert [key for key in "abc" if record_cache.get(key)] == ["b", "c"]


def test_record_larger_than_the_cache_is_not_stored() -> None:
    record_cache = RecordCache(max_size=30)

    record_cache.put("a", build_record(31))
    record_cache.put("b", build_record(30))

    assert [key for key in "ab" if record_cache.get(key)] == ["b"]


def test_record_requested_later_is_kept() -> None:
    record_cache = RecordCache()

    record_cache.put("a", build_record(requested_at=2, record="later"))
    record_cache.put("a", build_record(requested_at=1, record="earlier"))

    cached = record_cache.get("a")
    assert cached
    assert cached.record == "later"


def test_cached_record_is_shared_and_immutable(worker: Worker, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", customer())

    first, second = (worker.open_gateway().customers.get(7) for _ in range(2))

    assert first is second
    with pytest.raises(AttributeError):
        first.name = "Ada Lund"  # type: ignore[misc]
