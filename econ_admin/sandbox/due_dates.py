"""When an invoice falls due, by the type of its payment terms. Pure."""

from calendar import monthrange
from datetime import date, timedelta

MANUAL_DUE_DATE = "dueDate"  # the type whose date is set on each invoice
IMMEDIATE_TYPES = ("prepaid", "paidInCash", "creditcard")
FIRST_WEEKDAYS = {"invoiceWeekStartingMonday": 0, "invoiceWeekStartingSunday": 6}


def calculate_due_date(terms_type: str, days: int, invoice_date: date) -> date:
    """The due date of an invoice of that day.

    `net` and `invoiceMonth` are as recorded; that a week's days run from its last day, and that what is paid at once
    is due at once, is inferred.
    """
    if terms_type in IMMEDIATE_TYPES or terms_type == MANUAL_DUE_DATE:
        return invoice_date
    if terms_type == "invoiceMonth":
        invoice_date = invoice_date.replace(day=monthrange(invoice_date.year, invoice_date.month)[1])
    elif terms_type in FIRST_WEEKDAYS:
        invoice_date += timedelta(days=6 - (invoice_date.weekday() - FIRST_WEEKDAYS[terms_type]) % 7)
    try:
        return invoice_date + timedelta(days=days)
    except OverflowError:
        return date.max
