"""Streams the PDF of an invoice, for a frame in our page or as a file."""

from collections.abc import Callable

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Pdf, Unavailable
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.pdf import MEDIA_TYPE
from econ_admin.http import render_error


def stream_pdf(request: EconRequest, fetch: Callable[[], Pdf], name: str) -> HttpResponseBase:
    """Streams the PDF as it arrives. `?download=1` makes it a download; `name` must be plain ASCII."""
    is_download = bool(request.GET.get("download"))
    try:
        pdf = fetch()
    except GatewayError as error:
        return _render_failure(request, error, is_download=is_download)
    response = StreamingHttpResponse(pdf, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'{"attachment" if is_download else "inline"}; filename="{name}"'
    if pdf.size is not None:
        response["Content-Length"] = str(pdf.size)
    return response


def _render_failure(request: EconRequest, error: GatewayError, *, is_download: bool) -> HttpResponseBase:
    """Renders an error: an alert or page for a download, otherwise a small page for the frame."""
    notice = describe_failure(Unavailable(error))
    if is_download:
        return render_error(request, notice.message, notice.status, title=_("PDF not available"), log_id=notice.log_id)
    context = {"failed": notice, "again": request.path}
    return render(request, "invoices/no_pdf.html", context, status=notice.status)
