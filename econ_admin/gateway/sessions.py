"""The one session of a process: the cache file made ready, the session opened after any fork, and closed."""

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
    response_cache, shared_flags = SQLiteResponseCache(path), SharedFlags(path)
    try:
        response_cache.check_integrity()
        shared_flags.create_table()
        response_cache.prune()
    finally:
        shared_flags.close()
        response_cache.close()  # type: ignore[no-untyped-call]  # requests-cache types its public face only


def open_session(path: Path) -> GatewaySession:
    """This process's one session on that cache file, made at first use, and so after any fork."""
    with _lock:
        if path not in _sessions or _sessions[path].is_closed:
            if not path.exists():
                _try_to_prepare_cache(path)
            response_cache = SQLiteResponseCache(path)  # another backend: here, and nowhere else
            _sessions[path] = GatewaySession(response_cache, SharedFlags(path))
        return _sessions[path]


def _try_to_prepare_cache(path: Path) -> None:
    """Where a file cannot be made, nothing is kept, and the pages are as they are without."""
    try:
        prepare_cache(path)
    except (OSError, sqlite3.Error):
        logger.exception("The cache could not be made")


def close_sessions() -> None:
    """Close all of this process, when its last calls are done: whoever reads a file that is being closed may crash."""
    concurrency.close_pool()
    for session in list(_sessions.values()):
        session.close()


_lock = threading.Lock()
_sessions: dict[Path, GatewaySession] = {}
_inherited_sessions: list[GatewaySession] = []


def _reset_after_fork() -> None:
    """In a child: leave the parent's connections alone, unclosed too, since to close them would touch its files."""
    global _lock
    _lock = threading.Lock()
    _inherited_sessions.extend(_sessions.values())
    _sessions.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
