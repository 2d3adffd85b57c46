"""The clock that all machines share: the database's."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone


def read_shared_time() -> datetime:
    """Returns what time it is by PostgreSQL, since the machines' clocks may differ. SQLite has one machine."""
    if not settings.DATABASE_HAS_CLOCK:
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now.astimezone(UTC)
