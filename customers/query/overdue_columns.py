"""The columns that the view of those who are late has beside the others."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy

from customers.query.columns import Column, Names
from customers.query.query_form import CustomerListForm
from customers.shared.overdue_invoices import Late
from econ_admin.gateway.records import Customer


def with_late(form: CustomerListForm, columns: Sequence[Column], late: Mapping[int, Late]) -> list[Column]:
    """Before the others: what the view is about must not be scrolled to. `due` would say the same again."""
    if not form.is_of_late:
        return list(columns)
    today = timezone.localdate()

    def amount(customer: Customer, _: Names) -> Decimal:
        return late[customer.customer_number].amount

    def days(customer: Customer, _: Names) -> int:
        return late[customer.customer_number].days(today)

    overdue = Column("overdue", gettext_lazy("Overdue"), amount, "num also", "overdue")
    oldest = Column("oldest", gettext_lazy("Days overdue"), days, "num also", "oldest")
    return [overdue, oldest, *(column for column in columns if column.key != "due")]
