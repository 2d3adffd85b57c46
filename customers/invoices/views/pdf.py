"""Answers with a PDF, for a frame in our page or as a file: streamed from e-conomic, or made here."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.shared.unavailable import FailureNotice, describe_failure
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Pdf, Unavailable
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.pdf import MEDIA_TYPE
from econ_admin.http import render_error


def stream_pdf(request: EconRequest, fetch: Callable[[], Pdf], name: str) -> HttpResponseBase:
    """Streams the PDF as it arrives. `?download=1` makes it a download; `name` must be plain ASCII."""
    try:
        pdf = fetch()
    except GatewayError as error:
        return render_no_pdf(request, describe_failure(Unavailable(error)))
    response = StreamingHttpResponse(pdf, content_type=MEDIA_TYPE)
    _set_headers(request, response, name, pdf.size)
    return response


def serve_pdf(request: EconRequest, content: bytes, name: str) -> HttpResponse:
    """Serves a PDF that was made here, in the same way."""
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    _set_headers(request, response, name, len(content))
    return response


def render_no_pdf(request: EconRequest, notice: FailureNotice) -> HttpResponse:
    """Renders an error: an alert or page for a download, otherwise a small page for the frame."""
    if _is_download(request):
        return render_error(request, notice.message, notice.status, title=_("PDF not available"), log_id=notice.log_id)
    context = {"failed": notice, "again": request.path}
    return render(request, "invoices/no_pdf.html", context, status=notice.status)


def _is_download(request: EconRequest) -> bool:
    return bool(request.GET.get("download"))


def _set_headers(request: EconRequest, response: HttpResponseBase, name: str, size: int | None) -> None:
    disposition = "attachment" if _is_download(request) else "inline"
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    if size is not None:
        response["Content-Length"] = str(size)
