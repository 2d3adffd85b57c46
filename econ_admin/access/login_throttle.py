"""Guessing passwords is slowed: five failures for one name from one address, then a wait."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from econ_admin.access.models import FailedSignIn

FAILURES = 5
WINDOW = timedelta(minutes=15)


class Brake:
    """Counts the attempts for a name from an address, in the database, so that all processes count together."""

    def __init__(self, username: str, address: str) -> None:
        typed = f"{username.strip().casefold()}\n{address}"
        self._who = salted_hmac("econ_admin.access.login_throttle", typed, algorithm="sha256").hexdigest()

    def attempt(self) -> datetime | None:
        """None: go on, and the attempt counts as failed until `release`. Else: when to come back.

        The row comes before the password is looked at, so guesses made side by side cannot slip through together.
        """
        now = timezone.now()
        FailedSignIn.objects.filter(at__lte=now - WINDOW).delete()
        mine = FailedSignIn.objects.create(who=self._who, at=now)
        before = FailedSignIn.objects.filter(who=self._who).exclude(pk=mine.pk)
        if before.count() < FAILURES:
            return None
        mine.delete()
        oldest = before.order_by("at").first()
        return (oldest.at if oldest else now) + WINDOW

    def release(self) -> None:
        """The password fitted: forget the failures."""
        FailedSignIn.objects.filter(who=self._who).delete()
