"""Sessions: how long they last, the list of a person's, and ending them.

A session ends twelve hours after the sign-in, an hour after it was last used, and when the password or role changes.
A GET writes nothing, so a signed cookie says when a session was last used; POSTs also write it to the session.
"""

import logging
import re
import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.contrib.sessions import middleware
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.signing import BadSignature, TimestampSigner, b62_decode
from django.db import Error
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from econ_admin.access.client_address import get_client_address
from econ_admin.access.cookies import get_cookie, set_cookie
from econ_admin.access.models import Person, SignedInSession
from econ_admin.access.shown_once import SAFE_METHODS
from econ_admin.transactions import run_transaction

MOST_AT_ONCE = 200
USED_AT = "used-at"  # session key: seconds since the epoch
COOKIE = "used"
RESOLUTION = 60  # seconds between two records of use
AUTOMATIC_VIEWS = frozenset({"pulse"})  # requested by open pages, so no sign of a person

logger = logging.getLogger(__name__)
_signer = TimestampSigner(salt="econ_admin.access.sessions.used")


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's SessionMiddleware, which also records the use of a session.

    A session that cannot be saved does not replace the page by an error: by then the request has done its work. What is
    lost is a message for the next page.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            _record_use(request, response)
        except Error:
            logger.exception("The use of a session could not be recorded")
        try:
            return super().process_response(request, response)
        except Error:
            logger.exception("A session could not be saved")
            return response


def begin_session(request: HttpRequest, person: Person) -> None:
    """Sets the limits of the session that has just been signed in to, and lists it."""
    if request.session.session_key is None:  # another person's session was replaced
        request.session.create()
    now = timezone.now()
    expires_at = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session.set_expiry(expires_at)  # fixed: saving does not prolong it
    request.session[USED_AT] = int(now.timestamp())
    SignedInSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "person": person,
            "address": get_client_address(request),
            "browser": describe_browser(request.META.get("HTTP_USER_AGENT", "")),
            "started_at": now,
            "used_at": now,
            "expires_at": expires_at,
        },
    )


def is_idle(request: HttpRequest) -> bool:
    """Tells whether the session has not been used for too long."""
    session = request.session
    if SESSION_KEY not in session or USED_AT not in session:
        return False
    used_at = max(int(session[USED_AT]), _read_cookie(request))
    return time.time() - used_at > settings.SESSION_IDLE_AGE


def list_sessions(person: Person) -> QuerySet[SignedInSession]:
    """Returns the person's sessions that have not ended, the newest first."""
    running = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return person.sessions.filter(session_key__in=running, expires_at__gt=timezone.now()).order_by("-started_at")


def end_session(session: SignedInSession) -> None:
    Session.objects.filter(pk=session.session_key).delete()
    session.delete()


def end_sessions(person: Person, *, except_for: HttpRequest | None = None) -> int:
    """Ends all sessions of the person, except the one of this request. Returns how many there were."""
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])
    current = except_for.session.session_key if except_for else None
    keys = list(list_sessions(person).exclude(session_key=current).values_list("session_key", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    person.sessions.exclude(session_key=current).delete()
    if except_for:
        keep_session(except_for, person)
    return len(keys)


def keep_session(request: HttpRequest, person: Person) -> None:
    """Keeps this request's session, under a new key, though the password or the epoch has changed."""
    old_key = request.session.session_key
    update_session_auth_hash(request, person)
    request.session.save()
    SignedInSession.objects.filter(session_key=old_key).update(session_key=request.session.session_key)


def delete_expired_sessions() -> int:
    """Deletes a few ended sessions, and what the list of sessions has about them. Returns how many."""
    expired = Session.objects.filter(expire_date__lt=timezone.now()).order_by("expire_date")
    keys = list(expired.values_list("pk", flat=True)[:MOST_AT_ONCE])
    run_transaction(SignedInSession.objects.filter(expires_at__lt=timezone.now()).delete)
    return run_transaction(Session.objects.filter(pk__in=keys).delete)[0] if keys else 0


def describe_browser(user_agent: str) -> str:
    """Returns such as "Firefox, Windows"; "" if it is neither known."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    )  # fmt: skip
    names = [
        next((name for mark, name in marks if re.search(rf"\b{mark}", user_agent)), "") for marks in (browsers, systems)
    ]
    return ", ".join(filter(None, names))


def _record_use(request: HttpRequest, response: HttpResponse) -> None:
    session = request.session
    if not session.accessed or SESSION_KEY not in session or session.session_key is None:
        return
    match, now = request.resolver_match, int(time.time())
    if match and match.view_name in AUTOMATIC_VIEWS:
        return
    if request.method not in SAFE_METHODS and now - int(session.get(USED_AT, 0)) >= RESOLUTION:
        session[USED_AT] = now
        SignedInSession.objects.filter(session_key=session.session_key).update(used_at=timezone.now())
    if now - _read_cookie(request) >= RESOLUTION:
        set_cookie(response, COOKIE, _signer.sign(_bind(session)))


def _read_cookie(request: HttpRequest) -> int:
    """Returns when the session was last used, in seconds since the epoch; 0 if the cookie does not say."""
    value = get_cookie(request, COOKIE)
    try:
        bound = _signer.unsign(value)
    except BadSignature:
        return 0
    return _read_time(value) if bound == _bind(request.session) else 0


def _read_time(value: str) -> int:
    return int(b62_decode(value.rsplit(":", 2)[1]))


def _bind(session: SessionBase) -> str:
    """Returns what ties the cookie to its session."""
    return salted_hmac("econ_admin.access.sessions", session.session_key or "", algorithm="sha256").hexdigest()[:32]
