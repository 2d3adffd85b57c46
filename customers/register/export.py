"""Exports customers as CSV or XLSX, with Danish numbers and dates. Texts are never read as formulas.

The file is completed before any of it is sent, because a truncated file would look complete.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import BinaryIO

from xlsxwriter import Workbook

from customers.query.columns import CellValue, CustomerColumn, ReferenceNames
from customers.shared import formatting
from customers.shared.table import get_unreadable_text
from econ_admin.gateway.paging import UnreadableItem
from econ_admin.gateway.records import Customer

ExportWriter = Callable[[BinaryIO, Sequence[CustomerColumn], Iterable[Customer | UnreadableItem], ReferenceNames], None]

FORMULA_START = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # also full-width characters
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # not allowed in XML
MAX_CELL_LENGTH = 32_767  # limit of XLSX


def write_csv(
    file: BinaryIO,
    columns: Sequence[CustomerColumn],
    customers: Iterable[Customer | UnreadableItem],
    names: ReferenceNames,
) -> None:
    """Writes CSV as Excel reads it in Denmark: semicolons, decimal commas, UTF-8 with a byte order mark."""
    text_file = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text_file, delimiter=";", lineterminator="\r\n")
    writer.writerow([escape_formula(str(column.label)) for column in columns])
    for customer in customers:
        writer.writerow([format_csv_value(value) for value in _values(customer, columns, names)])
    text_file.detach()


def _values(
    customer: Customer | UnreadableItem, columns: Sequence[CustomerColumn], names: ReferenceNames
) -> list[CellValue]:
    """Returns the values of a row. An unreadable one has its number and a message."""
    if isinstance(customer, UnreadableItem):
        return [customer.number, get_unreadable_text(), *[None] * (len(columns) - 2)]
    return [column.value(customer, names) for column in columns]


def format_csv_value(value: CellValue) -> str:
    """Formats a value for CSV. Numbers have no thousands separators, so that they are read as numbers."""
    match value:
        case None:
            return ""
        case Decimal():
            return formatting.format_amount(value).replace(".", "")
        case datetime():
            return formatting.format_datetime(value)
        case int():
            return str(value)
        case str():
            return escape_formula(value)


def escape_formula(text: str) -> str:
    """Puts an apostrophe before a text that a spreadsheet could read as a formula."""
    return f"'{text}" if FORMULA_START.match(text) else text


def write_xlsx(
    file: BinaryIO,
    columns: Sequence[CustomerColumn],
    customers: Iterable[Customer | UnreadableItem],
    names: ReferenceNames,
) -> None:
    """Writes numbers and dates as such, in Danish format. One row is in memory at a time."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        header_format, amount_format = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        datetime_format, text_format = (
            book.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
            book.add_format({"num_format": "@"}),
        )
        worksheet = book.add_worksheet()
        worksheet.freeze_panes(1, 0)
        for column_index, column in enumerate(columns):
            worksheet.set_column(column_index, column_index, column.width)
            worksheet.write_string(0, column_index, str(column.label), header_format)
        for row_index, customer in enumerate(customers, start=1):
            for column_index, cell in enumerate(_values(customer, columns, names)):
                match cell:
                    case Decimal() as value:
                        worksheet.write_number(row_index, column_index, value, amount_format)
                    case datetime() as value:
                        worksheet.write_datetime(
                            row_index,
                            column_index,
                            value.astimezone(formatting.COPENHAGEN).replace(tzinfo=None),
                            datetime_format,
                        )
                    case int() as value:
                        worksheet.write_number(row_index, column_index, value)
                    case str() as value if value:
                        worksheet.write_string(
                            row_index, column_index, UNPRINTABLE.sub("", value)[:MAX_CELL_LENGTH], text_format
                        )
