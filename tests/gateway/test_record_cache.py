"""Records in memory: shared, frozen, bounded."""

import pytest

from econ_admin.gateway.record_cache import CachedRecord, RecordCache
from tests.gateway.conftest import Worker
from tests.gateway.raw_peer import Peer
from tests.gateway.test_reader import customer


def kept(size: int = 10, asked: float = 0, record: object = "record") -> CachedRecord:
    return CachedRecord(record, str, asked, size)


def test_what_was_used_longest_ago_makes_room() -> None:
    shelf = RecordCache(max_size=30)
    for key in ("a", "b", "c"):
        shelf.put(key, kept())
    shelf.get("a")

    shelf.put("d", kept(15))

    assert [key for key in "abcd" if shelf.get(key)] == ["a", "d"]


def test_what_is_put_again_counts_once_and_what_is_removed_not_at_all() -> None:
    shelf = RecordCache(max_size=30)
    for _ in range(5):
        shelf.put("a", kept(20))
    shelf.put("b", kept())
    assert len(shelf) == 2

    shelf.remove("a")
    shelf.remove("a")
    shelf.put("c", kept(20))

    assert [key for key in "abc" if shelf.get(key)] == ["b", "c"]


def test_what_is_larger_than_the_shelf_does_not_stay() -> None:
    shelf = RecordCache(max_size=30)

    shelf.put("a", kept(31))

    assert len(shelf) == 0


def test_what_was_asked_for_later_stays_whichever_comes_last() -> None:
    shelf = RecordCache()

    shelf.put("a", kept(asked=2, record="later"))
    shelf.put("a", kept(asked=1, record="earlier"))

    found = shelf.get("a")
    assert found
    assert found.record == "later"


def test_all_share_one_record_which_nobody_can_change(worker: Worker, peer: Peer) -> None:
    peer.will_say("GET /customers/7", customer())

    first, second = (worker.visit().customers.get(7) for _ in range(2))

    assert first is second
    with pytest.raises(AttributeError):
        first.name = "Ada Lund"  # type: ignore[misc]
