"""The heads of a list's table, and every way to sort it."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from customers.query.columns import Words
from customers.query.filter_options import Option
from customers.shared.list_query import ListForm
from customers.shared.sort_names import sort_text


class Column(Protocol):
    """What a head needs to know of its column. Without `sort`, nobody can sort by it."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> Words: ...
    @property
    def css(self) -> str: ...
    @property
    def sort(self) -> str: ...


class Head(NamedTuple):
    """A head of the table; without an address, e-conomic cannot sort by it."""

    key: str
    label: Words
    css: str = ""
    sort: str = ""
    url: str = ""
    sorted: str = ""


HEAD_CSS = {"num", "mid", "wide"}  # what of its cells' look a head has too


def heads(form: ListForm, columns: Iterable[Column]) -> list[Head]:
    return [_head(column, form) for column in columns]


def _head(column: Column, form: ListForm) -> Head:
    css = " ".join(word for word in column.css.split() if word in HEAD_CSS)
    sorted_by = form.sorted_by
    if not column.sort:
        return Head(column.key, column.label, css)
    if column.sort != sorted_by.removeprefix("-"):
        sort, direction = first(form, column.sort), ""
    else:
        sort, direction = turned(sorted_by), "descending" if sorted_by.startswith("-") else "ascending"
    return Head(column.key, column.label, css, sort, form.address(sort=sort), direction)


def sorts(form: ListForm) -> list[Option]:
    """Every way to sort, each in the direction that one wants first; the one in use in the direction it has."""
    sorted_by = form.sorted_by
    values = [sorted_by if key == sorted_by.removeprefix("-") else first(form, key) for key in form.sorts]
    return [Option(value, sort_text(value), value == sorted_by) for value in values]


def first(form: ListForm, key: str) -> str:
    return f"-{key}" if key in form.LARGEST_FIRST else key


def turned(sort: str) -> str:
    """The same, from the other end."""
    return sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
