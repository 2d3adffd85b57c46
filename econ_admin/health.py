"""What a machine asks: is the process up, and is what it stands on up."""

import sqlite3
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from econ_admin.gateway import open_session
from econ_admin.gateway.shared_flags import FlagsUnavailable


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database and the cache answer. e-conomic is not asked: when it is down, the pages stand. When it last
    answered is told beside it, and null where it never did.
    """
    database, (cache, answered) = _check_database(), _check_cache()
    status = {"database": database, "cache": cache, "economic_answered": answered and answered.isoformat()}
    return JsonResponse(status, status=200 if database and cache else 503)


def _check_cache() -> tuple[bool, datetime | None]:
    """Whether it does, and when e-conomic last answered."""
    if not settings.ECONOMIC_CACHE.is_file():
        return False, None
    try:
        at = open_session(settings.ECONOMIC_CACHE).shared_flags.get_last_answered()
    except (FlagsUnavailable, sqlite3.Error):
        return False, None
    return True, datetime.fromtimestamp(at, UTC).replace(microsecond=0) if at else None


def _check_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
