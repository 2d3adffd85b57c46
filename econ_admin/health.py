"""What a machine asks: is the process up, and is what it stands on up."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database and the cache answer. e-conomic is not asked: when it is down, the pages stand."""
    stands = {"database": _database_answers(), "cache": settings.ECONOMIC_CACHE.is_file()}
    return JsonResponse(stands, status=200 if all(stands.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
