"""Exports the customer list as a file."""

from django.http import HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from customers.query import list_preferences
from customers.query.columns import NAME, NUMBER
from customers.query.customer_query import ComputedList, compute, fetch_chunk
from customers.query.own_views import get_current_name
from customers.query.query_form import CustomerListForm
from customers.query.reference_names import load_names
from customers.query.view_columns import arrange_columns
from customers.register.export import build_columns
from customers.register.list_kinds import CUSTOMERS
from customers.register.tabs import build_tabs
from customers.shared import long_read
from customers.shared.export import Prepared, RowsRead, export, is_under_way, read_rows
from customers.shared.long_read import Unfinished
from customers.shared.spreadsheet import Sheet, SpreadsheetColumn
from customers.shared.spreadsheet_response import CSV, XLSX, FileFormat
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway, Page
from econ_admin.gateway.records import Customer


@require_safe
def export_csv(request: EconRequest) -> HttpResponseBase:
    return _export(request, CSV)


@require_safe
def export_xlsx(request: EconRequest) -> HttpResponseBase:
    return _export(request, XLSX)


def _export(request: EconRequest, file_format: FileFormat) -> HttpResponseBase:
    """Exports all customers of the list in the URL."""
    form = CustomerListForm(request.GET, url_for(request, "customers:list"))
    return export(
        request,
        file_format,
        _name_view(request, form),
        form.build_url(),
        lambda economic: _prepare(request, economic, form),
    )


def _prepare(request: EconRequest, economic: Gateway, form: CustomerListForm) -> Prepared:
    """Prepares the export. Raises GatewayError: a file with numbers in place of names would look complete."""
    columns = list_preferences.get_columns(CUSTOMERS, list_preferences.get_preferences(request, CUSTOMERS))
    keys = {column.key for column in columns}
    is_first_request = not is_under_way(request)
    found, names = economic.together(
        lambda: _find(economic, form, is_first_request=is_first_request), lambda: load_names(economic, keys)
    )
    if isinstance(found, Unfinished):
        return found
    computed = found if isinstance(found, ComputedList) else None
    overdue = computed.overdue_by_customer if computed else {}
    shown_columns = [NUMBER, NAME, *arrange_columns(form, columns, overdue)]
    sheet_columns = build_columns(shown_columns, names)
    if computed is None:
        return _read_list(form, sheet_columns, found if isinstance(found, Page) else None)
    if all(number in computed.known for number in computed.numbers):
        return Sheet(sheet_columns, [*(computed.known[number] for number in computed.numbers), *computed.unreadable])
    return _read_computed(computed, sheet_columns)


def _find(
    economic: Gateway, form: CustomerListForm, *, is_first_request: bool
) -> ComputedList | Unfinished | Page[Customer] | None:
    """Finds the customers of a list that is computed here, or fetches the first page of another one."""
    if form.is_computed_locally:
        return compute(economic, form, accepts_old=not is_first_request)
    return (
        economic.customers.page(form.filter, form.api_sort, 0, long_read.get_page_size()) if is_first_request else None
    )


def _read_list(form: CustomerListForm, columns: list[SpreadsheetColumn], first_page: Page[Customer] | None) -> RowsRead:
    def fetch_page(economic: Gateway, number: int, size: int) -> Page[Customer]:
        return economic.customers.page(form.filter, form.api_sort, number, size)

    name = f"{form.filter} {form.api_sort}"
    return read_rows(name, "customers", columns, fetch_page, _get_number, first_page)


def _read_computed(computed: ComputedList, columns: list[SpreadsheetColumn]) -> RowsRead:
    def fetch_page(economic: Gateway, number: int, size: int) -> Page[Customer]:
        return fetch_chunk(economic, computed.numbers, number)

    name = f"{computed.numbers} {computed.overdue_by_customer}"
    return read_rows(name, "customers", columns, fetch_page, _get_number)


def _get_number(customer: Customer) -> int:
    return customer.customer_number


def _name_view(request: EconRequest, form: CustomerListForm) -> str:
    """Returns the name of the view, for the file's name."""
    name = get_current_name(build_tabs(form, list_preferences.list_saved_views(request, CUSTOMERS)))
    return slugify(name, allow_unicode=True) or "customers"
