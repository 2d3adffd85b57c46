"""Renders the rows of the customer list as HTML.

Rows are written as strings, because templates would dominate the list's time (docs/benchmarks.md). Values from
e-conomic are escaped.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from customers.query.columns import CustomerColumn, ReferenceNames, is_over_limit
from customers.shared import formatting
from econ_admin.gateway.paging import UnreadableItem
from econ_admin.gateway.records import Customer
from econ_admin.templatetags.ui import icon

CellWriter = Callable[[Customer], str]


def render_rows(
    customers: Iterable[Customer | UnreadableItem],
    columns: Sequence[CustomerColumn],
    names: ReferenceNames,
    url: str,
    tail: str,
) -> SafeString:
    """Renders the rows. A customer's URL is `url`, number, `tail`: reversing each URL would be too slow."""
    writers = [
        _build_status_writer(column) if column.key == "status" else _build_value_writer(column, names)
        for column in columns
    ]
    url, tail = escape(url), escape(tail)

    def render_row(customer: Customer) -> str:
        number, name = customer.customer_number, escape(customer.name)
        href = f'href="{url}{number}/{tail}"'
        return (
            f'<tr><th scope="row" class="tnum"><a {href}>{number}</a></th>'
            f'<td class="name fit" title="{name}"><a {href} tabindex="-1">{name}</a></td>'
            f"{''.join([write(customer) for write in writers])}</tr>\n"
        )

    return SafeString(
        "".join(
            [
                unreadable_row(customer, len(columns) + 1)
                if isinstance(customer, UnreadableItem)
                else render_row(customer)
                for customer in customers
            ]
        )
    )


def unreadable_row(item: UnreadableItem, cells: int) -> str:
    """Renders a row that could not be read. `cells` is the number of cells after the number."""
    number = "?" if item.number is None else str(item.number)
    return (
        f'<tr><th scope="row" class="tnum">{number}</th><td class="bad" colspan="{cells}">'
        f"{icon('alert-triangle')} {escape(unreadable_sentence())}</td></tr>\n"
    )


def unreadable_sentence() -> str:
    return _("This row could not be loaded. It has an invalid value in e-conomic.")


def _build_value_writer(column: CustomerColumn, names: ReferenceNames) -> CellWriter:
    """Returns a function that renders the column's cell of a customer. Parts all cells share are built once."""
    value, opening_tags = (
        column.value,
        {tone: render_cell_start(column.css, str(column.label), tone) for tone in ("", "soft", "bad")},
    )
    missing = escape(_("Missing")) if column.key == "email" else ""

    def write(customer: Customer) -> str:
        match value(customer, names):
            case Decimal() as amount:
                return f"{opening_tags[_get_tone(column.key, amount)]}>{formatting.format_amount(amount)}</td>"
            case datetime() as moment:
                return f"{opening_tags['']}>{formatting.format_datetime(moment)}</td>"
            case int() as number:
                return f"{opening_tags['']}>{formatting.format_count(number)}</td>"
            case str() as text if text:
                escaped = escape(column.format_text(text))
                return f"{opening_tags['']}{render_title(escaped) if column.is_truncated else ''}>{escaped}</td>"
            case _:
                return f"{opening_tags['soft']}>{missing}</td>"

    return write


def render_cell_start(css: str, label: str, tone: str = "") -> str:
    """Renders the start of a cell, with its label for narrow screens."""
    return f'<td class="{f"{css} {tone}".strip()}" data-label="{escape(label)}"'


def render_title(escaped: str) -> str:
    """Renders a title with the whole text. `escaped` is escaped already."""
    return f' title="{escaped}"'


def _get_tone(key: str, amount: Decimal) -> str:
    """Returns the CSS class of an amount."""
    match key:
        case "due" | "overdue":
            return "bad" if amount > 0 else "soft"
        case "balance":
            return "" if amount else "soft"
        case _:
            return ""


def _build_status_writer(column: CustomerColumn) -> CellWriter:
    """Returns a function that renders a customer's badges: an icon and a word."""
    opening_tag = render_cell_start(column.css, str(column.label))
    barred_badge = f'<span class="sign sign-bad">{icon("ban")}{escape(_("Barred"))}</span>'
    over_limit_badge = f'<span class="sign sign-warn">{icon("arrow-bar-to-up")}{escape(_("Over limit"))}</span>'
    ean_badge = f'<span class="sign">{escape(_("EAN"))}</span>'

    def write(customer: Customer) -> str:
        badges = (
            (barred_badge, customer.barred),
            (over_limit_badge, is_over_limit(customer)),
            (ean_badge, bool(customer.ean)),
        )
        return f"{opening_tag}>{''.join([badge for badge, is_shown in badges if is_shown])}</td>"

    return write
