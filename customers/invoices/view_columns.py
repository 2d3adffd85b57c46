"""The columns of an invoice list: those that a person chose, and what the list is about."""

from collections.abc import Sequence
from dataclasses import replace

from customers.invoices.columns import BOOKED_COLUMNS, DAYS, NAME, NUMBER, InvoiceColumn
from customers.invoices.query_form import BookedListForm, InvoiceListForm

MAX_FITTING_COLUMNS = 8  # beside number and name, on a common screen; with more, the table scrolls
MAX_ON_NARROW_SCREENS = 4  # if none of them is left out there
DECISIVE = ("status", "amount", "remainder")  # columns that one decides by
OF_ALL_CUSTOMERS = ("customer", "city")  # the same in every row of one customer's list
SAID_BY_DAYS = ("age", "status")


def arrange_columns(form: InvoiceListForm, columns: Sequence[InvoiceColumn]) -> list[InvoiceColumn]:
    """Returns all columns of the list. The days overdue replace what they say; what one decides by comes first if not
    all fit.
    """
    if form.customer_number:
        columns = [column for column in columns if column.key not in OF_ALL_CUSTOMERS]
    if is_overdue_view(form):
        others = [column for column in columns if column.key not in SAID_BY_DAYS]
        columns = [column for column in BOOKED_COLUMNS if column is DAYS or column in others]
    if len(columns) > MAX_FITTING_COLUMNS:
        first = [column for column in columns if column.key in DECISIVE]
        columns = first + [column for column in columns if column not in first]
    return [NUMBER, *([] if form.customer_number else [NAME]), *columns]


def is_overdue_view(form: InvoiceListForm) -> bool:
    return isinstance(form, BookedListForm) and form.chosen_state == "overdue"


def show_at_every_width(columns: Sequence[InvoiceColumn]) -> list[InvoiceColumn]:
    """Returns the columns that a person chose, also those that are usually left out on narrow screens."""
    return [
        replace(column, css=column.css.replace("soft wide", "wide").replace("wide", "second-line"))
        for column in columns
    ]


def is_wide(form: InvoiceListForm, columns: Sequence[InvoiceColumn], *, are_chosen: bool) -> bool:
    """Whether the table scrolls by itself, since not all of its columns fit."""
    count = len(columns) - (1 if form.customer_number else 2)
    return count > (MAX_ON_NARROW_SCREENS if are_chosen else MAX_FITTING_COLUMNS)
