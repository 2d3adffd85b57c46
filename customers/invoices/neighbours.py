"""Finds the previous and next invoice in the list that the person came from."""

from typing import Any

from django.http import QueryDict

from customers.frame.previous_next import Neighbours, PreviousNext, build_previous_next, compute_window, locate
from customers.invoices.columns import get_number
from customers.invoices.invoice_kinds import InvoiceKind
from customers.invoices.invoice_pages import narrow
from customers.invoices.query_form import InvoiceListForm
from customers.shared.long_read import ReadFailed, Unfinished
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Gateway

ORIGIN = "from"


def get_origin_list(request: EconRequest, kind: InvoiceKind) -> InvoiceListForm | None:
    """Returns the query of the list that the person came from; None if they came from none."""
    if ORIGIN not in request.GET:
        return None
    return kind.form_class(QueryDict(request.GET[ORIGIN]), kind.get_url(request))


def find_neighbours(economic: Gateway, kind: InvoiceKind, form: InvoiceListForm, number: int) -> Neighbours | None:
    """Looks for the invoice on the page of the list; None if that would take too many calls. Raises GatewayError."""
    if not form.is_valid():
        return None
    try:
        narrowed = narrow(economic, kind, form, is_reading=False, accepts_old=True)
    except ReadFailed:
        return None
    if isinstance(narrowed, Unfinished) or narrowed.is_none:
        return None
    page_number, size = compute_window((form.page_number - 1) * form.page_size, form.page_size)
    page = kind.fetch(economic, form, page_number, size, narrowed.filter)
    names = {get_number(invoice): invoice.recipient.name for invoice in page.items}
    return locate(list(names), names, page_number * size, page.results, form.page_size, number)


def build_links(
    request: EconRequest, kind: InvoiceKind, form: InvoiceListForm | None, neighbours: Any
) -> PreviousNext | None:
    """Builds the links; None without an origin list, or if it could not be loaded."""
    if form is None or not neighbours:
        return None

    def build_url(number: int, page: int) -> str:
        return url_for(request, kind.detail_view, number) + form.build_origin_query(page)

    return build_previous_next(neighbours, build_url)
