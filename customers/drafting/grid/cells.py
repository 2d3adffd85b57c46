"""The cells of a line: how they are written, and how what was typed into them is read."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from customers.drafting.draft_json import value_of
from customers.shared import formatting, parsing
from econ_admin.gateway.records import InvoiceLine
from econ_admin.gateway.records.limits import get_limit

CELLS = ("product", "description", "quantity", "unit", "unit_net_price", "discount_percentage")


class Unreadable(ValueError):
    """What was typed into a cell cannot be understood; `str()` says so to the person."""


def written(line: InvoiceLine) -> dict[str, str]:
    """What stands in each cell."""
    return {name: write(name, value_of(line, name)) for name in CELLS}


def write(name: str, value: Any) -> str:
    """A value as the cell shows it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return _price(value) if name == "unit_net_price" else formatting.quantity(value)
    return plain(str(value))


def read(name: str, typed: str) -> Any:
    """The value of what was typed. Raises Unreadable."""
    return READERS[name](typed)


def plain(text: str) -> str:
    """With the line ends that a browser's field gives back."""
    return re.sub(r"\r\n?", "\n", text)


def typed_anew(posted: Mapping[str, str], shown: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """What was posted and is not what the page showed: that is what the person changed."""
    sent = {name: plain(posted[name]) for name in names if name in posted}
    return {name: text for name, text in sent.items() if text != shown.get(name)}


def _price(value: Decimal) -> str:
    """Two decimals, and more where e-conomic has more."""
    return formatting.amount(value) if value == round(value, 2) else formatting.quantity(value)


def _number(typed: str) -> Decimal | None:
    if not typed.strip():
        return None
    try:
        return parsing.read_amount(typed)
    except parsing.Misread as misread:
        raise Unreadable(_(misread.sentence) % misread.parameters) from misread


def _discount(typed: str) -> Decimal | None:
    value = _number(typed.strip().removesuffix("%"))
    if value is not None and not 0 <= value <= 100:
        raise Unreadable(_("Write a discount from 0 to 100 per cent."))
    return value


def _quantity(typed: str) -> Decimal | None:
    return _number(typed)


def _unit(typed: str) -> int | None:
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", typed):
        raise Unreadable(_("Choose one of the list."))
    return int(typed)


def _product(typed: str) -> str | None:
    return typed.strip() or None


def _text(typed: str) -> str:
    longest = get_limit(InvoiceLine, "description").max_length or 0
    if len(typed) > longest:
        told = {"longest": longest, "length": len(typed)}
        raise Unreadable(_("A line holds %(longest)s characters; this has %(length)s.") % told)
    return typed


READERS: dict[str, Callable[[str], Any]] = {
    "product": _product,
    "description": _text,
    "quantity": _quantity,
    "unit": _unit,
    "unit_net_price": _number,
    "discount_percentage": _discount,
}
