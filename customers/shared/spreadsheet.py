"""Writes records as CSV or XLSX, with Danish numbers and dates. Texts are never read as formulas.

The file is completed before any of it is sent, because a truncated file would look complete.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, BinaryIO

from xlsxwriter import Workbook

from customers.shared import formatting
from customers.shared.table import LazyText, get_unreadable_text
from econ_admin.gateway.paging import UnreadableItem

CellValue = str | int | Decimal | date | datetime | None

FORMULA_START = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # also full-width characters
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # not allowed in XML
MAX_CELL_LENGTH = 32_767  # limit of XLSX


@dataclass(frozen=True)
class SpreadsheetColumn:
    """A column of a spreadsheet. `value` returns a record's cell; the width is in characters."""

    label: LazyText
    value: Callable[[Any], CellValue]
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """Columns and records. `name` is the worksheet's tab, "" for the usual one."""

    columns: Sequence[SpreadsheetColumn]
    records: Iterable[Any]
    """Also items that could not be read, and rows that were built before. Iterated over once."""
    name: str = ""

    def build_row(self, record: Any) -> list[CellValue]:
        """Returns the record's cells. An unreadable item has its number and a message."""
        if isinstance(record, list):
            return record
        if isinstance(record, UnreadableItem):
            return [record.number, get_unreadable_text(), *[None] * (len(self.columns) - 2)]
        return [column.value(record) for column in self.columns]


def write_csv(file: BinaryIO, sheet: Sheet) -> None:
    """Writes CSV as Excel reads it in Denmark: semicolons, decimal commas, UTF-8 with a byte order mark."""
    text_file = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text_file, delimiter=";", lineterminator="\r\n")
    writer.writerow([escape_formula(str(column.label)) for column in sheet.columns])
    for record in sheet.records:
        writer.writerow([format_csv_value(value) for value in sheet.build_row(record)])
    text_file.detach()


def format_csv_value(value: CellValue) -> str:
    """Formats a value for CSV. Numbers have no thousands separators, so that they are read as numbers."""
    match value:
        case None:
            return ""
        case Decimal():
            return formatting.format_amount(value).replace(".", "")
        case datetime():
            return formatting.format_datetime(value)
        case date():
            return formatting.format_date(value)
        case int():
            return str(value)
        case str():
            return escape_formula(value)


def escape_formula(text: str) -> str:
    """Puts an apostrophe before a text that a spreadsheet could read as a formula."""
    return f"'{text}" if FORMULA_START.match(text) else text


def write_xlsx(file: BinaryIO, *sheets: Sheet) -> None:
    """Writes numbers and dates as such, in Danish format. One row is in memory at a time."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        header_format = book.add_format({"bold": True})
        write_cell = _build_cell_writer(book)
        for sheet in sheets:
            worksheet = book.add_worksheet(sheet.name or None)
            worksheet.freeze_panes(1, 0)
            for column_index, column in enumerate(sheet.columns):
                worksheet.set_column(column_index, column_index, column.width)
                worksheet.write_string(0, column_index, str(column.label), header_format)
            for row_index, record in enumerate(sheet.records, start=1):
                for column_index, value in enumerate(sheet.build_row(record)):
                    write_cell(worksheet, row_index, column_index, value)


def _build_cell_writer(book: Workbook) -> Callable[[Any, int, int, CellValue], None]:
    """Returns a function that writes a cell to a worksheet of the book: worksheet, row, column, value."""
    amount_format = book.add_format({"num_format": "#,##0.00"})
    datetime_format = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})
    date_format, text_format = book.add_format({"num_format": "dd-mm-yyyy"}), book.add_format({"num_format": "@"})

    def write(worksheet: Any, row: int, column: int, cell: CellValue) -> None:
        match cell:
            case Decimal() as value:
                worksheet.write_number(row, column, value, amount_format)
            case datetime() as value:
                local = value.astimezone(formatting.COPENHAGEN).replace(tzinfo=None)
                worksheet.write_datetime(row, column, local, datetime_format)
            case date() as value if value.year >= 1900:  # the first year that a worksheet has
                worksheet.write_datetime(row, column, value, date_format)
            case date() as value:
                worksheet.write_string(row, column, formatting.format_date(value), text_format)
            case int() as value:
                worksheet.write_number(row, column, value)
            case str() as value if value:
                worksheet.write_string(row, column, UNPRINTABLE.sub("", value)[:MAX_CELL_LENGTH], text_format)

    return write
