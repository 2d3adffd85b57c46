"""Sums over invoices, from the rows that are kept for them and never from documents."""
# ruff: noqa: S608 -- table and column names are our own, values are bound

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.filter_sql import EVERYTHING, Condition
from econ_admin.sandbox.invoice_math import scaled
from econ_admin.sandbox.repository import Books


@dataclass(frozen=True, slots=True)
class Sums:
    """How many invoices, of which days, and what they come to in the base currency."""

    count: int
    first: str | None
    last: str | None
    net: Decimal
    owed: Decimal | None  # None of drafts, of which nothing is owed yet

    @classmethod
    def of(cls, collection: Collection, row: tuple[Any, ...]) -> Self:
        """From a row of count, first and last day, and the sums of the collection."""
        count, first, last, *hundredths = row
        amounts = {
            name: scaled(Decimal(value).scaleb(-2), 2)
            for name, value in zip(collection.summed, hundredths, strict=True)
        }
        return cls(count, first, last, amounts["net"], amounts.get("owed"))

    def told(self, *, owed: bool) -> Document:
        """As they stand in every answer about totals; days are left out where there is no invoice."""
        days = {"maxDate": self.last, "minDate": self.first} if self.count else {}
        remaining = {"grossRemainderInBaseCurrency": self.owed} if owed else {}
        return {"netAmountInBaseCurrency": self.net, "invoiceCount": self.count, **days, **remaining}


def sums(books: Books, collection: Collection, within: Condition = EVERYTHING) -> Sums:
    """Of all invoices of those days that the condition names: it may name only what sums are kept by."""
    added = "".join(f', coalesce(sum("{column}"), 0)' for column in collection.summed)
    select = f'SELECT coalesce(sum(count), 0), min("date"), max("date"){added} FROM "{collection.noun} tally"'
    [row] = books.rows(f"{select} WHERE {within.sql}", within.parameters)
    return Sums.of(collection, row)


def sums_of(books: Books, collection: Collection, within: Condition) -> Sums:
    """Of the invoices that the condition finds, each of them looked at."""
    [row] = books.rows(
        f'SELECT {_counted(collection)} FROM "{collection.noun} columns" WHERE {within.sql}', within.parameters
    )
    return Sums.of(collection, row)


def sums_by(books: Books, collection: Collection, field: str, within: Condition) -> list[tuple[int, Sums]]:
    """Of each value of a field, in order; invoices without one are left out."""
    select = f'SELECT "{field}", {_counted(collection)} FROM "{collection.noun} columns"'
    found = f'WHERE ({within.sql}) AND "{field}" IS NOT NULL GROUP BY "{field}" ORDER BY "{field}"'
    return [(row[0], Sums.of(collection, row[1:])) for row in books.rows(f"{select} {found}", within.parameters)]


def _counted(collection: Collection) -> str:
    added = "".join(f', coalesce(sum("{column}"), 0)' for column in collection.summed)
    return f'count(*), min("date"), max("date"){added}'
