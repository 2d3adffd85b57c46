"""The two kinds of invoice lists: drafts and booked invoices."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from customers.invoices.amounts import ReadAmounts, read_draft_amounts, read_unpaid_amounts
from customers.invoices.columns import (
    BOOKED_COLUMNS,
    DEFAULT_BOOKED_COLUMNS,
    DEFAULT_DRAFT_COLUMNS,
    DRAFT_COLUMNS,
)
from customers.invoices.invoice_query import FetchPage, fetch_booked, fetch_drafts
from customers.invoices.query_form import BookedListForm, DraftListForm, InvoiceListForm
from customers.invoices.rows import UrlPrefixes
from customers.query.list_kind import ListKind
from customers.shared.list_query import DEFAULT_PAGE_SIZE
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway import Filter


@dataclass(frozen=True, kw_only=True)
class InvoiceKind(ListKind):
    """The differences between lists of drafts and lists of booked invoices."""

    form_class: Callable[..., InvoiceListForm]
    fetch: FetchPage
    read_amounts: Callable[[Filter | None], ReadAmounts]
    """Reads what a search for an amount compares, of the invoices that a filter finds."""
    detail_view: str
    all_template: str
    customer_template: str

    def read_list(
        self, request: EconRequest, customer: int | None = None, default_size: int = DEFAULT_PAGE_SIZE
    ) -> InvoiceListForm:
        """Reads the query in the request's URL: of the list of all customers, or of one."""
        return self.form_class(request.GET, self.get_url(request, customer), default_size, customer_number=customer)

    def build_url_prefixes(self, request: EconRequest, tail: str = "") -> UrlPrefixes:
        return UrlPrefixes(
            url_for(request, self.detail_view, 0).removesuffix("0/"),
            url_for(request, "customers:customer", 0).removesuffix("0/"),
            tail,
        )


DRAFT = InvoiceKind(
    key="drafts",
    name=gettext_lazy("Drafts"),
    view="customers:all-drafts",
    form_class=DraftListForm,
    columns=DRAFT_COLUMNS,
    default_columns=DEFAULT_DRAFT_COLUMNS,
    customer_view="customers:drafts",
    fetch=fetch_drafts,
    read_amounts=read_draft_amounts,
    detail_view="customers:draft",
    all_template="invoices/draft_list.html",
    customer_template="invoices/customer_drafts.html",
)
BOOKED_INVOICE = InvoiceKind(
    key="booked",
    name=gettext_lazy("Booked invoices"),
    view="customers:all-booked",
    form_class=BookedListForm,
    columns=BOOKED_COLUMNS,
    default_columns=DEFAULT_BOOKED_COLUMNS,
    customer_view="customers:booked",
    fetch=fetch_booked,
    read_amounts=read_unpaid_amounts,
    detail_view="customers:booked-invoice",
    all_template="invoices/booked_list.html",
    customer_template="invoices/customer_booked.html",
)
