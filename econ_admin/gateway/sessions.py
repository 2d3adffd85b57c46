"""The one session of a process: the cache file made ready, the session opened after any fork, and closed."""

import logging
import os
import sqlite3
import threading
from pathlib import Path

from econ_admin.gateway import concurrency
from econ_admin.gateway.response_cache import AnswersInSQLite
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.shared_flags import Signs

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
        if path not in _sessions or _sessions[path].is_closed:
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
    concurrency.close()
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
