"""The columns that the view of those who are late has beside the others."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy

from customers.forms.customer_list import CustomerListForm
from customers.invoices.late import Late
from customers.listing.columns import Column


def late_columns(form: CustomerListForm, late: Mapping[int, Late]) -> list[Column]:
    """None in other views."""
    if not form.is_of_late:
        return []
    today = timezone.localdate()
    return [
        Column(
            "overdue",
            gettext_lazy("Overdue"),
            lambda each, _: late[each.customer_number].amount,
            "num also",
            "overdue",
        ),
        Column(
            "oldest",
            gettext_lazy("Days overdue"),
            lambda each, _: late[each.customer_number].days(today),
            "num also",
            "oldest",
        ),
    ]
