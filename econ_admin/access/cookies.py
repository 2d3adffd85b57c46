"""Our own cookies, beside Django's: of this host alone, and out of reach for scripts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def get_cookie(request: HttpRequest, name: str) -> str:
    """Returns the cookie's value; "" if there is none."""
    return request.COOKIES.get(_build_name(name), "")


def set_cookie(response: HttpResponse, name: str, value: str, max_age: int | None = None) -> None:
    """Sets a cookie for `max_age` seconds, or until the browser is closed."""
    response.set_cookie(
        _build_name(name),
        value,
        max_age=max_age,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def delete_cookie(response: HttpResponse, name: str) -> None:
    response.delete_cookie(_build_name(name), samesite="Lax")


def _build_name(name: str) -> str:
    return f"{settings.COOKIE_PREFIX}{name}"
