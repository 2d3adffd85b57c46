"""A gateway that talks to a fake server, whose answers the test defines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import requests
from django.conf import settings
from redis import Redis

from econ_admin.gateway import Gateway, Intent, Outcome, RetryPolicy, Secret, Tokens, Transport, Upstream, concurrency
from econ_admin.gateway.call_count import RedisCallCount
from econ_admin.gateway.read_log import ReadLog
from econ_admin.gateway.redis_connection import RedisConnection, RedisLocation
from econ_admin.gateway.redis_flags import RedisSharedFlags
from econ_admin.gateway.redis_response_cache import RedisResponseCache
from econ_admin.gateway.response_cache import SQLiteResponseCache
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.sessions import CacheLocation, open_session, prepare_cache
from econ_admin.gateway.shared_flags import SQLiteSharedFlags
from econ_admin.gateway.shared_flight import RedisSharedFlight
from tests.gateway.raw_peer import ORIGIN, Answer, Peer

NO_DELAY = RetryPolicy(base_delay=0, sleep=lambda seconds: None)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
UNAVAILABLE_ANSWERS = [
    requests.ConnectionError("refused"),
    requests.ReadTimeout("30 s"),
    Answer(429),
    Answer(500),
    Answer(503),
]
TOKENS = Tokens(Secret("app-secret-of-ours"), Secret("grant-of-the-agreement"))


@dataclass
class InMemoryTrail:
    """An audit trail in memory: intents and outcomes. A full one raises an error."""

    full: bool = False
    intents: dict[str, Intent] = field(default_factory=dict)
    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)

    def begin(self, intent: Intent) -> str:
        if self.full:
            raise OSError("no space left")
        key = f"key-{len(self.intents) + 1}"
        self.intents[key] = intent
        return key

    def end(self, key: str, outcome: Outcome) -> None:
        self.outcomes.append((key, outcome))


class Clock:
    """A clock that only the test advances."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def open_own_session(location: CacheLocation) -> GatewaySession:
    """A session that shares only the cache with others, as in another process."""
    if isinstance(location, Path):
        return GatewaySession(
            SQLiteResponseCache(location, lock_timeout=0.02), SQLiteSharedFlags(location, lock_timeout=0.02)
        )
    connection = RedisConnection(location)
    return GatewaySession(
        RedisResponseCache(connection),
        RedisSharedFlags(connection),
        RedisSharedFlight(connection),
        RedisCallCount(connection),
    )


class Worker:
    """A stand-in for a worker process within the test's: it shares only the cache with the others."""

    def __init__(
        self, location: CacheLocation, peer: Peer, clock: Clock, trail: InMemoryTrail, upstream: Upstream
    ) -> None:
        self.session = open_own_session(location)
        self.session.register_upstream(upstream, TOKENS, peer)
        self.upstream, self.clock, self.trail = upstream, clock, trail
        self.read_log = ReadLog()

    def open_gateway(self, *, retry_policy: RetryPolicy = NO_DELAY) -> Gateway:
        """The gateway of one request; `read_log` is then that request's."""
        self.read_log = ReadLog()
        return Gateway(
            Transport(
                self.session, self.upstream, trail=self.trail, clock=self.clock, retry_policy=retry_policy,
                read_log=self.read_log,
            )
        )  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def memory_trail() -> InMemoryTrail:
    return InMemoryTrail()


@pytest.fixture
def cache_file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "cache.sqlite"


@pytest.fixture
def cache_location(cache_file: Path) -> CacheLocation:
    """A cache that is still empty: in a file, or in the tests' Redis."""
    if not isinstance(settings.ECONOMIC_CACHE, RedisLocation):
        return cache_file
    with Redis.from_url(settings.ECONOMIC_CACHE.url) as redis:
        redis.flushdb()
    return settings.ECONOMIC_CACHE


@pytest.fixture
def session(cache_location: CacheLocation) -> Iterator[GatewaySession]:
    session = open_session(cache_location)
    yield session
    session.close()


@pytest.fixture
def workers(
    cache_location: CacheLocation, peer: Peer, clock: Clock, memory_trail: InMemoryTrail
) -> Iterator[tuple[Worker, Worker]]:
    """Two workers on one cache, for the same agreement."""
    prepare_cache(cache_location)
    upstream = Upstream(ORIGIN, uuid4().hex)
    first, second = (Worker(cache_location, peer, clock, memory_trail, upstream) for _ in range(2))
    yield first, second
    concurrency.close_pool()
    first.session.close()
    second.session.close()


@pytest.fixture
def worker(workers: tuple[Worker, Worker]) -> Worker:
    return workers[0]


@pytest.fixture
def transport(
    session: GatewaySession, peer: Peer, memory_trail: InMemoryTrail, clock: Clock, request: pytest.FixtureRequest
) -> Transport:
    upstream = Upstream(ORIGIN, f"agreement-{abs(hash(request.node.nodeid))}")
    session.register_upstream(upstream, TOKENS, peer)
    return Transport(session, upstream, trail=memory_trail, person="ada", clock=clock, retry_policy=NO_DELAY)


@pytest.fixture
def economic_at_peer(transport: Transport) -> Gateway:
    return Gateway(transport)
