"""Headers of a list's table, and its sort orders."""

from collections.abc import Iterable
from typing import NamedTuple

from customers.query.filter_options import Option
from customers.shared.list_query import ListForm
from customers.shared.sort_names import sort_text
from customers.shared.table import LazyText, TableColumn


class TableHeader(NamedTuple):
    """A table header. Without a URL, e-conomic cannot sort by it."""

    key: str
    label: LazyText
    css: str = ""
    sort: str = ""
    url: str = ""
    sorted: str = ""


def build_headers(form: ListForm, columns: Iterable[TableColumn]) -> list[TableHeader]:
    return [_build_header(column, form) for column in columns]


def _build_header(column: TableColumn, form: ListForm) -> TableHeader:
    css = column.head_css
    sorted_by = form.sorted_by
    if not column.sort:
        return TableHeader(column.key, column.label, css)
    if column.sort != sorted_by.removeprefix("-"):
        sort, direction = get_initial_sort(form, column.sort), ""
    else:
        sort, direction = reverse_sort(sorted_by), "descending" if sorted_by.startswith("-") else "ascending"
    return TableHeader(column.key, column.label, css, sort, form.build_url(sort=sort), direction)


def build_sort_options(form: ListForm) -> list[Option]:
    """Builds all sort orders, each in its initial direction, the current one in its current direction."""
    sorted_by = form.sorted_by
    values = [
        sorted_by if key == sorted_by.removeprefix("-") else get_initial_sort(form, key) for key in form.sort_properties
    ]
    return [Option(value, sort_text(value), value == sorted_by) for value in values]


def get_initial_sort(form: ListForm, key: str) -> str:
    return f"-{key}" if key in form.DESCENDING_FIRST else key


def reverse_sort(sort: str) -> str:
    """Returns the opposite direction."""
    return sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
