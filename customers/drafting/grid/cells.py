"""Formats and parses the cells of a line."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from customers.drafting.draft_json import get_value
from customers.shared import formatting, parsing
from econ_admin.gateway.records import InvoiceLine
from econ_admin.gateway.records.limits import get_limit
from econ_admin.http import translate

CELL_NAMES = ("product", "description", "quantity", "unit", "unit_net_price", "discount_percentage", "unit_cost_price")
PRICES = ("unit_net_price", "unit_cost_price")


class InvalidCell(ValueError):
    """Input that cannot be parsed. `str()` is the message for the person."""


def format_cells(line: InvoiceLine) -> dict[str, str]:
    """Formats all cells of a line."""
    return {name: format_cell(name, get_value(line, name)) for name in CELL_NAMES}


def format_cell(name: str, value: Any) -> str:
    """Formats a value for its cell."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return _format_price(value) if name in PRICES else formatting.format_quantity(value)
    return normalize_newlines(str(value))


def parse_cell(name: str, text: str, currency: str) -> Any:
    """Parses input. A price may name the draft's currency. Raises InvalidCell."""
    return _parse_number(text, currency) if name == "unit_net_price" else PARSERS[name](text)


def normalize_newlines(text: str) -> str:
    """Normalises line ends, as browsers do in a field's value."""
    return re.sub(r"\r\n?", "\n", text)


def select_changed(posted: Mapping[str, str], original: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """Returns the posted values that differ from those the page showed."""
    submitted = {name: normalize_newlines(posted[name]) for name in names if name in posted}
    return {name: text for name, text in submitted.items() if text != original.get(name)}


def _format_price(value: Decimal) -> str:
    """Formats with two decimals, or more if the price has more."""
    return formatting.format_amount(value) if value == round(value, 2) else formatting.format_quantity(value)


def _parse_number(text: str, currency: str = "") -> Decimal | None:
    if not text.strip():
        return None
    try:
        return parsing.parse_amount(text, currency)
    except parsing.ParseError as error:
        raise InvalidCell(translate(error)) from error


def _parse_discount(text: str) -> Decimal | None:
    value = _parse_number(text.strip().removesuffix("%"))
    if value is not None and not 0 <= value <= 100:
        raise InvalidCell(_("Enter a discount from 0 to 100 %."))
    return value


def _parse_quantity(text: str) -> Decimal | None:
    return _parse_number(text)


def _parse_unit(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise InvalidCell(_("Choose one from the list."))
    return int(text)


def _parse_product(text: str) -> str | None:
    return text.strip() or None


def _parse_description(text: str) -> str:
    max_length = get_limit(InvoiceLine, "description").max_length or 0
    if len(text) > max_length:
        parameters = {"limit": max_length, "length": len(text)}
        raise InvalidCell(
            _("The text of a line can have at most %(limit)s characters. This text has %(length)s.") % parameters
        )
    return text


PARSERS: dict[str, Callable[[str], Any]] = {
    "product": _parse_product,
    "description": _parse_description,
    "quantity": _parse_quantity,
    "unit": _parse_unit,
    "discount_percentage": _parse_discount,
    "unit_cost_price": _parse_number,
}
