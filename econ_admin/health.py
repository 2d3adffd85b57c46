"""Health checks for load balancers and monitoring."""

import sqlite3
from datetime import UTC, datetime

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from econ_admin.gateway import RedisLocation, is_prepared, open_session
from econ_admin.gateway.shared_flags import FlagsUnavailable


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tells that the process is running."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Tells whether the database and the cache work.

    e-conomic is not called, since pages work without it; `economic_answered` is when it last answered, or null.
    """
    database, (cache, answered) = _check_database(), _check_cache()
    status = {"database": database, "cache": cache, "economic_answered": answered and answered.isoformat()}
    # Without Redis pages still work, and no machine would be left if all of them refused.
    is_ready = database and (cache or isinstance(settings.ECONOMIC_CACHE, RedisLocation))
    return JsonResponse(status, status=200 if is_ready else 503)


def _check_cache() -> tuple[bool, datetime | None]:
    """Returns whether the cache works, and when e-conomic last answered."""
    if not is_prepared(settings.ECONOMIC_CACHE):
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
    except Error:
        return False
    return True
