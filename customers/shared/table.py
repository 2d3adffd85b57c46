"""Writes the rows of a list's table as HTML.

Rows are written as strings, because templates would dominate a list's time (docs/benchmarks.md). Columns render their
cells; values from e-conomic are escaped there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from econ_admin.gateway.paging import UnreadableItem
from econ_admin.templatetags.ui import icon

LazyText = str | Promise
HEAD_CSS = {"num", "mid", "wide"}
TRUNCATED = {"brief", "fit"}  # CSS classes of cells that may be cut off: they show the whole text in their title


@dataclass(frozen=True)
class TableColumn:
    """A column of a list. Columns without `sort` cannot be sorted by e-conomic.

    `value` returns what the column is about, from a record and what the list knows besides (names, the day).
    """

    key: str
    label: LazyText
    value: Callable[[Any, Any], Any]
    css: str = ""
    sort: str = ""

    @property
    def head_css(self) -> str:
        """The classes that its head shares with its cells."""
        return " ".join(word for word in self.css.split() if word in HEAD_CSS)

    @property
    def is_truncated(self) -> bool:
        return not TRUNCATED.isdisjoint(self.css.split())


Cell = tuple[str, str]  # its HTML, and a CSS class for what it says, or ""
CellRenderer = Callable[[Any], Cell]
NO_LINKS: Mapping[str, Callable[[Any], str]] = {}


def render_rows(
    records: Iterable[Any],
    renderers: Iterable[tuple[TableColumn, CellRenderer]],
    render_link: Callable[[Any], str],
    links: Mapping[str, Callable[[Any], str]] = NO_LINKS,
) -> SafeString:
    """Renders the rows, also of items that could not be read.

    The first cell is the link that `render_link` renders; the renderers render the others, each from the whole record.
    `links` returns the attributes of the link that a cell is as a whole, by the column's key.
    """
    writers = [_build_cell_writer(column, render, links.get(column.key)) for column, render in renderers]

    def render_row(record: Any) -> str:
        if isinstance(record, UnreadableItem):
            return _render_unreadable_row(record, len(writers))
        cells = "".join([write(record) for write in writers])
        return f'<tr><th scope="row" class="tnum">{render_link(record)}</th>{cells}</tr>\n'

    return SafeString("".join([render_row(record) for record in records]))


def get_unreadable_text() -> str:
    return _("This row could not be loaded. It has an invalid value in e-conomic.")


def _render_unreadable_row(item: UnreadableItem, cell_count: int) -> str:
    number = "?" if item.number is None else str(item.number)
    return (
        f'<tr><th scope="row" class="tnum">{number}</th><td class="bad" colspan="{cell_count}">'
        f"{icon('alert-triangle')} {escape(get_unreadable_text())}</td></tr>\n"
    )


def _build_cell_writer(
    column: TableColumn, render: CellRenderer, get_link: Callable[[Any], str] | None
) -> Callable[[Any], str]:
    """Returns a function that writes the column's cell of a record. What all its cells share is built once."""
    css, label, is_truncated = column.css, escape(str(column.label)), column.is_truncated
    openings: dict[str, str] = {}  # by tone; the label is for narrow screens

    def write(record: Any) -> str:
        content, tone = render(record)
        opening = openings.get(tone)
        if opening is None:
            opening = openings[tone] = f'<td class="{f"{css} {tone}".strip()}" data-label="{label}"'
        title = f' title="{content}"' if is_truncated and content else ""
        if get_link:
            content = f"<a {get_link(record)}>{content}</a>"
        return f"{opening}{title}>{content}</td>"

    return write
