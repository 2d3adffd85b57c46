"""How long ago something was: as text, and as what a script needs to count on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
STEP = 10  # seconds: a text that changes each second draws the eye


class Age(NamedTuple):
    """Of what a page shows."""

    iso: str
    clock: str  # 14:03; with the date where that is not today's
    seconds: int
    words: str  # 40 s ago


def age_of(since: datetime) -> Age:
    """How old something of that moment is by now."""
    seconds = max(0, int((datetime.now(UTC) - since).total_seconds()))
    return Age(since.astimezone(UTC).isoformat(timespec="seconds"), clock(since), seconds, ago(seconds))


def wording() -> Mapping[str, str]:
    """The words for it. The script that keeps the text current has them from the page: it translates nothing."""
    return {
        "now": _("just now"),
        "seconds": _("%(count)s s ago"),
        "minutes": _("%(count)s min ago"),
        "hours": _("%(count)s h ago"),
        "days": _("%(count)s d ago"),
    }


def ago(seconds: int) -> str:
    """As static/js/freshness.js says it too."""
    words = wording()
    if seconds < STEP:
        return words["now"]
    if seconds < MINUTE:
        return words["seconds"] % {"count": seconds // STEP * STEP}
    if seconds < HOUR:
        return words["minutes"] % {"count": seconds // MINUTE}
    if seconds < DAY:
        return words["hours"] % {"count": seconds // HOUR}
    return words["days"] % {"count": seconds // DAY}


def clock(moment: datetime, *, seconds: bool = False) -> str:
    """The time of day in Denmark: 14:03, and the date before it where it is not today."""
    local = timezone.localtime(moment)
    time = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    return time if local.date() == timezone.localdate() else f"{local:%d-%m-%Y} {time}"
