"""Adds data age and outage banner to partials that htmx swaps into a page."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from econ_admin.status.outage import get_current_error

NAVIGATION_HEADERS = ("HX-Redirect", "HX-Location", "HX-Refresh", "Content-Disposition")


def append_status(request: HttpRequest, response: HttpResponse) -> None:
    """Appends data age and outage banner out of band, if the response read from e-conomic or could not."""
    read_log = getattr(request, "read_log", None)
    if read_log is None or not _is_partial(request, response):
        return
    if read_log.oldest_read_at or get_current_error(request):
        response.content += render_to_string("parts/oob_status.html", request=request).encode()


def _is_partial(request: HttpRequest, response: HttpResponse) -> bool:
    """Tells whether the response is HTML that htmx itself swaps into a page.

    Our own scripts send HX-Request without the current URL and insert the response themselves, so they get no extra
    HTML.
    """
    htmx = getattr(request, "htmx", None)
    if not htmx or htmx.boosted or htmx.history_restore_request or not htmx.current_url:
        return False
    if response.streaming or response.status_code == 204 or any(name in response for name in NAVIGATION_HEADERS):
        return False
    is_html = str(response.get("Content-Type", "")).startswith("text/html")
    return is_html and not response.content.lstrip()[:9].lower().startswith(b"<!doctype")
