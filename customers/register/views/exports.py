"""The list as a file."""

from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.query import customer_query
from customers.query.columns import NAME, NUMBER, Names, names
from customers.query.customer_query import Found, NotGathered
from customers.query.overdue_columns import with_late
from customers.query.query_form import CustomerListForm
from customers.register import export, list_preferences
from customers.register.tabs import current_name, tabs
from customers.shared.unavailable import failed
from econ_admin.gateway import Gateway, Unavailable
from econ_admin.gateway.errors import GatewayError
from econ_admin.http import EconRequest, render_error, url_for


@require_safe
def csv(request: EconRequest) -> HttpResponseBase:
    return _exported(request, export.write_csv, "csv", "text/csv; charset=utf-8")


@require_safe
def xlsx(request: EconRequest) -> HttpResponseBase:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _exported(request, export.write_xlsx, "xlsx", kind)


def _exported(request: EconRequest, write: export.Write, ending: str, content_type: str) -> HttpResponseBase:
    """All customers of the list that the address asks for, or the sentence that says why there is no file."""
    form = CustomerListForm(request.GET, url_for(request, "customers:list"))
    columns = list_preferences.columns_of(list_preferences.choice_of(request))
    try:
        with request.economic.transport.afresh(keep=False):  # a file says nothing of its age, and is asked for once
            found, called = _everybody(request.economic, form, {column.key for column in columns})
    except NotGathered as error:
        return _no_file(request, _(error.sentence) % error.parameters, 400)
    except GatewayError as error:
        why = failed(Unavailable(error))
        return _no_file(request, why.sentence, why.status, why.log_id)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it, and with that it is gone
    write(file, [NUMBER, NAME, *with_late(form, columns, found.late)], found.rows, called)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_file_name(request, form, ending), content_type=content_type)


def _everybody(economic: Gateway, form: CustomerListForm, keys: set[str]) -> tuple[Found, Names]:
    """Raises GatewayError and NotGathered: a file with numbers for names would not say that it is half."""
    first, groups, terms, zones = economic.together(
        lambda: customer_query.begin_all(economic, form),
        economic.customer_groups.all if "group" in keys else list,
        economic.payment_terms.all if "terms" in keys else list,
        economic.vat_zones.all if "zone" in keys else list,
    )
    return customer_query.finish_all(economic, form, first), names(groups, terms, zones)


def _no_file(request: EconRequest, message: str, status: int, log_id: str = "") -> HttpResponse:
    return render_error(request, message, status, title=_("No file was made"), log_id=log_id)


def _file_name(request: EconRequest, form: CustomerListForm, ending: str) -> str:
    """`sandbox-barred-2026-11-23.csv`: the agreement, the view and the day."""
    view = slugify(current_name(tabs(form, list_preferences.views_of(request))), allow_unicode=True) or "customers"
    return f"{request.agreement.slug}-{view}-{timezone.localdate():%Y-%m-%d}.{ending}"
