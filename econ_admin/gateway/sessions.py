"""Manages the one session of a process: prepares the cache file, opens the session after any fork, closes it."""

import logging
import os
import sqlite3
import threading
from pathlib import Path

from econ_admin.gateway import concurrency
from econ_admin.gateway.response_cache import SQLiteResponseCache
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.shared_flags import SharedFlags

logger = logging.getLogger(__name__)


def prepare_cache(path: Path) -> None:
    """Creates the cache file, private to this user; replaces a broken one and prunes expired responses.

    Call it before workers start: several processes creating it at once would collide.
    """
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
    response_cache, shared_flags = SQLiteResponseCache(path), SharedFlags(path)
    try:
        response_cache.check_integrity()
        shared_flags.create_table()
        response_cache.prune()
    finally:
        shared_flags.close()
        response_cache.close()  # type: ignore[no-untyped-call]  # requests-cache types its public face only


def open_session(path: Path) -> GatewaySession:
    """Returns this process's session for a cache file, created on first use and so after any fork."""
    with _lock:
        if path not in _sessions or _sessions[path].is_closed:
            if not path.exists():
                _try_to_prepare_cache(path)
            response_cache = SQLiteResponseCache(path)  # the only place to change for another backend
            _sessions[path] = GatewaySession(response_cache, SharedFlags(path))
        return _sessions[path]


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
_sessions: dict[Path, GatewaySession] = {}
_inherited_sessions: list[GatewaySession] = []


def _reset_after_fork() -> None:
    """Drops inherited sessions in a forked child without closing them: closing would affect the parent's files."""
    global _lock
    _lock = threading.Lock()
    _inherited_sessions.extend(_sessions.values())
    _sessions.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
