"""A gateway whose other end is a peer that the test scripts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from econ_admin.gateway import Gateway, Intent, Outcome, Patience, Secret, Tokens, Transport, Upstream
from econ_admin.gateway.session import GatewaySession, open_session
from tests.gateway.peer import ORIGIN, Peer

AT_ONCE = Patience(pause=0, sleep=lambda seconds: None)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
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
def transport(
    session: GatewaySession, peer: Peer, notebook: Notebook, time: Clock, request: pytest.FixtureRequest
) -> Transport:
    upstream = Upstream(ORIGIN, f"agreement-{abs(hash(request.node.nodeid))}")
    session.admit(upstream, TOKENS, peer)
    return Transport(session, upstream, trail=notebook, person="ada", clock=time, patience=AT_ONCE)


@pytest.fixture
def economic_at_peer(transport: Transport) -> Gateway:
    return Gateway(transport)
