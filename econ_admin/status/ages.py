"""How long ago something was: as text, and as what a script needs to count on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
SECONDS_STEP = 10  # seconds: a text that changes each second draws the eye


class Age(NamedTuple):
    """Of what a page shows."""

    iso: str
    clock: str  # 14:03; with the date where that is not today's
    seconds: int
    text: str  # 40 s ago


def build_age(since: datetime) -> Age:
    """How old something of that moment is by now."""
    seconds = max(0, int((datetime.now(UTC) - since).total_seconds()))
    return Age(
        since.astimezone(UTC).isoformat(timespec="seconds"), format_clock(since), seconds, format_time_ago(seconds)
    )


def get_age_texts() -> Mapping[str, str]:
    """The words for it. The script that keeps the text current has them from the page: it translates nothing."""
    return {
        "now": _("just now"),
        "seconds": _("%(count)s s ago"),
        "minutes": _("%(count)s min ago"),
        "hours": _("%(count)s h ago"),
        "days": _("%(count)s d ago"),
    }


def format_time_ago(seconds: int) -> str:
    """As static/js/freshness.js says it too."""
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


def format_clock(moment: datetime, *, seconds: bool = False) -> str:
    """The time of day in Denmark: 14:03, and the date before it where it is not today."""
    local_time = timezone.localtime(moment)
    time = f"{local_time:%H:%M:%S}" if seconds else f"{local_time:%H:%M}"
    return time if local_time.date() == timezone.localdate() else f"{local_time:%d-%m-%Y} {time}"
