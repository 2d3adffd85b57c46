"""Login throttle: wrong guesses bring growing delays, each a refusal that names the time. No thread sleeps.

Counted in the database, so all processes share the counts: for one name from one network, for one network, and for one
name from anywhere. A known device (`known_device.py`) is counted apart, so that nobody can lock its owner out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from econ_admin.access.models import FailedSignIn
from econ_admin.transactions import run_transaction

WINDOW = timedelta(hours=1)
MOST_GUESSES = 20  # at one name, from any number of addresses, within the window


@dataclass(frozen=True)
class Delays:
    """The first `free` failures bring no delay, the next one `first` seconds, and each further one twice as many."""

    free: int
    first: int
    longest: int

    def get_delay(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta(0)
        return timedelta(seconds=min(self.first * 2 ** (failures - self.free), self.longest))


ONE_NAME = Delays(free=5, first=5, longest=900)  # one name from one network, or on one known device
ONE_NETWORK = Delays(free=20, first=5, longest=900)  # any names from one network: an office may share one


def delete_old_failures() -> int:
    """Deletes failed sign-ins after FAILED_SIGN_IN_HOURS. Returns how many."""
    age = max(timedelta(hours=settings.FAILED_SIGN_IN_HOURS), WINDOW)
    return run_transaction(FailedSignIn.objects.filter(at__lte=timezone.now() - age).delete)[0]


class LoginThrottle:
    """Counts the attempts to guess one person's secret."""

    def __init__(self, name: str, network: str, device: str = "") -> None:
        """`name` is whatever is guessed at; `device` is the known device of its owner, or ""."""
        self._name = _digest("name", normalize("NFKC", name).strip().casefold())
        self._attempt: FailedSignIn | None = None
        self._network, self._device = _digest("network", network), _digest("device", device) if device else ""

    def find_wait(self) -> datetime | None:
        """Returns the time when the next attempt is allowed, or None. Writes nothing: most of an attack ends here."""
        now = timezone.now()
        wait_until = self._find_latest_end(now)
        return wait_until if wait_until > now else None

    def register_attempt(self) -> datetime | None:
        """Records an attempt, which counts as failed until `reset`. Returns None, or the time when the next is allowed.

        The row is created before the secret is checked, so concurrent guesses are all counted.
        """
        now = timezone.now()
        delete_old_failures()
        self._attempt = attempt = FailedSignIn.objects.create(
            name=self._name, address=self._network, device=self._device, at=now
        )
        wait_until = self._find_latest_end(now)
        if wait_until <= now:
            return None
        attempt.delete()  # a refused attempt is no guess, and prolongs nothing
        return wait_until

    def reset(self) -> None:
        """Clears the failures that this person made here."""
        FailedSignIn.objects.filter(self._mine()).delete()

    def _mine(self) -> Q:
        if self._device:
            return Q(name=self._name, device=self._device)
        return Q(name=self._name, device="", address=self._network)

    def _list_limits(self) -> list[tuple[Q, Delays | None]]:
        """Returns what is counted, and its delays; None stands for the number of guesses in the window."""
        if self._device:
            return [(self._mine(), ONE_NAME), (self._mine(), None)]
        return [
            (self._mine(), ONE_NAME),
            (Q(device="", address=self._network), ONE_NETWORK),
            (Q(device="", name=self._name), None),
        ]

    def _find_latest_end(self, now: datetime) -> datetime:
        return max(self._find_end(counted, delays, now) for counted, delays in self._list_limits())

    def _find_end(self, counted: Q, delays: Delays | None, now: datetime) -> datetime:
        """Returns until when the limit refuses."""
        earlier = FailedSignIn.objects.filter(counted, at__gt=now - WINDOW).order_by("-at")
        if self._attempt:
            earlier = earlier.exclude(pk=self._attempt.pk)
        if delays is None:
            return _find_end_of_window(earlier, now)
        latest = earlier.first()
        return latest.at + delays.get_delay(earlier.count()) if latest else now


def _find_end_of_window(earlier: QuerySet[FailedSignIn], now: datetime) -> datetime:
    oldest_that_counts = earlier.values_list("at", flat=True)[MOST_GUESSES - 1 : MOST_GUESSES]
    return oldest_that_counts[0] + WINDOW if oldest_that_counts else now


def _digest(kind: str, text: str) -> str:
    return salted_hmac(f"econ_admin.access.login_throttle.{kind}", text, algorithm="sha256").hexdigest()
