"""The PDF of an invoice on its way to the browser: in a frame of our own page, or as a file."""

from collections.abc import Callable

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.shared.unavailable import failed
from econ_admin.gateway import Pdf, Unavailable
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.pdf import MEDIA_TYPE
from econ_admin.http import EconRequest, render_error


def sent(request: EconRequest, ask: Callable[[], Pdf], name: str) -> HttpResponseBase:
    """Piece by piece as it comes. `?download=1` makes a file of it; `name` is plain letters and digits."""
    download = bool(request.GET.get("download"))
    try:
        pdf = ask()
    except GatewayError as error:
        return _not_sent(request, error, download=download)
    response = StreamingHttpResponse(pdf, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'{"attachment" if download else "inline"}; filename="{name}"'
    if pdf.size is not None:
        response["Content-Length"] = str(pdf.size)
    return response


def _not_sent(request: EconRequest, error: GatewayError, *, download: bool) -> HttpResponseBase:
    """A sentence: an alert or a page for whoever wanted a file, else a small page that fits into the frame."""
    why = failed(Unavailable(error))
    if download:
        return render_error(request, why.sentence, why.status, title=_("There is no PDF"), log_id=why.log_id)
    context = {"failed": why, "again": request.path}
    return render(request, "invoices/no_pdf.html", context, status=why.status)
