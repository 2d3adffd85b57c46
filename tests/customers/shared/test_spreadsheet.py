"""Spreadsheets: dates without time, several worksheets, and items that could not be read."""

import csv
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import load_workbook

from customers.shared import spreadsheet
from customers.shared.spreadsheet import CellValue, Sheet, SpreadsheetColumn
from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.paging import UnreadableItem

Record = tuple[CellValue, ...]


def build_sheet(*records: Record | UnreadableItem, name: str = "") -> Sheet:
    """A sheet of two columns."""
    columns = [
        SpreadsheetColumn("First", lambda record: record[0]),
        SpreadsheetColumn("Second", lambda record: record[1], 20),
    ]
    return Sheet(columns, records, name)


def read_csv(sheet: Sheet) -> list[list[str]]:
    file = BytesIO()
    spreadsheet.write_csv(file, sheet)
    return list(csv.reader(StringIO(file.getvalue().decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_writes_a_date_without_a_time() -> None:
    assert read_csv(build_sheet((date(2026, 3, 7), Decimal("-1234.5"))))[1] == ["07-03-2026", "-1234,50"]


def test_xlsx_has_a_real_date_without_a_time() -> None:
    file = BytesIO()

    spreadsheet.write_xlsx(file, build_sheet((date(2026, 3, 7), 12)))

    worksheet = load_workbook(file).active
    assert worksheet
    assert [cell.value for cell in worksheet[2]] == [datetime(2026, 3, 7), 12]  # noqa: DTZ001 - a worksheet has no time zones
    assert worksheet["A2"].number_format == "dd-mm-yyyy"


def test_xlsx_writes_a_date_before_1900_as_text() -> None:
    file = BytesIO()

    spreadsheet.write_xlsx(file, build_sheet((date(1899, 12, 31), None)))

    worksheet = load_workbook(file).active
    assert worksheet
    assert worksheet["A2"].value == "31-12-1899"


def test_xlsx_has_each_sheet_under_its_name() -> None:
    file = BytesIO()

    spreadsheet.write_xlsx(file, build_sheet((1, 2), name="Items"), build_sheet((3, 4), name="Totals"))

    book = load_workbook(file)
    assert book.sheetnames == ["Items", "Totals"]
    assert [[cell.value for cell in worksheet[2]] for worksheet in book.worksheets] == [[1, 2], [3, 4]]


def test_unreadable_item_has_its_number_and_a_message() -> None:
    rows = read_csv(build_sheet((1, 2), UnreadableItem(7, UnexpectedResponse("broken"))))

    assert rows[2] == ["7", "This row could not be loaded. It has an invalid value in e-conomic."]
