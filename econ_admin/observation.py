"""Middleware: gives each request an id, counts it, and logs one line about it."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from econ_admin import metrics
from econ_admin.logs import REQUESTS
from econ_admin.request_id import HEADER, choose_request_id, set_request_id

logger = logging.getLogger(REQUESTS)

STATIC, UNKNOWN_VIEW = "static", "unknown"
UNLOGGED = {STATIC, "healthz", "readyz", "metrics"}  # machines ask for them all the time


class ObservationMiddleware:
    """Observes all requests, so it comes first. Adds X-Request-ID to responses.

    An id in the request counts only behind a proxy, which sets it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._static_path = f"/{settings.STATIC_URL.lstrip('/')}"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_proxied = settings.SECURE_PROXY_SSL_HEADER is not None
        request_id = choose_request_id(request.headers.get(HEADER, "") if is_proxied else "")
        started = time.perf_counter()
        set_request_id(request_id)
        response = self.get_response(request)
        self._observe(request, response, time.perf_counter() - started)
        response[HEADER] = request_id
        return response

    def _observe(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        view = self._get_view(request)
        metrics.requests.labels(view, f"{response.status_code // 100}xx").inc()
        if view in UNLOGGED and response.status_code < 400:
            return
        metrics.request_seconds.observe(seconds)
        if logger.isEnabledFor(logging.INFO):
            logger.info("request", extra=_describe(request, response, view, seconds))

    def _get_view(self, request: HttpRequest) -> str:
        if match := request.resolver_match:
            return match.view_name or UNKNOWN_VIEW
        return STATIC if request.path_info.startswith(self._static_path) else UNKNOWN_VIEW


def _describe(request: HttpRequest, response: HttpResponse, view: str, seconds: float) -> dict[str, object]:
    """Returns the fields of the line. The path is logged only of pages of an agreement: others may have a secret."""
    fields: dict[str, object] = {
        "method": request.method,
        "view": view,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    read_log = getattr(request, "read_log", None)
    if read_log is not None:
        fields["path"] = request.path
        fields["person"] = request.user.pk
        fields["calls"] = len(read_log.calls)
        fields["upstream_ms"] = round(read_log.upstream_seconds * 1000, 1)
    return fields
