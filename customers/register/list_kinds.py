"""The lists whose columns, page size and views each person chooses."""

from django.utils.translation import gettext_lazy

from customers.invoices.invoice_kinds import BOOKED_INVOICE, DRAFT
from customers.query.columns import COLUMNS, DEFAULT_COLUMNS
from customers.query.list_kind import ListKind
from customers.query.query_form import CustomerListForm

CUSTOMERS = ListKind(
    "customers", gettext_lazy("Customers"), "customers:list", CustomerListForm, COLUMNS, DEFAULT_COLUMNS
)
LIST_KINDS: dict[str, ListKind] = {kind.key: kind for kind in (CUSTOMERS, BOOKED_INVOICE, DRAFT)}
