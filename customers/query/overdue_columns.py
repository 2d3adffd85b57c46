"""Additional columns of the overdue view."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy

from customers.query.columns import CustomerColumn, ReferenceNames
from customers.query.query_form import CustomerListForm
from customers.shared.overdue_invoices import CustomerOverdue
from econ_admin.gateway.records import Customer


def add_overdue_columns(
    form: CustomerListForm, columns: Sequence[CustomerColumn], overdue_by_customer: Mapping[int, CustomerOverdue]
) -> list[CustomerColumn]:
    """Adds the columns first, so that they need no scrolling. `due` is dropped, since it is the same amount."""
    if not form.is_overdue_view:
        return list(columns)
    today = timezone.localdate()

    def get_amount(customer: Customer, _: ReferenceNames) -> Decimal:
        return overdue_by_customer[customer.customer_number].amount

    def get_days(customer: Customer, _: ReferenceNames) -> int:
        return overdue_by_customer[customer.customer_number].get_days(today)

    overdue = CustomerColumn("overdue", gettext_lazy("Overdue"), get_amount, "num second-line", "overdue")
    oldest = CustomerColumn("oldest", gettext_lazy("Days overdue"), get_days, "num second-line", "oldest")
    return [overdue, oldest, *(column for column in columns if column.key != "due")]
