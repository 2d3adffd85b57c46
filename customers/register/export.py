"""Customers as a file: CSV or XLSX, in columns, with Danish numbers and dates. A text is a text, never a formula.

A file is made whole before any of it is sent: one that breaks off midway looks complete.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import BinaryIO

from xlsxwriter import Workbook

from customers.query.columns import Column, Names, Value
from customers.query.rows import unreadable_sentence
from customers.shared import formatting
from econ_admin.gateway.paging import UnreadableItem
from econ_admin.gateway.records import Customer

Write = Callable[[BinaryIO, Sequence[Column], Iterable[Customer | UnreadableItem], Names], None]

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # what a spreadsheet may take for the beginning of one, wide signs too
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # has no place in XML
LONGEST_CELL = 32_767  # of XLSX


def write_csv(
    file: BinaryIO, columns: Sequence[Column], customers: Iterable[Customer | UnreadableItem], names: Names
) -> None:
    """As Excel reads it in Denmark: semicolons, decimal commas, and a byte order mark that says UTF-8."""
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow([safe(str(column.label)) for column in columns])
    for customer in customers:
        rows.writerow([in_csv(value) for value in _values(customer, columns, names)])
    text.detach()


def _values(customer: Customer | UnreadableItem, columns: Sequence[Column], names: Names) -> list[Value]:
    """One row: one that cannot be read says so after its number."""
    if isinstance(customer, UnreadableItem):
        return [customer.number, unreadable_sentence(), *[None] * (len(columns) - 2)]
    return [column.value(customer, names) for column in columns]


def in_csv(value: Value) -> str:
    """A value as CSV has it: numbers without dots between thousands, so that they are read as numbers."""
    match value:
        case None:
            return ""
        case Decimal():
            return formatting.amount(value).replace(".", "")
        case datetime():
            return formatting.moment(value)
        case int():
            return str(value)
        case str():
            return safe(value)


def safe(text: str) -> str:
    """The text, so that no spreadsheet takes it for a formula: an apostrophe before what might be one."""
    return f"'{text}" if FORMULA.match(text) else text


def write_xlsx(
    file: BinaryIO, columns: Sequence[Column], customers: Iterable[Customer | UnreadableItem], names: Names
) -> None:
    """Numbers and dates as such, written as Danes do wherever it is opened; one row in memory at a time."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        head, amount = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        moment, text = book.add_format({"num_format": "dd-mm-yyyy hh:mm"}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, str(column.label), head)
        for line, customer in enumerate(customers, start=1):
            for place, cell in enumerate(_values(customer, columns, names)):
                match cell:
                    case Decimal() as value:
                        sheet.write_number(line, place, value, amount)
                    case datetime() as value:
                        sheet.write_datetime(
                            line, place, value.astimezone(formatting.COPENHAGEN).replace(tzinfo=None), moment
                        )
                    case int() as value:
                        sheet.write_number(line, place, value)
                    case str() as value if value:
                        sheet.write_string(line, place, UNPRINTABLE.sub("", value)[:LONGEST_CELL], text)
