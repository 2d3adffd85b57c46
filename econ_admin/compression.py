"""Compresses pages and partials, unless another site asked for them."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

OWN_REQUESTS = {"", "same-origin", "none"}  # Sec-Fetch-Site; "" is no header: HTTP without TLS, or no browser


class CompressionMiddleware(GZipMiddleware):
    """GZip for HTML only: files for download are compressed already, or streamed.

    BREACH guesses a secret in a page from the sizes of many responses, each with another guess in its address. Such
    requests come from another site, so they get the page uncompressed. Others get Django's random padding.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html")
        if not is_page or request.headers.get("Sec-Fetch-Site", "") not in OWN_REQUESTS:
            return response
        return super().process_response(request, response)
