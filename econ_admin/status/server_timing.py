"""Server-Timing header: time spent upstream and in the app."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from econ_admin.http import is_signed_in


class ServerTimingMiddleware:
    """Adds `Server-Timing` for signed-in people only, since timings can reveal information."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        if _may_see_timing(request, response):
            response["Server-Timing"] = _format_timing(request, time.perf_counter() - started)
        return response


def _may_see_timing(request: HttpRequest, response: HttpResponse) -> bool:
    """Tells whether the person is signed in. Reads no session where the view did not, nor after a 500."""
    if hasattr(request, "read_log"):
        return True
    is_page = response.get("Content-Type", "").startswith("text/html") and response.status_code != 500
    return is_page and hasattr(request, "user") and is_signed_in(request)


def _format_timing(request: HttpRequest, total_seconds: float) -> str:
    read_log = getattr(request, "read_log", None)
    upstream_seconds, calls = (read_log.upstream_seconds, len(read_log.calls)) if read_log else (0.0, 0)
    upstream = f'upstream;dur={upstream_seconds * 1000:.1f};desc="{calls} {"call" if calls == 1 else "calls"}"'
    return f"{upstream}, app;dur={max(0.0, total_seconds - upstream_seconds) * 1000:.1f}"
