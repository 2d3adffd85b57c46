"""The response cache on disk: bounded, private, and never blocking."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from econ_admin.gateway import Gateway, Transport, Upstream, response_cache
from econ_admin.gateway.cache_policy import MAX_CACHED_SIZE
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.sessions import open_session, prepare_cache
from tests.gateway.conftest import NO_DELAY, TOKENS, Clock, InMemoryTrail, Worker
from tests.gateway.raw_peer import ORIGIN, Answer, Peer
from tests.gateway.test_reader import customer
from tests.gateway.test_transport import CUSTOMER

Workers = tuple[Worker, Worker]


@pytest.fixture
def lock(cache_file: Path, workers: Workers) -> Iterator[sqlite3.Connection]:
    """Another process that holds the write lock on the file."""
    connection = sqlite3.connect(cache_file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def store_answer(worker: Worker, peer: Peer, number: int, size: int = 1000, days: int = 7) -> None:
    """Cache an answer of this size, which expires after this many days."""
    peer.set_answers(f"GET /kept/{number}", Answer(body=b"x" * size))
    key = f"{worker.upstream.cache_id}.kept.{number}"
    worker.session.send_request("GET", f"{ORIGIN}/kept/{number}", key, 0, timedelta(days=days))


def list_cached_numbers(worker: Worker, numbers: range) -> list[int]:
    return [
        number for number in numbers if worker.session.load_cached_body(f"{worker.upstream.cache_id}.kept.{number}")
    ]


def execute_sql(worker: Worker, statement: str, *values: bytes | str | int | None) -> None:
    connection = sqlite3.connect(worker.session.response_cache.cache_name, isolation_level=None)
    connection.execute(statement, values)
    connection.close()


def test_answer_cached_by_another_worker_is_not_requested_again(workers: Workers, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", customer())

    names = [worker.open_gateway().customers.get(7).name for worker in workers]

    assert names == ["Ada Holm"] * 2
    assert len(peer.received) == 1


def test_newer_answer_of_another_worker_replaces_an_expired_one(workers: Workers, peer: Peer, clock: Clock) -> None:
    peer.set_answers("GET /customers/7", customer(), customer("Ada Lund"))
    first, second = workers
    first.open_gateway().customers.get(7)
    clock.advance(60)
    second.open_gateway().customers.get(7)

    assert first.open_gateway().customers.get(7).name == "Ada Lund"
    assert len(peer.received) == 2


def test_oversized_answer_is_not_cached(worker: Worker, peer: Peer) -> None:
    large = CUSTOMER[:-1] + b',"notes":"' + b"x" * MAX_CACHED_SIZE + b'"}'
    peer.set_answers("GET /customers/7", Answer(body=large))

    for _ in range(2):
        worker.open_gateway().customers.get(7)

    assert len(peer.received) == 2
    assert (
        len(worker.session.record_cache),
        worker.session.response_cache.get_count_and_size(worker.upstream.cache_id),
    ) == (0, (0, 0))


@pytest.mark.sqlite
def test_pruning_keeps_the_answers_that_expire_last(worker: Worker, peer: Peer) -> None:
    for number in range(10):
        store_answer(worker, peer, number, days=number + 1)

    count, size = worker.session.response_cache.get_count_and_size(worker.upstream.cache_id)
    worker.session.response_cache.prune(max_size=size * 11 // 20)

    assert count == 10
    assert list_cached_numbers(worker, range(10)) == [5, 6, 7, 8, 9]
    assert worker.session.response_cache.get_count_and_size(worker.upstream.cache_id)[1] <= size * 11 // 20


@pytest.mark.sqlite
def test_expired_answers_are_pruned_on_insertion(worker: Worker, peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    store_answer(worker, peer, 0)
    execute_sql(worker, "UPDATE responses SET expires = ?", 1)
    monkeypatch.setattr(response_cache, "PRUNE_INTERVAL", -1)

    store_answer(worker, peer, 1)

    assert worker.session.response_cache.get_count_and_size(worker.upstream.cache_id)[0] == 1
    assert list_cached_numbers(worker, range(2)) == [1]


def test_cache_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        path = tmp_path / "kept" / "cache.sqlite"
        prepare_cache(path)
        worker = Worker(path, Peer(), Clock(), InMemoryTrail(), Upstream(ORIGIN, "a1"))
        store_answer(worker, Peer(), 1)
        worker.open_gateway().refresh()
    finally:
        os.umask(umask)

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    worker.session.close()
    assert modes == {"cache.sqlite": 0o600, "cache.sqlite-wal": 0o600, "cache.sqlite-shm": 0o600}


@pytest.mark.parametrize("damage", ["garbage", "a page"])
def test_broken_cache_file_is_replaced_when_prepared(
    damage: str, tmp_path: Path, peer: Peer, clock: Clock, memory_trail: InMemoryTrail
) -> None:
    path = tmp_path / "cache.sqlite"
    prepare_cache(path)
    worker = Worker(path, peer, clock, memory_trail, Upstream(ORIGIN, "a1"))
    for number in range(40):
        store_answer(worker, peer, number)
    worker.session.close()
    intact = path.read_bytes()
    path.write_bytes(b"no database" * 900 if damage == "garbage" else intact[:8192] + b"\xff" * 8192 + intact[16384:])

    prepare_cache(path)

    worker = Worker(path, peer, clock, memory_trail, Upstream(ORIGIN, "a1"))
    assert worker.session.response_cache.get_count_and_size(worker.upstream.cache_id) == (0, 0)
    store_answer(worker, peer, 1)
    assert list_cached_numbers(worker, range(2)) == [1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    worker.session.close()


@pytest.mark.slow
def test_locked_cache_file_is_not_replaced(cache_file: Path) -> None:
    prepare_cache(cache_file)
    holder = sqlite3.connect(cache_file, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    before = cache_file.stat().st_ino

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        prepare_cache(cache_file)

    assert cache_file.stat().st_ino == before
    holder.close()


def test_broken_cache_file_only_costs_requests(
    tmp_path: Path, peer: Peer, clock: Clock, memory_trail: InMemoryTrail
) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"no database" * 900)
    worker = Worker(path, peer, clock, memory_trail, Upstream(ORIGIN, "a1"))
    peer.set_answers("GET /customers/7", customer())
    peer.set_answers("GET /customers/8", Answer(404))
    peer.set_answers("PUT /customers/7", customer("Ada Lund"))

    for _ in range(2):
        customer_read = worker.open_gateway().customers.get(7)
    after = worker.open_gateway().customers.replace(7, customer_read.with_changes(name="Ada Lund"), customer_read)
    with pytest.raises(NotFound):
        worker.open_gateway().customers.get(8)
    worker.open_gateway().refresh()

    assert (customer_read.name, after.name) == ("Ada Holm", "Ada Lund")
    assert [request.method for request in peer.received] == ["GET", "GET", "PUT", "GET"]
    assert worker.open_gateway().get_status().cached_responses == 0
    worker.session.close()


def test_reads_work_without_a_cache_file(tmp_path: Path, peer: Peer, clock: Clock, memory_trail: InMemoryTrail) -> None:
    path = tmp_path / "cache.sqlite"
    path.symlink_to(tmp_path / "a disk that is not there" / "cache.sqlite")
    session, upstream = open_session(path), Upstream(ORIGIN, uuid4().hex)
    session.register_upstream(upstream, TOKENS, peer)
    peer.set_answers("GET /customers/7", customer())

    names = [
        Gateway(Transport(session, upstream, trail=memory_trail, clock=clock, retry_policy=NO_DELAY))
        .customers.get(7)
        .name
        for _ in range(2)
    ]

    assert names == ["Ada Holm"] * 2
    assert len(peer.received) == 2
    session.close()


@pytest.mark.sqlite
@pytest.mark.parametrize("blob", [b"", b"\x80", b"\x80\x04\x95\x00", b"K\x07.", None, "text"])
def test_unreadable_cached_answer_is_requested_again(blob: bytes | str | None, workers: Workers, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", customer())
    first, second = workers
    first.open_gateway().customers.get(7)
    execute_sql(first, "UPDATE responses SET value = ?", blob)

    assert second.open_gateway().customers.get(7).name == "Ada Holm"
    assert len(peer.received) == 2


@pytest.mark.sqlite
def test_locked_cache_file_blocks_no_read_or_write(
    lock: sqlite3.Connection, workers: Workers, peer: Peer, clock: Clock
) -> None:
    lock.execute("COMMIT")
    peer.set_answers("GET /customers/7", customer())
    workers[0].open_gateway().customers.get(7)
    peer.set_answers("GET /customers/8", Answer(404))
    for number in range(10, 40):
        peer.set_answers(f"GET /customers/{number}", customer())
    peer.set_answers("POST /customers", Answer(201, CUSTOMER))
    lock.execute("BEGIN IMMEDIATE")

    def read_name(number: int) -> str:
        return workers[1].open_gateway().customers.get(number).name

    with ThreadPoolExecutor(30) as people:
        cached = people.submit(read_name, 7)
        not_found = people.submit(read_name, 8)
        uncached = [people.submit(read_name, number) for number in range(10, 40)]
        added = people.submit(lambda: workers[1].open_gateway().customers.add({"name": "Ada Holm"}).name)
        assert cached.result(timeout=20) == "Ada Holm"
        with pytest.raises(NotFound):
            not_found.result(timeout=20)
        assert {future.result(timeout=20) for future in uncached} == {"Ada Holm"}
        assert added.result(timeout=20) == "Ada Holm"


@pytest.mark.sqlite
def test_writer_honours_its_own_invalidation_while_the_file_is_locked(
    lock: sqlite3.Connection, worker: Worker, peer: Peer, clock: Clock
) -> None:
    lock.execute("COMMIT")
    peer.set_answers("GET /customers/7", customer(), customer("Ada Lund"))
    before = worker.open_gateway().customers.get(7)
    clock.advance(1)
    lock.execute("BEGIN IMMEDIATE")

    peer.set_answers("PUT /customers/7", customer("Ada Lund"))
    worker.open_gateway().customers.replace(7, before.with_changes(), before)
    clock.advance(1)

    assert worker.open_gateway().customers.get(7).name == "Ada Lund"


@pytest.mark.sqlite
def test_cache_file_that_refuses_inserts_only_costs_requests(workers: Workers, peer: Peer) -> None:
    first, second = workers
    execute_sql(
        first, "CREATE TRIGGER full BEFORE INSERT ON responses BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    )
    peer.set_answers("GET /customers/7", customer())

    names = [worker.open_gateway().customers.get(7).name for worker in (first, first, second)]

    assert names == ["Ada Holm"] * 3
    assert len(peer.received) == 2
