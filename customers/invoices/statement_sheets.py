"""A statement of account as a spreadsheet: the open items, their sums by age, and whose they are."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customers.invoices import statement_text
from customers.invoices.statement import CurrencySums, OpenItem, Statement
from customers.shared.spreadsheet import CellValue, Sheet, SpreadsheetColumn


def build_sheets(statement: Statement) -> list[Sheet]:
    return [_build_items(statement), _build_sums(statement), _build_facts(statement)]


def _build_items(statement: Statement) -> Sheet:
    columns = [
        SpreadsheetColumn(_("No."), lambda item: item.invoice.booked_invoice_number, 10),
        SpreadsheetColumn(_("Reference"), lambda item: item.invoice.references.other, 24),
        SpreadsheetColumn(_("Date"), lambda item: item.invoice.date, 12),
        SpreadsheetColumn(_("Due date"), lambda item: item.invoice.due_date, 12),
        SpreadsheetColumn(_("Days overdue"), lambda item: item.days if item.is_overdue else None, 12),
        SpreadsheetColumn(_("Status"), _get_status, 12),
        SpreadsheetColumn(_("Currency"), lambda item: item.invoice.currency, 9),
        SpreadsheetColumn(_("Amount"), lambda item: item.invoice.gross_amount),
        SpreadsheetColumn(_("Unpaid amount"), lambda item: item.remainder),
    ]
    return Sheet(columns, statement.items, _("Open items"))


def _get_status(item: OpenItem) -> str:
    is_overdue = item.is_overdue and not item.is_credit
    return pgettext("invoices", "Overdue") if is_overdue else statement_text.format_age(item)


def _build_sums(statement: Statement) -> Sheet:
    columns = [SpreadsheetColumn(_("Currency"), lambda sums: sums.currency, 9)]
    columns += [SpreadsheetColumn(label, _bind_sum(index)) for index, label in enumerate(statement_text.SUM_LABELS)]
    return Sheet(columns, statement.sums, _("By age"))


def _bind_sum(index: int) -> Callable[[CurrencySums], CellValue]:
    return lambda sums: sums.amounts[index]


def _build_facts(statement: Statement) -> Sheet:
    customer = statement.customer
    facts: list[tuple[str, CellValue]] = [
        (_("Customer number"), customer.customer_number),
        (_("Customer"), customer.name),
        (_("Data from e-conomic"), statement.read_at),
        *((_("Note"), note) for note in statement_text.list_notes(statement)),
    ]
    columns = [
        SpreadsheetColumn(statement_text.TITLE, lambda fact: fact[0], 24),
        SpreadsheetColumn(statement.company.name, lambda fact: fact[1], 60),
    ]
    return Sheet(columns, facts, _("Customer"))
