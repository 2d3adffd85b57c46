"""The texts of a statement of account, the same on the page, in print, in the PDF and in the spreadsheet."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.invoices.columns import format_money
from customers.invoices.statement import CurrencySums, OpenItem, Statement
from customers.shared import formatting
from customers.shared.ages import AGE_GROUPS
from customers.shared.money import format_foreign
from customers.shared.table import LazyText

TITLE = gettext_lazy("Statement of account")
SUM_LABELS: tuple[LazyText, ...] = (gettext_lazy("Not due"), *(age.label for age in AGE_GROUPS), gettext_lazy("Total"))


class ItemRow(NamedTuple):
    """The cells of an open item."""

    number: str
    reference: str
    date: str
    due_date: str
    age: str
    currency: str
    amount: str
    remainder: str
    is_overdue: bool


class SumRow(NamedTuple):
    """The sums of a currency."""

    currency: str
    by_age: list[tuple[LazyText, str]]
    """Labels and amounts: not due, the ages, and the total."""


def build_item_row(item: OpenItem) -> ItemRow:
    invoice = item.invoice
    return ItemRow(
        str(invoice.booked_invoice_number),
        invoice.references.other,
        formatting.format_date(invoice.date),
        formatting.format_date(invoice.due_date) if invoice.due_date else "",
        format_age(item),
        invoice.currency,
        format_money(invoice.gross_amount),
        format_money(item.remainder),
        item.is_overdue,
    )


def build_sum_row(sums: CurrencySums) -> SumRow:
    amounts = [formatting.format_amount(amount) for amount in sums.amounts]
    return SumRow(sums.currency, list(zip(SUM_LABELS, amounts, strict=True)))


def format_age(item: OpenItem) -> str:
    """Formats the days overdue; or says that it is not due, or a credit note."""
    if item.is_credit:
        return _("Credit note")
    return formatting.format_count(item.days) if item.is_overdue else _("Not due")


def list_notes(statement: Statement) -> list[str]:
    """Lists the sentences below the sums."""
    notes = []
    if statement.base_total is not None:
        parameters = {
            "currency": statement.base_currency,
            "amount": formatting.format_amount(statement.base_total),
        }
        notes.append(_("All currencies together, in %(currency)s: %(amount)s.") % parameters)
    if statement.has_credit_notes:
        notes.append(_("Open credit notes are deducted at the age of their own due date."))
    if (balance := statement.differing_balance) is not None:
        amount = format_foreign(balance, statement.customer.currency, "")
        message = _(
            "The balance in e-conomic is %(balance)s. It also includes payments and other entries that are not "
            "matched to an invoice."
        )
        notes.append(message % {"balance": amount})
    return notes


def list_customer_lines(statement: Statement) -> list[str]:
    """Lists the lines of the customer's address, with its name."""
    customer = statement.customer
    town = f"{customer.zip} {customer.city}".strip()
    return list(filter(None, (customer.name, *customer.address.splitlines(), town, customer.country)))


def list_company_lines(statement: Statement) -> list[str]:
    """Lists the lines of the company that is owed, with its name."""
    company = statement.company
    town = f"{company.zip} {company.city}".strip()
    cvr = company.company_identification_number
    lines = (
        *(company.name, company.address_line1, company.address_line2, town),
        _("CVR number: %(number)s") % {"number": formatting.format_cvr(cvr)} if cvr else "",
    )
    return list(filter(None, lines))


def format_read_at(statement: Statement) -> str:
    return formatting.format_datetime(statement.read_at)
