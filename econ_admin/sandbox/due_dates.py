"""Calculates due dates by type of payment terms. Pure functions."""

from calendar import monthrange
from datetime import date, timedelta

MANUAL_DUE_DATE = "dueDate"  # the type whose due date is set on each invoice
IMMEDIATE_TYPES = ("prepaid", "paidInCash", "creditcard")
FIRST_WEEKDAYS = {"invoiceWeekStartingMonday": 0, "invoiceWeekStartingSunday": 6}


def calculate_due_date(terms_type: str, days: int, invoice_date: date) -> date:
    """Returns the due date of an invoice with this date.

    `net` and `invoiceMonth` are as recorded. Inferred: weekly terms count from the week's last day, and immediate
    payment is due on the invoice date.
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
