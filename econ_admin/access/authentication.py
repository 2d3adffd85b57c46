"""Finds the user of a request, without database writes on GET."""

from django.contrib import auth
from django.contrib.auth import middleware
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import Error
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from econ_admin.access.sessions import is_idle
from econ_admin.access.shown_once import SAFE_METHODS


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's AuthenticationMiddleware, except that a GET does not change the session's row.

    Django deletes the session after a password change, and renews one signed with an older SECRET_KEY. Here the first
    counts as no session and its cookie is deleted, as does one that was not used for too long; the second is renewed by
    the next POST.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        find_user = _read_user if request.method in SAFE_METHODS else _find_user
        request.user = SimpleLazyObject(lambda: find_user(request))  # type: ignore[assignment]  # as Django does


def _find_user(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    if is_idle(request):
        try:
            request.session.flush()
        except Error:  # its row stays, but has ended all the same
            request.session = type(request.session)()
    return auth.get_user(request)


def _read_user(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    if is_idle(request):
        request.session = type(request.session)()
        return AnonymousUser()
    copy = HttpRequest()
    copy.session = session = _SessionCopy(request.session)
    user = auth.get_user(copy)
    if session.is_void:
        request.session = type(request.session)()
    return user


class _SessionCopy(SessionBase):
    """An in-memory copy of a session; changes are not saved."""

    def __init__(self, session: SessionBase) -> None:
        super().__init__()
        self._session_cache = dict(session.items())
        self.is_void = False

    def flush(self) -> None:
        self.is_void = True

    def cycle_key(self) -> None:
        pass
