"""Exports the customer list as a file."""

from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.query import customer_query
from customers.query.columns import NAME, NUMBER, ReferenceNames, build_reference_names
from customers.query.customer_query import IncompleteQuery, QueryResult
from customers.query.query_form import CustomerListForm
from customers.query.view_columns import arrange_columns
from customers.register import export, list_preferences
from customers.register.tabs import build_tabs, get_current_name
from customers.shared.unavailable import describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway, Unavailable
from econ_admin.gateway.errors import GatewayError
from econ_admin.http import render_error, translate


@require_safe
def export_csv(request: EconRequest) -> HttpResponseBase:
    return _export(request, export.write_csv, "csv", "text/csv; charset=utf-8")


@require_safe
def export_xlsx(request: EconRequest) -> HttpResponseBase:
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _export(request, export.write_xlsx, "xlsx", content_type)


def _export(request: EconRequest, write: export.ExportWriter, extension: str, content_type: str) -> HttpResponseBase:
    """Exports all customers of the list in the URL, or renders the reason why there is no file."""
    form = CustomerListForm(request.GET, url_for(request, "customers:list"))
    columns = list_preferences.get_columns(list_preferences.get_preferences(request))
    try:
        economic = request.economic.refreshed(
            store=False
        )  # a file does not show its age, and is rarely requested twice
        result, reference_names = _load_customers(economic, form, {column.key for column in columns})
    except IncompleteQuery as error:
        return _render_no_file(request, translate(error), 400)
    except GatewayError as error:
        notice = describe_failure(Unavailable(error))
        return _render_no_file(request, notice.message, notice.status, notice.log_id)
    file = TemporaryFile()  # noqa: SIM115 - deleted when the response closes it
    write(
        file,
        [NUMBER, NAME, *arrange_columns(form, columns, result.overdue_by_customer)],
        result.rows,
        reference_names,
    )
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=_build_file_name(request, form, extension), content_type=content_type
    )


def _load_customers(economic: Gateway, form: CustomerListForm, keys: set[str]) -> tuple[QueryResult, ReferenceNames]:
    """Raises GatewayError and IncompleteQuery: a file with numbers in place of names would look complete."""
    first_page, groups, terms, zones = economic.together(
        lambda: customer_query.start_full_query(economic, form),
        economic.customer_groups.all if "group" in keys else list,
        economic.payment_terms.all if "terms" in keys else list,
        economic.vat_zones.all if "zone" in keys else list,
    )
    return customer_query.finish_full_query(economic, form, first_page), build_reference_names(groups, terms, zones)


def _render_no_file(request: EconRequest, message: str, status: int, log_id: str = "") -> HttpResponse:
    return render_error(request, message, status, title=_("No file was created"), log_id=log_id)


def _build_file_name(request: EconRequest, form: CustomerListForm, extension: str) -> str:
    """Builds a name from agreement, view and date: `sandbox-barred-2026-11-23.csv`."""
    view = (
        slugify(get_current_name(build_tabs(form, list_preferences.list_saved_views(request))), allow_unicode=True)
        or "customers"
    )
    return f"{request.agreement.slug}-{view}-{timezone.localdate():%Y-%m-%d}.{extension}"
