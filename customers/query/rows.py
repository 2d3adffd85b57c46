"""Renders the rows of the customer list."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from customers.query.columns import NAME, CustomerColumn, is_over_limit
from customers.query.reference_names import ReferenceNames
from customers.shared import formatting, table
from customers.shared.money import format_foreign
from customers.shared.table import Cell, CellRenderer
from econ_admin.gateway.paging import UnreadableItem
from econ_admin.gateway.records import Customer
from econ_admin.templatetags.ui import icon


def render_rows(
    customers: Iterable[Customer | UnreadableItem],
    columns: Sequence[CustomerColumn],
    names: ReferenceNames,
    url: str,
    tail: str,
) -> SafeString:
    """Renders the rows. A customer's URL is `url`, number, `tail`: reversing each URL would be too slow."""
    url, tail = escape(url), escape(tail)

    def render_name(customer: Customer) -> Cell:
        return escape(customer.name), ""

    def get_name_link(customer: Customer) -> str:
        return f'href="{url}{customer.customer_number}/{tail}" tabindex="-1"'

    def render_link(customer: Customer) -> str:
        number = customer.customer_number
        return f'<a href="{url}{number}/{tail}">{number}</a>'

    renderers = [(NAME, render_name), *((column, _build_renderer(column, names)) for column in columns)]
    return table.render_rows(customers, renderers, render_link, {NAME.key: get_name_link})


def _build_renderer(column: CustomerColumn, names: ReferenceNames) -> CellRenderer:
    """Returns a function that renders the column's cell of a customer."""
    if column.key == "status":
        return _build_badge_renderer()
    key, get_value, missing = column.key, column.value, escape(_("Missing")) if column.key == "email" else ""
    is_in_base_currency, base_currency = key == "overdue", names.base_currency

    def render(customer: Customer) -> Cell:
        match get_value(customer, names):
            case Decimal() as amount:
                currency = base_currency if is_in_base_currency else customer.currency
                return format_foreign(amount, currency, base_currency), _get_tone(key, amount)
            case datetime() as moment:
                return formatting.format_datetime(moment), ""
            case int() as number:
                return formatting.format_count(number), ""
            case str() as text if text:
                return escape(column.format_text(text)), ""
            case _:
                return missing, "soft"

    return render


def _get_tone(key: str, amount: Decimal) -> str:
    """Returns the CSS class of an amount."""
    match key:
        case "due" | "overdue":
            return "bad" if amount > 0 else "soft"
        case "balance":
            return "" if amount else "soft"
        case _:
            return ""


def _build_badge_renderer() -> CellRenderer:
    """Returns a function that renders a customer's badges: an icon and a word."""
    barred = f'<span class="sign sign-bad">{icon("ban")}{escape(_("Barred"))}</span>'
    over_limit = f'<span class="sign sign-warn">{icon("arrow-bar-to-up")}{escape(_("Over limit"))}</span>'
    ean = f'<span class="sign">{icon("barcode")}{escape(_("EAN"))}</span>'

    def render(customer: Customer) -> Cell:
        badges = ((barred, customer.barred), (over_limit, is_over_limit(customer)), (ean, bool(customer.ean)))
        return "".join([badge for badge, is_shown in badges if is_shown]), ""

    return render
