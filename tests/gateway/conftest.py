"""A gateway whose other end is a peer that the test scripts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from econ_admin.gateway import Gateway, Intent, Outcome, RetryPolicy, Secret, Tokens, Transport, Upstream, concurrency
from econ_admin.gateway.read_log import ReadLog
from econ_admin.gateway.response_cache import SQLiteResponseCache
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.sessions import open_session, prepare_cache
from econ_admin.gateway.shared_flags import SharedFlags
from tests.gateway.raw_peer import ORIGIN, Answer, Peer

AT_ONCE = RetryPolicy(base_delay=0, sleep=lambda seconds: None)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DOWN = [requests.ConnectionError("refused"), requests.ReadTimeout("30 s"), Answer(429), Answer(500), Answer(503)]
TOKENS = Tokens(Secret("app-secret-of-ours"), Secret("grant-of-the-agreement"))


@dataclass
class Notebook:
    """A trail in memory: what was begun, and how it ended. A full one takes no more."""

    full: bool = False
    begun: dict[str, Intent] = field(default_factory=dict)
    ended: list[tuple[str, Outcome]] = field(default_factory=list)

    def begin(self, intent: Intent) -> str:
        if self.full:
            raise OSError("no space left")
        key = f"key-{len(self.begun) + 1}"
        self.begun[key] = intent
        return key

    def end(self, key: str, outcome: Outcome) -> None:
        self.ended.append((key, outcome))


class Clock:
    """Time, as the test has it pass."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Worker:
    """A process of ours, as far as one can be had within another: all of its own but the cache's file."""

    def __init__(self, cache_file: Path, peer: Peer, time: Clock, trail: Notebook, upstream: Upstream) -> None:
        self.session = GatewaySession(
            SQLiteResponseCache(cache_file, lock_timeout=0.02), SharedFlags(cache_file, lock_timeout=0.02)
        )
        self.session.register_upstream(upstream, TOKENS, peer)
        self.upstream, self.time, self.trail = upstream, time, trail
        self.standing = ReadLog()

    def visit(self, *, patience: RetryPolicy = AT_ONCE) -> Gateway:
        """The gateway of one request; `standing` is then that request's."""
        self.standing = ReadLog()
        return Gateway(
            Transport(
                self.session, self.upstream, trail=self.trail, clock=self.time, retry_policy=patience,
                read_log=self.standing,
            )
        )  # fmt: skip


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def cache_file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "cache.sqlite"


@pytest.fixture
def session(cache_file: Path) -> Iterator[GatewaySession]:
    session = open_session(cache_file)
    yield session
    session.close()


@pytest.fixture
def workers(cache_file: Path, peer: Peer, time: Clock, notebook: Notebook) -> Iterator[tuple[Worker, Worker]]:
    """Two workers on one cache file, for the same agreement."""
    prepare_cache(cache_file)
    upstream = Upstream(ORIGIN, uuid4().hex)
    one, other = (Worker(cache_file, peer, time, notebook, upstream) for _ in range(2))
    yield one, other
    concurrency.close_pool()
    one.session.close()
    other.session.close()


@pytest.fixture
def worker(workers: tuple[Worker, Worker]) -> Worker:
    return workers[0]


@pytest.fixture
def transport(
    session: GatewaySession, peer: Peer, notebook: Notebook, time: Clock, request: pytest.FixtureRequest
) -> Transport:
    upstream = Upstream(ORIGIN, f"agreement-{abs(hash(request.node.nodeid))}")
    session.register_upstream(upstream, TOKENS, peer)
    return Transport(session, upstream, trail=notebook, person="ada", clock=time, retry_policy=AT_ONCE)


@pytest.fixture
def economic_at_peer(transport: Transport) -> Gateway:
    return Gateway(transport)
