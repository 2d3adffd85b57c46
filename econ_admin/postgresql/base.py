"""The backend itself: Django looks for it in a module of this name."""

import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base

COOLDOWN = 1.0  # seconds without attempts after a failed one, since one page makes several


class DatabaseWrapper(base.DatabaseWrapper):
    """Fails at once while the server did not answer a moment ago, so that not every thread waits for it."""

    _unreachable_until = 0.0  # of this process, for all threads

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if time.monotonic() < DatabaseWrapper._unreachable_until:
            raise psycopg.OperationalError("The database did not answer a moment ago.")
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            DatabaseWrapper._unreachable_until = time.monotonic() + COOLDOWN
            raise
