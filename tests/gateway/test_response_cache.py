"""What is kept on disk: bounded, private, and never in anybody's way."""

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
from tests.gateway.conftest import AT_ONCE, TOKENS, Clock, Notebook, Worker
from tests.gateway.raw_peer import ORIGIN, Answer, Peer
from tests.gateway.test_reader import customer
from tests.gateway.test_transport import CUSTOMER

Workers = tuple[Worker, Worker]


@pytest.fixture
def lock(cache_file: Path, workers: Workers) -> Iterator[sqlite3.Connection]:
    """Another process that changes the file, and takes its time."""
    connection = sqlite3.connect(cache_file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def keep(worker: Worker, peer: Peer, number: int, size: int = 1000, days: int = 7) -> None:
    """An answer of so many bytes that may stand in for so many days."""
    peer.will_say(f"GET /kept/{number}", Answer(body=b"x" * size))
    key = f"{worker.upstream.cache_id}.kept.{number}"
    worker.session.send_request("GET", f"{ORIGIN}/kept/{number}", key, 0, timedelta(days=days))


def kept(worker: Worker, numbers: range) -> list[int]:
    return [each for each in numbers if worker.session.load_cached_body(f"{worker.upstream.cache_id}.kept.{each}")]


def change(worker: Worker, statement: str, *values: bytes | str | int | None) -> None:
    connection = sqlite3.connect(worker.session.response_cache.cache_name, isolation_level=None)
    connection.execute(statement, values)
    connection.close()


def test_what_another_worker_has_kept_is_not_asked_for_again(workers: Workers, peer: Peer) -> None:
    peer.will_say("GET /customers/7", customer())

    names = [worker.visit().customers.get(7).name for worker in workers]

    assert names == ["Ada Holm"] * 2
    assert len(peer.heard) == 1


def test_a_newer_answer_of_another_worker_is_shown_where_ours_is_no_longer_fresh(
    workers: Workers, peer: Peer, time: Clock
) -> None:
    peer.will_say("GET /customers/7", customer(), customer("Ada Lund"))
    one, other = workers
    one.visit().customers.get(7)
    time.pass_by(60)
    other.visit().customers.get(7)

    assert one.visit().customers.get(7).name == "Ada Lund"
    assert len(peer.heard) == 2


def test_what_is_too_large_is_kept_neither_in_memory_nor_on_disk(worker: Worker, peer: Peer) -> None:
    large = CUSTOMER[:-1] + b',"notes":"' + b"x" * MAX_CACHED_SIZE + b'"}'
    peer.will_say("GET /customers/7", Answer(body=large))

    for _ in range(2):
        worker.visit().customers.get(7)

    assert len(peer.heard) == 2
    assert (len(worker.session.record_cache), worker.session.response_cache.get_count_and_size()) == (0, (0, 0))


def test_the_file_is_bounded_and_what_was_asked_for_last_stays(worker: Worker, peer: Peer) -> None:
    for number in range(10):
        keep(worker, peer, number, days=number + 1)

    count, size = worker.session.response_cache.get_count_and_size()
    worker.session.response_cache.prune(max_size=size * 11 // 20)

    assert count == 10
    assert kept(worker, range(10)) == [5, 6, 7, 8, 9]
    assert worker.session.response_cache.get_count_and_size()[1] <= size * 11 // 20


def test_what_is_too_old_to_stand_in_goes_as_others_come(
    worker: Worker, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(worker, peer, 0)
    change(worker, "UPDATE responses SET expires = ?", 1)
    monkeypatch.setattr(response_cache, "PRUNE_INTERVAL", -1)

    keep(worker, peer, 1)

    assert worker.session.response_cache.get_count_and_size()[0] == 1
    assert kept(worker, range(2)) == [1]


def test_all_files_of_the_cache_are_for_this_user_alone_whatever_the_umask(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        path = tmp_path / "kept" / "cache.sqlite"
        prepare_cache(path)
        worker = Worker(path, Peer(), Clock(), Notebook(), Upstream(ORIGIN, "a1"))
        keep(worker, Peer(), 1)
        worker.visit().refresh()
    finally:
        os.umask(umask)

    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    worker.session.close()
    assert modes == {"cache.sqlite": 0o600, "cache.sqlite-wal": 0o600, "cache.sqlite-shm": 0o600}


@pytest.mark.parametrize("harm", ["garbage", "a page"])
def test_a_broken_file_is_made_anew_when_it_is_prepared(
    harm: str, tmp_path: Path, peer: Peer, time: Clock, notebook: Notebook
) -> None:
    path = tmp_path / "cache.sqlite"
    prepare_cache(path)
    worker = Worker(path, peer, time, notebook, Upstream(ORIGIN, "a1"))
    for number in range(40):
        keep(worker, peer, number)
    worker.session.close()
    whole = path.read_bytes()
    path.write_bytes(b"no database" * 900 if harm == "garbage" else whole[:8192] + b"\xff" * 8192 + whole[16384:])

    prepare_cache(path)

    worker = Worker(path, peer, time, notebook, Upstream(ORIGIN, "a1"))
    assert worker.session.response_cache.get_count_and_size() == (0, 0)
    keep(worker, peer, 1)
    assert kept(worker, range(2)) == [1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    worker.session.close()


@pytest.mark.slow
def test_a_file_that_somebody_holds_is_not_taken_for_a_broken_one(cache_file: Path) -> None:
    prepare_cache(cache_file)
    holder = sqlite3.connect(cache_file, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    before = cache_file.stat().st_ino

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        prepare_cache(cache_file)

    assert cache_file.stat().st_ino == before
    holder.close()


def test_a_file_that_breaks_meanwhile_costs_round_trips_and_nothing_else(
    tmp_path: Path, peer: Peer, time: Clock, notebook: Notebook
) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"no database" * 900)
    worker = Worker(path, peer, time, notebook, Upstream(ORIGIN, "a1"))
    peer.will_say("GET /customers/7", customer())
    peer.will_say("GET /customers/8", Answer(404))
    peer.will_say("PUT /customers/7", customer("Ada Lund"))

    for _ in range(2):
        found = worker.visit().customers.get(7)
    after = worker.visit().customers.replace(7, found.with_changes(name="Ada Lund"), found)
    with pytest.raises(NotFound):
        worker.visit().customers.get(8)
    worker.visit().refresh()

    assert (found.name, after.name) == ("Ada Holm", "Ada Lund")
    assert [heard.method for heard in peer.heard] == ["GET", "GET", "PUT", "GET"]
    assert worker.visit().get_status().cached_responses == 0
    worker.session.close()


def test_where_no_file_can_be_made_the_pages_are_as_they_are_without(
    tmp_path: Path, peer: Peer, time: Clock, notebook: Notebook
) -> None:
    path = tmp_path / "cache.sqlite"
    path.symlink_to(tmp_path / "a disk that is not there" / "cache.sqlite")
    session, upstream = open_session(path), Upstream(ORIGIN, uuid4().hex)
    session.register_upstream(upstream, TOKENS, peer)
    peer.will_say("GET /customers/7", customer())

    names = [
        Gateway(Transport(session, upstream, trail=notebook, clock=time, retry_policy=AT_ONCE)).customers.get(7).name
        for _ in range(2)
    ]

    assert names == ["Ada Holm"] * 2
    assert len(peer.heard) == 2
    session.close()


@pytest.mark.parametrize("blob", [b"", b"\x80", b"\x80\x04\x95\x00", b"K\x07.", None, "text"])
def test_an_answer_that_cannot_be_read_back_is_asked_for_again(
    blob: bytes | str | None, workers: Workers, peer: Peer
) -> None:
    peer.will_say("GET /customers/7", customer())
    one, other = workers
    one.visit().customers.get(7)
    change(one, "UPDATE responses SET value = ?", blob)

    assert other.visit().customers.get(7).name == "Ada Holm"
    assert len(peer.heard) == 2


def test_a_locked_file_hangs_nobody(lock: sqlite3.Connection, workers: Workers, peer: Peer, time: Clock) -> None:
    lock.execute("COMMIT")
    peer.will_say("GET /customers/7", customer())
    workers[0].visit().customers.get(7)
    peer.will_say("GET /customers/8", Answer(404))
    for number in range(10, 40):
        peer.will_say(f"GET /customers/{number}", customer())
    peer.will_say("POST /customers", Answer(201, CUSTOMER))
    lock.execute("BEGIN IMMEDIATE")

    def visit(number: int) -> str:
        return workers[1].visit().customers.get(number).name

    with ThreadPoolExecutor(30) as people:
        warm = people.submit(visit, 7)
        missing = people.submit(visit, 8)
        cold = [people.submit(visit, number) for number in range(10, 40)]
        added = people.submit(lambda: workers[1].visit().customers.add({"name": "Ada Holm"}).name)
        assert warm.result(timeout=20) == "Ada Holm"
        with pytest.raises(NotFound):
            missing.result(timeout=20)
        assert {each.result(timeout=20) for each in cold} == {"Ada Holm"}
        assert added.result(timeout=20) == "Ada Holm"


def test_what_could_not_be_told_of_a_write_is_heeded_by_whoever_wrote(
    lock: sqlite3.Connection, worker: Worker, peer: Peer, time: Clock
) -> None:
    lock.execute("COMMIT")
    peer.will_say("GET /customers/7", customer(), customer("Ada Lund"))
    before = worker.visit().customers.get(7)
    time.pass_by(1)
    lock.execute("BEGIN IMMEDIATE")

    peer.will_say("PUT /customers/7", customer("Ada Lund"))
    worker.visit().customers.replace(7, before.with_changes(), before)
    time.pass_by(1)

    assert worker.visit().customers.get(7).name == "Ada Lund"


def test_a_file_that_takes_nothing_costs_round_trips_and_nothing_else(workers: Workers, peer: Peer) -> None:
    one, other = workers
    change(one, "CREATE TRIGGER full BEFORE INSERT ON responses BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    peer.will_say("GET /customers/7", customer())

    names = [worker.visit().customers.get(7).name for worker in (one, one, other)]

    assert names == ["Ada Holm"] * 3
    assert len(peer.heard) == 2
