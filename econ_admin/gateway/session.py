"""The one session of a process: its connections, and what it keeps of the answers."""

import logging
import os
import sqlite3
import threading
from dataclasses import dataclass
from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.exceptions import InvalidSchema
from requests_cache.models.request import CachedRequest
from requests_cache.models.response import CachedResponse
from requests_cache.policy.expiration import DO_NOT_CACHE
from requests_cache.session import CachedSession

from econ_admin.gateway import pool
from econ_admin.gateway.answers import AnswersInSQLite
from econ_admin.gateway.circuit import Circuit
from econ_admin.gateway.flights import Flights
from econ_admin.gateway.origin import Upstream, origin_of
from econ_admin.gateway.shelf import Shelf
from econ_admin.gateway.signs import Signs
from econ_admin.gateway.tokens import ASKED_HEADER, KEY_HEADER, TokenAdapter, Tokens

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """A kept answer: its bytes, and when it was asked for (seconds since 1970)."""

    body: bytes
    asked: float


class GatewaySession(CachedSession):
    """A session that reaches the origins it was told of and no other, and that remembers no cookie.

    What is looked up in the cache is decided above it (`reading`): it never answers from there by itself.
    """

    answers: AnswersInSQLite

    def __init__(self, answers: AnswersInSQLite, signs: Signs) -> None:
        # cache_control off: how long something is kept is ours to say, and stands in the table of `caching`.
        super().__init__(backend=answers, key_fn=_key_of, expire_after=DO_NOT_CACHE, allowable_methods=("GET",))
        self.answers = answers
        self.signs = signs
        self.shelf = Shelf()
        self.flights = Flights()
        self._circuits: dict[str, Circuit] = {}
        self.adapters.clear()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.headers.update({"Accept": "application/json", "User-Agent": "econ-admin"})

    def admit(self, upstream: Upstream, tokens: Tokens, adapter: BaseAdapter | None = None) -> None:
        """Let an agreement's requests through to its origin, by HTTP or by another adapter (the sandbox's)."""
        with _opening:
            mounted = self.adapters.get(upstream.origin)
            if not isinstance(mounted, TokenAdapter):
                # As many connections as the pool has threads: one fewer, and it is made anew under load.
                mounted = TokenAdapter(adapter or HTTPAdapter(pool_maxsize=pool.THREADS))
                self.mount(upstream.origin, mounted)
            mounted.register(upstream, tokens)

    def mount(self, prefix: str | bytes, adapter: BaseAdapter) -> None:
        """Mount on an origin. No prefixes: `https://host` is also the beginning of `https://host.evil.example`."""
        self.adapters[origin_of(str(prefix))] = adapter

    def get_adapter(self, url: str) -> BaseAdapter:
        try:
            return self.adapters[origin_of(url)]
        except KeyError as error:
            raise InvalidSchema(f"no agreement lives at {origin_of(url)}") from error

    def get_redirect_target(self, resp: requests.Response) -> None:
        """A redirect leads nowhere. Not only is it never followed: where it points is not even read."""

    def ask(
        self, method: str, url: str, key: str, asked: float, keep_for: timedelta | None, **kwargs: Any
    ) -> requests.Response:
        """Send a request, whatever is kept, and keep a good answer for so long; not at all without a time."""
        headers = {**kwargs.pop("headers", {}), KEY_HEADER: key, ASKED_HEADER: repr(asked)}
        return self.request(
            method,
            url,
            headers=headers,
            allow_redirects=False,
            force_refresh=True,
            expire_after=keep_for or DO_NOT_CACHE,
            **kwargs,
        )

    def answer(self, key: str) -> Answer | None:
        """What is kept under a key."""
        kept = self.answers.get_response(key)
        asked = kept.request.headers.get(ASKED_HEADER) if isinstance(kept, CachedResponse) else None
        return Answer(kept.content, float(asked)) if kept and asked else None

    def forget(self, key: str) -> None:
        """Keep this answer no longer: it turned out not to be one, or what it tells of is gone."""
        self.shelf.remove(key)
        self.answers.forget(key)

    def circuit_of(self, agreement: str) -> Circuit:
        """The one circuit of an agreement in this process."""
        return self._circuits.setdefault(agreement, Circuit(self.signs, agreement))

    def close(self) -> None:
        """Close it; the next `open_session` makes another."""
        super().close()  # type: ignore[no-untyped-call]  # requests-cache types its public face only
        self.signs.close()
        with _opening:
            for path in [path for path, session in _sessions.items() if session is self]:
                del _sessions[path]


def _key_of(request: requests.PreparedRequest | CachedRequest, **_: Any) -> str:
    key: str = request.headers[KEY_HEADER]
    return key


def prepare_cache(path: Path) -> None:
    """Make the cache file, private to this user; a broken one is made anew, and what is old goes.

    Before the workers start: many that make it at once collide.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _prepare_file(path)
    except sqlite3.OperationalError:
        raise  # locked, or not ours: it may be whole, and others may be at work with it
    except sqlite3.DatabaseError:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        _prepare_file(path)


def _prepare_file(path: Path) -> None:
    path.touch(mode=0o600)  # SQLite gives the files that it lays beside it (-wal, -shm) the same mode
    path.chmod(0o600)
    answers, signs = AnswersInSQLite(path), Signs(path)
    try:
        answers.check()
        signs.prepare()
        answers.tidy()
    finally:
        signs.close()
        answers.close()  # type: ignore[no-untyped-call]  # requests-cache types its public face only


def open_session(path: Path) -> GatewaySession:
    """This process's one session on that cache file, made at first use, and so after any fork."""
    with _opening:
        if path not in _sessions:
            if not path.exists():
                _prepare_late(path)
            answers = AnswersInSQLite(path)  # another backend: here, and nowhere else
            _sessions[path] = GatewaySession(answers, Signs(path))
        return _sessions[path]


def _prepare_late(path: Path) -> None:
    """Where a file cannot be made, nothing is kept, and the pages are as they are without."""
    try:
        prepare_cache(path)
    except (OSError, sqlite3.Error):
        logger.exception("The cache could not be made")


def close_sessions() -> None:
    """Close all of this process, when its last calls are done: whoever reads a file that is being closed may crash."""
    pool.close()
    for session in list(_sessions.values()):
        session.close()


_opening = threading.Lock()
_sessions: dict[Path, GatewaySession] = {}
_inherited: list[GatewaySession] = []


def _begin_anew() -> None:
    """In a child: leave the parent's connections alone, unclosed too, since to close them would touch its files."""
    global _opening
    _opening = threading.Lock()
    _inherited.extend(_sessions.values())
    _sessions.clear()


os.register_at_fork(after_in_child=_begin_anew)
