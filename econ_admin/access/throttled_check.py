"""Checks a secret that somebody typed, subject to the throttle; a form says why it was refused."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from econ_admin.access.client_address import get_client_network
from econ_admin.access.known_device import get_device
from econ_admin.access.login_throttle import LoginThrottle
from econ_admin.access.models import Person
from econ_admin.access.password_hashing import RETRY_AFTER, TooBusy, limit_hashing
from econ_admin.access.security_log import Event, Outcome, record_event

Check = Callable[[], Person | None]


class ThrottledCheck:
    """One attempt at a secret of `owner`, who is None if there is no such person. `subject` is what is guessed at."""

    def __init__(self, request: HttpRequest, subject: str, owner: Person | None, event: Event) -> None:
        self.wait_until: datetime | None = None
        self.is_busy = False
        self._request, self._owner, self._event = request, owner, event
        self._device = get_device(request, owner)
        self._throttle = LoginThrottle(subject, get_client_network(request), self._device)

    def run(self, check: Check, refusal: str) -> Person:
        """Returns the person if the check finds one. Raises ValidationError with the message for the form."""
        self._refuse_while_waiting(self._throttle.find_wait())
        try:
            with limit_hashing(is_known=bool(self._device)).acquire():
                self._refuse_while_waiting(self._throttle.register_attempt())
                person = check()
        except TooBusy as error:
            self.is_busy, self.wait_until = True, timezone.now() + timedelta(seconds=RETRY_AFTER)
            message = _("Too many people are signing in right now. Try again in a few seconds.")
            raise self._refuse(Outcome.BUSY, message) from error
        if person is None:
            raise self._refuse(Outcome.REFUSED, refusal)
        self._throttle.reset()
        return person

    def _refuse_while_waiting(self, wait_until: datetime | None) -> None:
        self.wait_until = wait_until
        if wait_until:
            raise self._refuse(Outcome.THROTTLED, _format_wait(wait_until))

    def _refuse(self, outcome: Outcome, message: str) -> ValidationError:
        record_event(self._request, self._event, outcome, person=self._owner)
        return ValidationError(message)

    @property
    def status(self) -> int:
        """Returns the status of a response that shows the form again."""
        if self.is_busy:
            return 503
        return 429 if self.wait_until else 422

    @property
    def retry_after(self) -> int | None:
        """Returns in how many seconds the next attempt is allowed."""
        if self.wait_until is None:
            return None
        return max(1, math.ceil((self.wait_until - timezone.now()).total_seconds()))


def _format_wait(until: datetime) -> str:
    seconds = max(1, math.ceil((until - timezone.now()).total_seconds()))
    time = timezone.localtime(until + timedelta(milliseconds=999)).strftime("%H:%M:%S")
    if seconds < 90:
        message = ngettext(
            "Too many attempts. Try again in %(seconds)d second, at %(time)s.",
            "Too many attempts. Try again in %(seconds)d seconds, at %(time)s.",
            seconds,
        )
        return message % {"seconds": seconds, "time": time}
    minutes = math.ceil(seconds / 60)
    message = ngettext(
        "Too many attempts. Try again in %(minutes)d minute, at %(time)s.",
        "Too many attempts. Try again in %(minutes)d minutes, at %(time)s.",
        minutes,
    )
    return message % {"minutes": minutes, "time": time}
