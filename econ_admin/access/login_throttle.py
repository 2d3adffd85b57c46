"""Guessing passwords is slowed: five failures for one name from one address, then a wait."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from econ_admin.access.models import FailedSignIn

MAX_FAILURES = 5
WINDOW = timedelta(minutes=15)


class LoginThrottle:
    """Counts the attempts for a name from an address, in the database, so that all processes count together."""

    def __init__(self, username: str, address: str) -> None:
        identity = f"{username.strip().casefold()}\n{address}"
        self._subject = salted_hmac("econ_admin.access.login_throttle", identity, algorithm="sha256").hexdigest()

    def register_attempt(self) -> datetime | None:
        """None: go on, and the attempt counts as failed until `release`. Else: when to come back.

        The row comes before the password is looked at, so guesses made side by side cannot slip through together.
        """
        now = timezone.now()
        FailedSignIn.objects.filter(at__lte=now - WINDOW).delete()
        attempt = FailedSignIn.objects.create(who=self._subject, at=now)
        earlier_attempts = FailedSignIn.objects.filter(who=self._subject).exclude(pk=attempt.pk)
        if earlier_attempts.count() < MAX_FAILURES:
            return None
        attempt.delete()
        oldest = earlier_attempts.order_by("at").first()
        return (oldest.at if oldest else now) + WINDOW

    def reset(self) -> None:
        """The password fitted: forget the failures."""
        FailedSignIn.objects.filter(who=self._subject).delete()
