"""`manage.py clean`: deletes what is older than it may be kept."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.management.base import BaseCommand
from django.utils import timezone

from customers.editing.leases import delete_expired_leases
from customers.editing.recovery_copies import delete_expired_copies
from econ_admin.access.login_throttle import delete_old_failures
from econ_admin.access.sessions import delete_expired_sessions
from econ_admin.file_cache import FileCache
from econ_admin.gateway import open_session
from econ_admin.redis_cache import SharedCache
from econ_admin.secure_delete import overwrite_deleted, truncate_journal
from econ_admin.trail.erasure import compute_cutoff, erase_older


class Command(BaseCommand):
    help = "Deletes what is older than the settings allow. Can run at any time, beside the server, and again."

    def handle(self, *args: Any, **options: Any) -> None:
        overwrite_deleted()
        cutoff = compute_cutoff(timezone.localdate(), settings.TRAIL_YEARS)
        self._report("ended sessions", _repeat(delete_expired_sessions))
        self._report("failed sign-ins", delete_old_failures())
        self._report("recovery copies", delete_expired_copies())
        self._report("leases", delete_expired_leases())
        self._report("cached reads", _delete_expired_reads())
        self._report("cached responses", _prune_responses())
        self._report(f"writes of the audit trail before {cutoff:%d-%m-%Y}", erase_older(cutoff))
        truncate_journal()

    def _report(self, what: str, count: int) -> None:
        self.stdout.write(f"{count} {what} deleted.")


def _repeat(delete_some: Callable[[], int]) -> int:
    """Deletes in small transactions until there is nothing left."""
    deleted = 0
    while count := delete_some():
        deleted += count
    return deleted


def _delete_expired_reads() -> int:
    shared_cache = caches["default"]
    return shared_cache.delete_expired() if isinstance(shared_cache, FileCache | SharedCache) else 0


def _prune_responses() -> int:
    """Deletes expired responses. A cache that cannot be used is left alone, since pages work without it."""
    return open_session(settings.ECONOMIC_CACHE).response_cache.prune()
