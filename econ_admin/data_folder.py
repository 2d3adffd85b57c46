"""Where the data folder and our database are. Imports no Django, since gunicorn's worker needs it before the app."""

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

DATABASE_NAME = "econ-admin.sqlite"


def get_data_folder(env: Mapping[str, str]) -> Path:
    """Returns DATA_DIR, or `var` beside the packages."""
    return Path(env.get("DATA_DIR", "") or Path(__file__).resolve().parent.parent / "var").resolve()


def hold_database_open(folder: Path) -> sqlite3.Connection | None:
    """Opens the database for as long as the process runs; None if there is none yet.

    SQLite's -wal and -shm files stay as long as a connection is open. Without one, each request would create them
    again, which a full disk does not allow, so that not even reading would work.
    """
    with suppress(sqlite3.Error):
        connection = sqlite3.connect(f"file:{folder / DATABASE_NAME}?mode=rw", uri=True)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        return connection
    return None
