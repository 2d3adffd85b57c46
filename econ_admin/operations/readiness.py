"""What a process needs to serve pages."""

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.recorder import MigrationRecorder

from econ_admin.gateway import RedisLocation, is_prepared, is_usable
from econ_admin.operations.database_file import list_known_migrations
from econ_admin.operations.last_backup import read_last_backup

LEAST_DISK_SPACE = 20_000_000  # bytes; below, a save may fail at any moment


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether each part works. A late backup is no reason to take a machine out of service, so it is not among them."""

    database: bool
    migrations: bool
    cache: bool
    disk: bool

    @property
    def is_complete(self) -> bool:
        """Without Redis pages still work, and no machine would be left if all of them refused."""
        needs_cache = not isinstance(settings.ECONOMIC_CACHE, RedisLocation)
        return self.database and self.migrations and self.disk and (self.cache or not needs_cache)


def check_readiness() -> Readiness:
    has_database, has_migrations = _check_database()
    return Readiness(has_database, has_migrations, is_cache_ready(), _has_disk_space())


def is_backup_late(now: datetime) -> bool:
    """Tells whether the last backup is too old. Without any it is late in production only."""
    backup = read_last_backup(settings.DATA_DIR)
    return backup.is_late(now) if backup else bool(settings.PRODUCTION)


def is_cache_ready() -> bool:
    """Tells whether the shared flags can be read."""
    try:
        return is_prepared(settings.ECONOMIC_CACHE) and is_usable(settings.ECONOMIC_CACHE)
    except sqlite3.Error:
        return False


def _check_database() -> tuple[bool, bool]:
    """Returns whether the database answers, and whether it has all migrations of this version."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        applied = MigrationRecorder(connection).applied_migrations()
    except Error:
        return False, False
    return True, _list_known_migrations() <= applied.keys()


@cache
def _list_known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(list_known_migrations())


def _has_disk_space() -> bool:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free >= LEAST_DISK_SPACE
    except OSError:
        return False
