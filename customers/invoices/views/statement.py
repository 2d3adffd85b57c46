"""A customer's statement of account: the page, the PDF and the spreadsheet."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.frame.customer_frame import build_frame_context, load_customer_context, render_no_such_customer
from customers.invoices import statement_text
from customers.invoices.statement import Statement, build_items, load_open_invoices, sum_by_currency
from customers.invoices.statement_pdf import render_statement
from customers.invoices.statement_sheets import build_sheets
from customers.invoices.views.pdf import render_no_pdf, serve_pdf
from customers.shared.long_read import ReadFailed
from customers.shared.spreadsheet_response import XLSX, render_no_file, render_no_file_because, serve_spreadsheet
from customers.shared.unavailable import FailureNotice, describe_failure
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway, Unavailable, optional
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.gateway.records import Agreement, BookedInvoice, Customer
from econ_admin.http import translate

PAGE_TEMPLATE = "invoices/statement.html"


@require_safe
def show_statement(request: EconRequest, customer: int) -> HttpResponse:
    economic = request.economic
    try:
        invoices, agreement, customer_context = economic.together(
            partial(_load_or_describe, economic, customer),
            optional(economic.agreement.get),
            lambda: load_customer_context(economic, customer),
        )
    except NotFound:
        return render_no_such_customer(request, customer)
    context = build_frame_context(request, customer_context) | {
        "pdf_url": url_for(request, "customers:statement-pdf", customer),
        "xlsx_url": url_for(request, "customers:statement-xlsx", customer),
    }
    if isinstance(agreement, Unavailable):
        return _render_failure(request, context, describe_failure(agreement))
    if isinstance(invoices, FailureNotice):
        return _render_failure(request, context, invoices)
    statement = _build_statement(request, customer_context.customer, agreement, invoices)
    return render(request, PAGE_TEMPLATE, context | _build_context(statement))


def _render_failure(request: EconRequest, context: dict[str, Any], notice: FailureNotice) -> HttpResponse:
    return render(request, PAGE_TEMPLATE, context | {"failed": notice}, status=notice.status)


@require_safe
def serve_statement_pdf(request: EconRequest, customer: int) -> HttpResponseBase:
    try:
        statement = _load_statement(request, customer)
    except ReadFailed as error:
        return render_no_pdf(request, FailureNotice(translate(error), "", 400))
    except GatewayError as error:
        return render_no_pdf(request, describe_failure(Unavailable(error)))
    return serve_pdf(request, render_statement(statement), f"statement-{customer}.pdf")


@require_safe
def export_statement(request: EconRequest, customer: int) -> HttpResponseBase:
    try:
        statement = _load_statement(request, customer)
    except ReadFailed as error:
        return render_no_file_because(request, translate(error), 400)
    except GatewayError as error:
        return render_no_file(request, error)
    return serve_spreadsheet(request, XLSX, f"statement-{customer}", *build_sheets(statement))


def _load_or_describe(economic: Gateway, customer: int) -> list[BookedInvoice] | FailureNotice:
    """Loads the open invoices, or the reason why there is no statement."""
    try:
        return load_open_invoices(economic, customer)
    except ReadFailed as error:
        return FailureNotice(translate(error), "", 400)
    except GatewayError as error:
        return describe_failure(Unavailable(error))


def _load_statement(request: EconRequest, customer: int) -> Statement:
    """Loads the statement for a document, which does not show how old it is. Raises GatewayError and ReadFailed."""
    economic = request.economic.refreshed(store=False)
    record, invoices, agreement = economic.together(
        lambda: economic.customers.get(customer),
        lambda: load_open_invoices(economic, customer),
        economic.agreement.get,
    )
    return _build_statement(request, record, agreement, invoices)


def _build_statement(
    request: EconRequest, customer: Customer, agreement: Agreement, invoices: list[BookedInvoice]
) -> Statement:
    items = build_items(invoices, timezone.localdate())
    base_currency = agreement.settings.base_currency
    return Statement(
        customer,
        agreement.company,
        base_currency,
        items,
        sum_by_currency(items, base_currency),
        request.read_log.oldest_read_at or datetime.now(UTC),
    )


def _build_context(statement: Statement) -> dict[str, Any]:
    """Builds what the page shows of the statement."""
    return {
        "customer_lines": statement_text.list_customer_lines(statement),
        "company_lines": statement_text.list_company_lines(statement),
        "read_at": statement_text.format_read_at(statement),
        "items": [statement_text.build_item_row(item) for item in statement.items],
        "sum_labels": statement_text.SUM_LABELS,
        "sums": [statement_text.build_sum_row(sums) for sums in statement.sums],
        "notes": statement_text.list_notes(statement),
        "caption": _("Open items of %(name)s") % {"name": statement.customer.name},
    }
