"""How long a page took, in the browser's own tools: what e-conomic took of it, and what we did."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from econ_admin.http import is_signed_in


class ServerTimingMiddleware:
    """`Server-Timing` for those who are signed in: nobody else is told how long anything takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        if _is_told(request, response):
            response["Server-Timing"] = _timing(request, time.perf_counter() - began)
        return response


def _is_told(request: HttpRequest, response: HttpResponse) -> bool:
    """In an agreement whoever came so far is signed in. Outside, a page has looked; a fault of ours asks nothing."""
    if hasattr(request, "standing"):
        return True
    is_page = response.get("Content-Type", "").startswith("text/html") and response.status_code != 500
    return is_page and hasattr(request, "user") and is_signed_in(request)


def _timing(request: HttpRequest, took: float) -> str:
    standing = getattr(request, "standing", None)
    waited, calls = (standing.waited, len(standing.calls)) if standing else (0.0, 0)
    upstream = f'upstream;dur={waited * 1000:.1f};desc="{calls} {"call" if calls == 1 else "calls"}"'
    return f"{upstream}, app;dur={max(0.0, took - waited) * 1000:.1f}"
