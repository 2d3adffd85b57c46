"""The columns of exported invoice lists."""

from collections.abc import Callable, Iterable
from datetime import date

from customers.invoices.columns import NAME, NUMBER, Invoice, InvoiceColumn
from customers.shared.spreadsheet import CellValue, SpreadsheetColumn


def build_columns(columns: Iterable[InvoiceColumn], today: date) -> list[SpreadsheetColumn]:
    """Builds the columns, after number and name. Ages are as of today."""
    all_columns = (NUMBER, NAME, *columns)
    return [SpreadsheetColumn(column.label, _bind_day(column, today), column.width) for column in all_columns]


def _bind_day(column: InvoiceColumn, today: date) -> Callable[[Invoice], CellValue]:
    def get_value(invoice: Invoice) -> CellValue:
        value: CellValue = column.value(invoice, today)
        return value

    return get_value
