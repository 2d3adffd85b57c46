"""Signing in, step by step: what was asked for is kept in the session while the second factor is waited for."""

from dataclasses import dataclass

from allauth.account.internal.flows.login import perform_login, perform_password_login, record_authentication
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.utils.crypto import constant_time_compare

from econ_admin.access import second_factor
from econ_admin.access.backends import PersonBackend
from econ_admin.access.models import Person
from econ_admin.access.request import EconRequest
from econ_admin.access.security_log import Event, delete_old_events, record_event
from econ_admin.access.sessions import delete_expired_sessions
from econ_admin.http import is_signed_in

FieldList = list[tuple[str, str]]
SESSION_KEY = "signing-in"


@dataclass(frozen=True)
class Destination:
    """Where a sign-in leads, and the typed fields that it keeps."""

    url: str
    fields: FieldList


def sign_in_with_password(request: EconRequest, person: Person, destination: Destination) -> bool:
    """Signs in, or returns False if the second factor is still needed. Raises django.db.Error."""
    _keep(request, person, destination)
    perform_password_login(request, {"username": person.username}, Login(user=person))
    if not _is_signed_in(request, person):
        request.session.save()
        return False
    _complete(request, person, "password")
    return True


def sign_in_with_passkey(request: EconRequest, authenticator: Authenticator, destination: Destination) -> bool:
    """Signs in without a password. Raises django.db.Error."""
    person = authenticator.user
    if not may_sign_in(person):
        return False
    _keep(request, person, destination)
    post_authentication(request, authenticator, passwordless=True)
    perform_login(request, Login(user=person))
    if not _is_signed_in(request, person):
        return False
    request.session[second_factor.SESSION_FLAG] = True
    _complete(request, person, "passkey")
    return True


def sign_in_without_password(request: EconRequest, person: Person, destination: Destination, method: str) -> bool:
    """Signs in somebody who was identified otherwise: by a link, or an OpenID Connect provider."""
    _keep(request, person, destination)
    record_authentication(request, person, method)
    perform_login(request, Login(user=person))
    if not _is_signed_in(request, person):
        request.session.save()
        return False
    _complete(request, person, method)
    return True


def sign_in_with_second_factor(
    request: EconRequest, stage: second_factor.SecondFactorStage, authenticator: Authenticator
) -> bool:
    """Completes the sign-in. Raises django.db.Error."""
    person = stage.login.user
    post_authentication(request, authenticator)
    stage.exit()
    if not _is_signed_in(request, person):
        return False
    request.session[second_factor.SESSION_FLAG] = True
    _complete(request, person, str(authenticator.type))
    return True


def get_waiting_person(request: EconRequest) -> tuple[second_factor.SecondFactorStage, Person] | None:
    """Returns who has given the right password and must still give the second factor."""
    stage = second_factor.get_pending_stage(request)
    person = stage.login.user if stage else None
    sign_in = request.session.get(SESSION_KEY, {})
    if stage is None or not isinstance(person, Person) or not may_sign_in(person):
        return None
    if not constant_time_compare(sign_in.get("auth_hash", ""), person.get_session_auth_hash()):
        return None  # the password was changed meanwhile
    return stage, person


def may_sign_in(person: Person) -> bool:
    """Tells whether the person is active, and not a demo person where those are not allowed."""
    return PersonBackend().user_can_authenticate(person)


def get_destination(request: EconRequest) -> Destination:
    sign_in = request.session.get(SESSION_KEY, {})
    return Destination(sign_in.get("url", "/"), [(name, value) for name, value in sign_in.get("fields", [])])


def _keep(request: EconRequest, person: Person, destination: Destination) -> None:
    request.session[SESSION_KEY] = {
        "url": destination.url,
        "fields": destination.fields,
        "auth_hash": person.get_session_auth_hash(),
    }


def _is_signed_in(request: EconRequest, person: Person) -> bool:
    """Tells whether this request has signed the person in: they may have been before, in an older session."""
    is_waiting = LOGIN_SESSION_KEY in request.session
    return not is_waiting and is_signed_in(request) and request.user == person


def _complete(request: EconRequest, person: Person, method: str) -> None:
    request.session.pop(SESSION_KEY, None)
    request.session.save()  # here, where it can still be said that it failed
    delete_expired_sessions()
    delete_old_events()
    record_event(request, Event.SIGN_IN, person=person, detail=method)
