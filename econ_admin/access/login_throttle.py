"""Login throttle: after five failures for one name from one address, sign-in is blocked for a while."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from econ_admin.access.models import FailedSignIn
from econ_admin.transactions import run_transaction

MAX_FAILURES = 5
WINDOW = timedelta(minutes=15)


def delete_old_failures() -> int:
    """Deletes failed sign-ins after FAILED_SIGN_IN_HOURS. Returns how many."""
    age = max(timedelta(hours=settings.FAILED_SIGN_IN_HOURS), WINDOW)
    return FailedSignIn.objects.filter(at__lte=timezone.now() - age).delete()[0]


class LoginThrottle:
    """Counts sign-in attempts per name and address, in the database, so that all processes share the count."""

    def __init__(self, username: str, address: str) -> None:
        identity = f"{username.strip().casefold()}\n{address}"
        self._subject = salted_hmac("econ_admin.access.login_throttle", identity, algorithm="sha256").hexdigest()

    def register_attempt(self) -> datetime | None:
        """Records an attempt, which counts as failed until `reset`. Returns None, or the time when sign-in is possible
        again.

        The row is created before the password is checked, so concurrent guesses are all counted.
        """
        now = timezone.now()
        run_transaction(FailedSignIn.objects.filter(at__lte=now - WINDOW).delete)
        attempt = FailedSignIn.objects.create(who=self._subject, at=now)
        earlier_attempts = FailedSignIn.objects.filter(who=self._subject).exclude(pk=attempt.pk)
        if earlier_attempts.count() < MAX_FAILURES:
            return None
        attempt.delete()
        oldest = earlier_attempts.order_by("at").first()
        return (oldest.at if oldest else now) + WINDOW

    def reset(self) -> None:
        """Clears the failures after a successful sign-in."""
        FailedSignIn.objects.filter(who=self._subject).delete()
