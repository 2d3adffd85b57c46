"""The clock that all machines share: the database's."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

if TYPE_CHECKING:
    TimeField = models.DateTimeField[datetime, datetime]
else:
    TimeField = models.DateTimeField


def read_shared_time() -> datetime:
    """Returns what time it is by PostgreSQL, since the machines' clocks may differ. SQLite has one machine."""
    if not settings.DATABASE_HAS_CLOCK:
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now.astimezone(UTC)


class SharedTimeField(TimeField):
    """When the row was added, by the clock that all machines share: their own may differ."""

    def pre_save(self, model_instance: models.Model, add: bool) -> datetime:
        if add:
            setattr(model_instance, self.attname, read_shared_time())
        at: datetime = getattr(model_instance, self.attname)
        return at

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """To migrations it is a DateTimeField: another one would have SQLite make the table again."""
        name, _, positional, named = super().deconstruct()
        return name, "django.db.models.DateTimeField", positional, named
