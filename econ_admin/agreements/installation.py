"""e-conomic's installation page, where a customer gives our app access, and the way back from it.

e-conomic echoes no state, so the address that it returns to carries one: signed, half an hour old at most, good once,
and for the person and the session that asked.
"""

from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.translation import get_language

from econ_admin.access.request import EconRequest
from econ_admin.access.sealing import CannotOpen, open_sealed, seal
from econ_admin.gateway import Secret

PAGE = "https://secure.e-conomic.com/secure/api1/requestaccess.aspx"
LOCALES = {"da": "da-DK", "en": "en-US"}
MAX_AGE = 30 * 60  # seconds; sessions may be idle for longer
SALT = "econ_admin.agreements.installation"
USED_KEY = "used_installations"  # session key of the states that were used
MAX_USED = 20


class State(NamedTuple):
    """Who went to e-conomic, and from which session."""

    nonce: str
    person: int
    session: str


def build_installation_url(request: EconRequest) -> str:
    """Returns the address of e-conomic's page for this person; "" if the app's public token is not known."""
    if not settings.ECONOMIC.app_public_token:
        return ""
    state = signing.dumps(State(get_random_string(16), request.user.pk, _hash_session(request)), salt=SALT)
    query = {
        "appPublicToken": settings.ECONOMIC.app_public_token,
        "redirectUrl": request.build_absolute_uri(reverse("agreements:installed", args=[state])),
        "locale": LOCALES.get(get_language() or "", LOCALES["en"]),
    }
    return f"{PAGE}?{urlencode(query)}"


def load_state(request: EconRequest, signed: str) -> State | None:
    """Returns the state if it was made for this person and session, is recent, and was not used."""
    try:
        state = State(*signing.loads(signed, salt=SALT, max_age=MAX_AGE))
    except (signing.BadSignature, TypeError):
        return None
    is_ours = state.person == request.user.pk and constant_time_compare(state.session, _hash_session(request))
    return state if is_ours and state.nonce not in request.session.get(USED_KEY, ()) else None


def mark_used(request: EconRequest, state: State) -> None:
    used = [*request.session.get(USED_KEY, ()), state.nonce]
    request.session[USED_KEY] = used[-MAX_USED:]


def seal_returned_grant(state: State, grant: str) -> str:
    """Seals the token that e-conomic sent along, so that no address after the first shows it."""
    return seal(grant.encode(), _get_context(state))


def open_returned_grant(state: State, sealed: str) -> Secret | None:
    try:
        return Secret(open_sealed(sealed, _get_context(state)).decode())
    except CannotOpen:
        return None


def _get_context(state: State) -> str:
    return f"installation:{state.nonce}:{state.person}:{state.session}"


def _hash_session(request: EconRequest) -> str:
    return sha256(f"{SALT} {request.session.session_key}".encode()).hexdigest()[:32]
