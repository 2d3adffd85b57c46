"""Health checks and metrics for load balancers and monitoring."""

import sqlite3
from dataclasses import asdict
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from econ_admin.gateway import open_session
from econ_admin.gateway.shared_flags import FlagsUnavailable
from econ_admin.metrics import CONTENT_TYPE, render_metrics
from econ_admin.operations.figures import FigureCollector
from econ_admin.operations.last_backup import read_last_backup
from econ_admin.operations.readiness import check_readiness, is_backup_late


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tells that the process is running."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Tells whether pages can be served: 503, and what failed, if not.

    e-conomic is not called, since pages work without it; `economic_answered` is when it last answered, or null.
    """
    readiness = check_readiness()
    backup = read_last_backup(settings.DATA_DIR)
    answered = _get_last_answered() if readiness.cache else None
    status = {
        **asdict(readiness),
        "backup_made": _format(backup.at) if backup else None,
        "backup_late": is_backup_late(timezone.now()),
        "economic_answered": _format(answered) if answered else None,
    }
    return JsonResponse(status, status=200 if readiness.is_complete else 503)


def _get_last_answered() -> datetime | None:
    try:
        at = open_session(settings.ECONOMIC_CACHE).shared_flags.get_last_answered()
    except (FlagsUnavailable, sqlite3.Error):
        return None
    return datetime.fromtimestamp(at, UTC) if at else None


def _format(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Returns the metrics if the request has METRICS_TOKEN; 404 if that is not set."""
    if not settings.METRICS_TOKEN:
        raise Http404
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not constant_time_compare(request.headers.get("Authorization", ""), expected):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(render_metrics([FigureCollector()]), content_type=CONTENT_TYPE)
