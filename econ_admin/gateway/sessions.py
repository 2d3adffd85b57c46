"""Manages the one session of a process: prepares the cache file, opens the session after any fork, closes it."""

import logging
import os
import sqlite3
import threading
from pathlib import Path
from typing import TypeAlias

from econ_admin.gateway import concurrency
from econ_admin.gateway.call_count import RedisCallCount
from econ_admin.gateway.redis_connection import RedisConnection, RedisLocation
from econ_admin.gateway.redis_flags import RedisSharedFlags
from econ_admin.gateway.redis_response_cache import RedisResponseCache
from econ_admin.gateway.response_cache import SQLiteResponseCache
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.shared_flags import FlagsUnavailable, SQLiteSharedFlags
from econ_admin.gateway.shared_flight import RedisSharedFlight

CacheLocation: TypeAlias = Path | RedisLocation
"""Where responses and flags are kept: in a file, for the processes of one machine, or in Redis, for any."""

logger = logging.getLogger(__name__)


def prepare_cache(location: CacheLocation) -> None:
    """Creates the cache file, private to this user; replaces a broken one and prunes expired responses.

    Call it before workers start: several processes creating it at once would collide. Redis needs no preparation.
    """
    if isinstance(location, Path):
        _prepare_path(location)


def is_prepared(location: CacheLocation) -> bool:
    """Tells whether there is a cache, apart from whether it works."""
    return not isinstance(location, Path) or location.is_file()


def is_usable(location: CacheLocation) -> bool:
    """Tells whether the cache can be read."""
    try:
        open_session(location).shared_flags.get_last_answered()
    except FlagsUnavailable:
        return False
    return True


def _prepare_path(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _prepare_file(path)
    except sqlite3.OperationalError:
        raise  # locked or not ours: the file may be intact and in use
    except sqlite3.DatabaseError:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        _prepare_file(path)


def _prepare_file(path: Path) -> None:
    path.touch(mode=0o600)  # SQLite gives its -wal and -shm files the same mode
    path.chmod(0o600)
    response_cache, shared_flags = SQLiteResponseCache(path), SQLiteSharedFlags(path)
    try:
        response_cache.check_integrity()
        shared_flags.create_table()
        response_cache.prune()
    finally:
        shared_flags.close()
        response_cache.close()  # type: ignore[no-untyped-call]  # requests-cache types its public face only


def open_session(location: CacheLocation) -> GatewaySession:
    """Returns this process's session for a cache, created on first use and so after any fork."""
    with _lock:
        if location not in _sessions or _sessions[location].is_closed:
            _sessions[location] = (
                _open_file_session(location) if isinstance(location, Path) else _open_redis_session(location)
            )
        return _sessions[location]


def _open_file_session(path: Path) -> GatewaySession:
    if not path.exists():
        _try_to_prepare_cache(path)
    return GatewaySession(SQLiteResponseCache(path), SQLiteSharedFlags(path))


def _open_redis_session(location: RedisLocation) -> GatewaySession:
    connection = RedisConnection(location)
    return GatewaySession(
        RedisResponseCache(connection),
        RedisSharedFlags(connection),
        RedisSharedFlight(connection),
        RedisCallCount(connection),
    )


def _try_to_prepare_cache(path: Path) -> None:
    """Prepares the cache file; if that fails, logs it and leaves the process without a cache."""
    try:
        prepare_cache(path)
    except (OSError, sqlite3.Error):
        logger.exception("The cache file could not be created")


def close_sessions() -> None:
    """Closes all sessions of this process after running calls have finished: reading a file while it is closed may
    crash."""
    concurrency.close_pool()
    for session in list(_sessions.values()):
        session.close()


_lock = threading.Lock()
_sessions: dict[CacheLocation, GatewaySession] = {}
_inherited_sessions: list[GatewaySession] = []


def _reset_after_fork() -> None:
    """Drops inherited sessions in a forked child without closing them: closing would affect the parent's files."""
    global _lock
    _lock = threading.Lock()
    _inherited_sessions.extend(_sessions.values())
    _sessions.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
