"""The columns of the exported customer list."""

from collections.abc import Callable, Iterable

from customers.query.columns import CustomerColumn
from customers.query.reference_names import ReferenceNames
from customers.shared.spreadsheet import CellValue, SpreadsheetColumn
from econ_admin.gateway.records import Customer


def build_columns(columns: Iterable[CustomerColumn], names: ReferenceNames) -> list[SpreadsheetColumn]:
    return [
        SpreadsheetColumn(column.export_label or column.label, _bind_names(column, names), column.width)
        for column in columns
    ]


def _bind_names(column: CustomerColumn, names: ReferenceNames) -> Callable[[Customer], CellValue]:
    def get_value(customer: Customer) -> CellValue:
        value: CellValue = column.value(customer, names)
        return value

    return get_value
