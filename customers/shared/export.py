"""Exports a list: at once if it is short, otherwise after a page that shows how far reading has come.

The rows of each page read are kept, not its records, so that few of them are in memory at a time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from customers.shared.list_response import build_progress_context
from customers.shared.long_read import Finished, LongRead, ReadFailed, Unfinished, advance
from customers.shared.spreadsheet import CellValue, Sheet, SpreadsheetColumn
from customers.shared.spreadsheet_response import (
    FileFormat,
    render_no_file,
    render_no_file_because,
    serve_spreadsheet,
)
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway, Page
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import Record
from econ_admin.http import choose_template, translate

PAGE_TEMPLATE, PARTIAL = "parts/export_page.html", "export"
STEP_PARAMETER, READING, READY = "step", "reading", "ready"
PAGES_AT_ONCE = 6  # few, since all cells of their rows are in memory

T = TypeVar("T", bound=Record)
Row = list[CellValue]
FetchPage = Callable[[Gateway, int, int], Page[T]]


@dataclass(frozen=True)
class RowsRead:
    """The columns of a spreadsheet, the read of its rows, and the first page if it was fetched just now."""

    columns: Sequence[SpreadsheetColumn]
    read: LongRead[Any, list[Row]]
    first_page: Page[Any] | None = None


Prepared = Sheet | RowsRead | Unfinished


def read_rows(
    name: str,
    noun: str,
    columns: Sequence[SpreadsheetColumn],
    fetch_page: FetchPage[T],
    get_number: Callable[[T], int],
    first_page: Page[T] | None = None,
) -> RowsRead:
    """Reads the rows of a spreadsheet. `name` names the filter and the order; columns and language are added."""
    labels = " ".join(str(column.label) for column in columns)
    sheet = Sheet(columns, ())

    def condense(page: Page[T]) -> list[Row]:
        return [sheet.build_row(record) for record in page.rows]

    digest = sha256(f"{name} {labels} {get_language()}".encode()).hexdigest()
    read = LongRead(f"rows {digest}", noun, fetch_page, condense, get_number, pages_at_once=PAGES_AT_ONCE)
    return RowsRead(columns, read, first_page)


def is_under_way(request: EconRequest) -> bool:
    """Whether an export goes on that this person has begun: what was found then is kept."""
    return request.GET.get(STEP_PARAMETER) in (READING, READY)


def export(
    request: EconRequest, file_format: FileFormat, name: str, list_url: str, prepare: Callable[[Gateway], Prepared]
) -> HttpResponseBase:
    """Answers with the file, with how far reading has come, or with the reason why there is no file.

    `prepare` may raise GatewayError and ReadFailed.
    """
    economic = request.economic.refreshed(store=False)  # a file does not show its age, and is rarely requested twice
    step = request.GET.get(STEP_PARAMETER)
    try:
        prepared = prepare(economic)
        if isinstance(prepared, Sheet):
            return (
                _offer(request, list_url)
                if step == READING
                else serve_spreadsheet(request, file_format, name, prepared)
            )
        if isinstance(prepared, Unfinished):
            return _render_progress(request, prepared, list_url)
        answer = advance(economic, prepared.read, accepts_old=step == READY, first_page=prepared.first_page)
        if isinstance(answer, Unfinished):
            return _render_progress(request, answer, list_url)
        if step != READY and (step == READING or answer.read_at is not None):
            return _offer(request, list_url)
        return serve_spreadsheet(request, file_format, name, Sheet(prepared.columns, _chain(answer)))
    except ReadFailed as error:
        return render_no_file_because(request, translate(error), 400)
    except GatewayError as error:
        return render_no_file(request, error)


def _chain(answer: Finished[Any, list[Row]]) -> Iterable[Row]:
    return (row for rows in answer.parts for row in rows)


def _render_progress(request: EconRequest, progress: Unfinished, list_url: str) -> HttpResponse:
    context = build_progress_context(progress, _build_url(request, READING), list_url)
    return _render_page(request, context)


def _offer(request: EconRequest, list_url: str) -> HttpResponse:
    """Offers the file. It is no answer to a page that asks how far reading has come."""
    return _render_page(request, {"ready_url": _build_url(request, READY), "list_url": list_url})


def _render_page(request: EconRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, choose_template(request, PAGE_TEMPLATE, PARTIAL), context)


def _build_url(request: EconRequest, step: str) -> str:
    query = request.GET.copy()
    query[STEP_PARAMETER] = step
    return f"{request.path}?{query.urlencode()}"
