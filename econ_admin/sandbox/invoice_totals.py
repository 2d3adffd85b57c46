"""Sums invoices from the columns and tally tables, without reading documents."""
# ruff: noqa: S608 -- table and column names are our own, values are bound

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.filter_sql import MATCH_ALL, Condition
from econ_admin.sandbox.invoice_math import round_amount
from econ_admin.sandbox.repository import Repository


@dataclass(frozen=True, slots=True)
class InvoiceSums:
    """Count, first and last date, and amounts in the base currency of a set of invoices."""

    count: int
    first_date: str | None
    last_date: str | None
    net: Decimal
    owed: Decimal | None  # None for drafts

    @classmethod
    def from_row(cls, collection: Collection, row: tuple[Any, ...]) -> Self:
        """Creates the sums from a row of count, first date, last date and the collection's sum fields."""
        count, first, last, *hundredths = row
        amounts = {
            name: round_amount(Decimal(value).scaleb(-2), 2)
            for name, value in zip(collection.sum_fields, hundredths, strict=True)
        }
        return cls(count, first, last, amounts["net"], amounts.get("owed"))

    def to_document(self, *, owed: bool) -> Document:
        """Returns the wire form. Dates are left out if there are no invoices."""
        dates = {"maxDate": self.last_date, "minDate": self.first_date} if self.count else {}
        remainder = {"grossRemainderInBaseCurrency": self.owed} if owed else {}
        return {"netAmountInBaseCurrency": self.net, "invoiceCount": self.count, **dates, **remainder}


def sum_tallies(repository: Repository, collection: Collection, scope: Condition = MATCH_ALL) -> InvoiceSums:
    """Sums from the tally table; the condition may only use the tally fields."""
    sum_columns = "".join(f', coalesce(sum("{column}"), 0)' for column in collection.sum_fields)
    select = f'SELECT coalesce(sum(count), 0), min("date"), max("date"){sum_columns} FROM "{collection.noun} tally"'
    [row] = repository.fetch_rows(f"{select} WHERE {scope.sql}", scope.parameters)
    return InvoiceSums.from_row(collection, row)


def sum_invoices(repository: Repository, collection: Collection, scope: Condition) -> InvoiceSums:
    """Sums the invoices that match the condition, row by row."""
    [row] = repository.fetch_rows(
        f'SELECT {_build_aggregates(collection)} FROM "{collection.noun} columns" WHERE {scope.sql}', scope.parameters
    )
    return InvoiceSums.from_row(collection, row)


def sum_invoices_by(
    repository: Repository, collection: Collection, field: str, scope: Condition
) -> list[tuple[int, InvoiceSums]]:
    """Sums invoices per value of a field, in order; invoices without a value are left out."""
    select = f'SELECT "{field}", {_build_aggregates(collection)} FROM "{collection.noun} columns"'
    where = f'WHERE ({scope.sql}) AND "{field}" IS NOT NULL GROUP BY "{field}" ORDER BY "{field}"'
    return [
        (row[0], InvoiceSums.from_row(collection, row[1:]))
        for row in repository.fetch_rows(f"{select} {where}", scope.parameters)
    ]


def _build_aggregates(collection: Collection) -> str:
    sum_columns = "".join(f', coalesce(sum("{column}"), 0)' for column in collection.sum_fields)
    return f'count(*), min("date"), max("date"){sum_columns}'
