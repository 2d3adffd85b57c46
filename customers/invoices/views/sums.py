"""The sum of all invoices of a list. Loaded beside the list, since many pages may have to be read for it."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.invoices.invoice_kinds import InvoiceKind
from customers.invoices.invoice_pages import Narrowed, narrow
from customers.invoices.query_form import InvoiceListForm
from customers.invoices.sums import format_sums, merge, read_sums
from customers.shared import formatting
from customers.shared.list_response import build_progress_context
from customers.shared.long_read import ReadFailed, Unfinished, advance
from customers.shared.spreadsheet_response import render_invalid_query
from customers.shared.unavailable import FailureNotice, describe_failure, get_page_status
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway, Page, Unavailable, optional
from econ_admin.http import choose_template, translate

PAGE_TEMPLATE, PARTIAL = "invoices/sum_page.html", "sum"


@require_safe
def show_sum(request: EconRequest, kind: InvoiceKind, customer: int | None = None) -> HttpResponse:
    """Shows the sum by currency, how far adding up has come, or why there is no sum."""
    form = kind.read_list(request, customer)
    if not form.is_valid():
        return render_invalid_query(request, form)
    context = {"form": form, "list_name": kind.name} | _build_context(request, kind, form)
    template = choose_template(request, PAGE_TEMPLATE, PARTIAL)
    return render(request, template, context, status=get_page_status(context, is_page=template == PAGE_TEMPLATE))


def build_sum_url(request: EconRequest, kind: InvoiceKind, form: InvoiceListForm) -> str:
    prefix, arguments = ("customer-", [form.customer_number]) if form.customer_number else ("", [])
    return f"{url_for(request, f'customers:{prefix}{kind.key}-sum', *arguments)}?{form.filter_query}"


def _build_context(request: EconRequest, kind: InvoiceKind, form: InvoiceListForm) -> dict[str, Any]:
    try:
        answer = optional(lambda: _add_up(request.economic, kind, form))()
    except ReadFailed as error:
        return {"failed": FailureNotice(translate(error), "", 400)}
    if isinstance(answer, Unavailable):
        return {"failed": describe_failure(answer)}
    if isinstance(answer, Unfinished):
        return build_progress_context(answer, build_sum_url(request, kind, form), form.current_url)
    return answer


def _add_up(economic: Gateway, kind: InvoiceKind, form: InvoiceListForm) -> dict[str, Any] | Unfinished:
    narrowed = narrow(economic, kind, form)
    if isinstance(narrowed, Unfinished):
        return narrowed
    if narrowed.is_none:
        return {"sums": [], "count": 0, "all": formatting.format_count(0)}
    read = read_sums(
        f"{kind.key} {form.customer_number} {form.filter_query}", kind.key, partial(_fetch, kind, form, narrowed)
    )
    answer = advance(economic, read)
    if isinstance(answer, Unfinished):
        return answer
    count = formatting.format_count(answer.results)
    return {"sums": format_sums(merge(answer.parts)), "count": answer.results, "all": count}


def _fetch(
    kind: InvoiceKind, form: InvoiceListForm, narrowed: Narrowed, economic: Gateway, number: int, size: int
) -> Page[Any]:
    return kind.fetch(economic, form, number, size, narrowed.filter)
