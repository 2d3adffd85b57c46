"""A signed cookie by which a browser is known as one in which a person has signed in before.

Wrong guesses by others never delay the sign-in of a person on such a device: its own attempts are counted apart.
"""

import secrets

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from econ_admin.access.cookies import get_cookie, set_cookie
from econ_admin.access.models import Person

COOKIE = "device"
MAX_AGE = 180 * 24 * 60 * 60  # seconds
MOST_PEOPLE = 8  # who share a browser

_signer = TimestampSigner(salt="econ_admin.access.known_device")


def get_device(request: HttpRequest, person: Person | None) -> str:
    """Returns the id of this device if the person has signed in on it before, otherwise ""."""
    if person is None:
        return ""
    device, people = _read(request)
    return device if str(person.pk) in people else ""


def remember_device(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Sets the cookie after the person signed in."""
    device, people = _read(request)
    device = device or secrets.token_urlsafe(16)
    people = [str(person.pk), *[other for other in people if other != str(person.pk)]][:MOST_PEOPLE]
    set_cookie(response, COOKIE, _signer.sign(":".join((device, *people))), MAX_AGE)


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        value = _signer.unsign(get_cookie(request, COOKIE), max_age=MAX_AGE)
    except BadSignature:
        return "", []
    device, *people = value.split(":")
    return device, people
