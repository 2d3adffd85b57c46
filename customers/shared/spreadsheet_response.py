"""Answers with a spreadsheet as a download, or with the reason why there is no file."""

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.shared.list_query import ListForm
from customers.shared.spreadsheet import Sheet, write_csv, write_xlsx
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Unavailable
from econ_admin.gateway.errors import GatewayError
from econ_admin.http import render_error


@dataclass(frozen=True)
class FileFormat:
    """A format of spreadsheets."""

    extension: str
    content_type: str
    write: Callable[..., None]
    """Writes to a file one sheet; XLSX several."""


CSV = FileFormat("csv", "text/csv; charset=utf-8", write_csv)
XLSX = FileFormat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx)


def build_file_name(request: EconRequest, name: str, extension: str) -> str:
    """Builds a name from agreement, content and date: `sandbox-barred-2026-11-23.csv`."""
    return f"{request.agreement.slug}-{name}-{timezone.localdate():%Y-%m-%d}.{extension}"


def serve_spreadsheet(request: EconRequest, file_format: FileFormat, name: str, *sheets: Sheet) -> FileResponse:
    """Serves the sheet, or several in XLSX, as a download. `name` says what it contains."""
    file = TemporaryFile()  # noqa: SIM115 - deleted when the response closes it
    file_format.write(file, *sheets)
    file.seek(0)
    file_name = build_file_name(request, name, file_format.extension)
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=file_format.content_type)


def render_no_file(request: EconRequest, error: GatewayError) -> HttpResponse:
    """Renders why e-conomic did not give what the file needs."""
    notice = describe_failure(Unavailable(error))
    return render_no_file_because(request, notice.message, notice.status, notice.log_id)


def render_invalid_query(request: EconRequest, form: ListForm) -> HttpResponse:
    """Renders which filter is invalid: a file without it would have too many rows."""
    errors = [str(error) for field_errors in form.errors.values() for error in field_errors]
    return render_no_file_because(request, " ".join(errors), 422)


def render_no_file_because(request: EconRequest, message: str, status: int, log_id: str = "") -> HttpResponse:
    return render_error(request, message, status, title=_("No file was created"), log_id=log_id)
