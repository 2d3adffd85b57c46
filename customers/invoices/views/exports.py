"""Exports an invoice list as a file, with all columns: an amount alone does not say its currency or its customer."""

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from customers.invoices.columns import get_number
from customers.invoices.export import build_columns
from customers.invoices.filters import build_tabs
from customers.invoices.invoice_kinds import InvoiceKind
from customers.invoices.invoice_pages import narrow
from customers.invoices.query_form import InvoiceListForm
from customers.query import list_preferences
from customers.query.own_views import get_current_name
from customers.shared.export import Prepared, export, is_under_way, read_rows
from customers.shared.long_read import Unfinished
from customers.shared.spreadsheet import Sheet
from customers.shared.spreadsheet_response import FileFormat, render_invalid_query
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway, Page


@require_safe
def export_invoices(
    request: EconRequest, kind: InvoiceKind, file_format: FileFormat, customer: int | None = None
) -> HttpResponseBase:
    """Exports all invoices of the list in the URL."""
    form, today = kind.read_list(request, customer), timezone.localdate()
    if not form.is_valid():
        return render_invalid_query(request, form)

    columns = build_columns(kind.columns, today)

    def prepare(economic: Gateway) -> Prepared:
        narrowed = narrow(economic, kind, form, accepts_old=is_under_way(request))
        if isinstance(narrowed, Unfinished):
            return narrowed
        narrowed.ensure_complete()
        if narrowed.is_none:
            return Sheet(columns, [])

        def fetch_page(economic: Gateway, number: int, size: int) -> Page[Any]:
            return kind.fetch(economic, form, number, size, narrowed.filter)

        name = f"{kind.key} {customer} {form.saved_query} {today}"
        return read_rows(name, kind.key, columns, fetch_page, get_number)

    return export(request, file_format, _build_name(request, kind, form), form.build_url(), prepare)


def _build_name(request: EconRequest, kind: InvoiceKind, form: InvoiceListForm) -> str:
    """Names the file after the list, its customer and the view: `booked-invoices-10007-overdue`."""
    views = [] if form.customer_number else list_preferences.list_saved_views(request, kind)
    parts = (kind.name, form.customer_number or "", get_current_name(build_tabs(form, views)))
    return "-".join(filter(None, (slugify(str(part), allow_unicode=True) for part in parts)))
