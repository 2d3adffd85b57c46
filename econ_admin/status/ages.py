"""Data age: as text, and in the form that the script needs to keep it current."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
SECONDS_STEP = 10  # seconds; a text that changes every second distracts


class Age(NamedTuple):
    """The age of the data on a page."""

    iso: str
    clock: str  # 14:03; with the date if not today
    printed: str  # for paper, with the date: 29-11-2026 14:03
    seconds: int
    text: str  # 40 s ago


def build_age(since: datetime) -> Age:
    """Returns the age of data read at `since`."""
    seconds = max(0, int((datetime.now(UTC) - since).total_seconds()))
    return Age(
        since.astimezone(UTC).isoformat(timespec="seconds"),
        format_clock(since),
        format_printed(since),
        seconds,
        format_time_ago(seconds),
    )


def get_age_texts() -> Mapping[str, str]:
    """Returns the translated texts. The script that updates the age gets them from the page."""
    return {
        "now": _("just now"),
        "seconds": _("%(count)s s ago"),
        "minutes": _("%(count)s min ago"),
        "hours": _("%(count)s h ago"),
        "days": _("%(count)s d ago"),
    }


def format_time_ago(seconds: int) -> str:
    """Formats an age. static/js/freshness.js does the same."""
    texts = get_age_texts()
    if seconds < SECONDS_STEP:
        return texts["now"]
    if seconds < MINUTE:
        return texts["seconds"] % {"count": seconds // SECONDS_STEP * SECONDS_STEP}
    if seconds < HOUR:
        return texts["minutes"] % {"count": seconds // MINUTE}
    if seconds < DAY:
        return texts["hours"] % {"count": seconds // HOUR}
    return texts["days"] % {"count": seconds // DAY}


def format_printed(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d-%m-%Y %H:%M}"


def format_clock(moment: datetime, *, seconds: bool = False) -> str:
    """Formats a time in Denmark: 14:03, with the date if it is not today."""
    local_time = timezone.localtime(moment)
    time = f"{local_time:%H:%M:%S}" if seconds else f"{local_time:%H:%M}"
    return time if local_time.date() == timezone.localdate() else f"{local_time:%d-%m-%Y} {time}"
