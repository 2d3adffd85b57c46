"""The columns of a view: what it is about comes first, so that it needs no scrolling."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy

from customers.query.columns import COLUMNS_BY_KEY, CustomerColumn
from customers.query.query_form import CustomerListForm
from customers.query.reference_names import ReferenceNames
from customers.shared.overdue_invoices import CustomerOverdue
from econ_admin.gateway.records import Customer

MAX_FITTING_COLUMNS = 7  # beside number and name, on a common screen; with more, the table scrolls
DECISIVE = ("status", "limit", "balance", "due")  # columns that one decides by


def arrange_columns(
    form: CustomerListForm, columns: Sequence[CustomerColumn], overdue_by_customer: Mapping[int, CustomerOverdue]
) -> list[CustomerColumn]:
    """Adds the columns that the view is about, and puts them first. So are the decisive ones if not all fit."""
    if form.is_overdue_view:
        return _build_overdue_columns(overdue_by_customer) + [column for column in columns if column.key != "due"]
    first_keys: tuple[str, ...] = ()
    if form.is_over_limit_view:
        first_keys = ("limit", "balance")
    elif len(columns) > MAX_FITTING_COLUMNS:
        first_keys = tuple(column.key for column in columns if column.key in DECISIVE)
    first = [COLUMNS_BY_KEY[key] for key in first_keys]
    return first + [column for column in columns if column.key not in first_keys]


def _build_overdue_columns(overdue_by_customer: Mapping[int, CustomerOverdue]) -> list[CustomerColumn]:
    """Builds the overdue amount and its age. They replace `due`, which is the same amount."""
    today = timezone.localdate()

    def get_amount(customer: Customer, _: ReferenceNames) -> Decimal:
        return overdue_by_customer[customer.customer_number].amount

    def get_days(customer: Customer, _: ReferenceNames) -> int:
        return overdue_by_customer[customer.customer_number].get_days(today)

    return [
        # Translators: the amount, as the head of a column.
        CustomerColumn("overdue", gettext_lazy("Overdue"), get_amount, "num second-line", "overdue"),
        CustomerColumn("oldest", gettext_lazy("Days overdue"), get_days, "num second-line", "oldest"),
    ]
