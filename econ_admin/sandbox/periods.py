"""The periods of totals. Pure. Weeks start on Monday, as in Denmark; no recording shows it."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """A period, including its first and its last day."""

    name: str
    description: str
    first_day: date
    last_day: date

    @property
    def filter_text(self) -> str:
        """The period as a filter expression."""
        return f"date$gte:{self.first_day}$and:date$lte:{self.last_day}"


def list_periods(today: date) -> Iterator[Period]:
    """Yields the periods in the order of the published schema."""
    monday, month_start = today - timedelta(days=today.weekday()), today.replace(day=1)
    previous_month_end = month_start - timedelta(days=1)
    month_end = today.replace(day=monthrange(today.year, today.month)[1])
    yield Period("lastFifteenDays", "The last fifteen days.", today - timedelta(days=14), today)
    yield Period("lastMonth", "Last month.", previous_month_end.replace(day=1), previous_month_end)
    yield Period("lastSevenDays", "The last seven days.", today - timedelta(days=6), today)
    yield Period("lastThirtyDays", "The last thirty days.", today - timedelta(days=29), today)
    yield Period("lastWeek", "Last week.", monday - timedelta(days=7), monday - timedelta(days=1))
    yield Period("lastYear", "Last year.", date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    yield Period("thisMonth", "This month.", month_start, month_end)
    yield Period("thisWeek", "This week.", monday, monday + timedelta(days=6))
    yield Period("thisYear", "This year.", date(today.year, 1, 1), date(today.year, 12, 31))
