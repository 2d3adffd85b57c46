"""A row of the grid, as the page shows it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass
class GridCell:
    """A cell's text and messages."""

    name: str
    value: str
    errors: list[str] = field(default_factory=list)
    their_value: str | None = None
    """Someone else's newer value, if it conflicts with the input."""
    previous: str = ""
    """What it was before e-conomic changed it, until somebody has looked at it."""

    @property
    def has_messages(self) -> bool:
        return bool(self.errors) or self.their_value is not None

    @property
    def label(self) -> str:
        return get_column_labels()[self.name]


@dataclass
class GridRow:
    """A line, or the empty row for a new line (`pk` is None)."""

    pk: int | None
    number: int
    revision: int
    cells: dict[str, GridCell]
    original_json: str
    """The texts of the cells as shown, to detect changes; JSON."""
    net: str = ""
    margin: str = ""
    delivery_date: str = ""
    is_text: bool = False
    price_by_hand: bool = False
    discount_by_hand: bool = False
    price_from: str = ""
    """The former currency of a price that was not converted."""
    unpriced: bool = False
    no_price_in: str = ""
    """The currency in which e-conomic has no price for the product."""
    removed: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.pk or "new")

    @property
    def cells_with_messages(self) -> list[GridCell]:
        return [cell for cell in self.cells.values() if cell.has_messages]

    @property
    def manual_label(self) -> str:
        """Says which figures were set by hand; "" if none."""
        if self.is_text or not (self.price_by_hand or self.discount_by_hand):
            return ""
        if self.price_by_hand and self.discount_by_hand:
            return _("Manual price and discount")
        return _("Manual price") if self.price_by_hand else _("Manual discount")

    @property
    def has_messages(self) -> bool:
        """Whether anything is to be said below the line."""
        marks = (
            self.errors,
            self.cells_with_messages,
            self.manual_label,
            self.unpriced,
            self.no_price_in,
            self.price_from,
            self.delivery_date,
        )
        return any(marks)

    @property
    def text_lines(self) -> int:
        return self.cells["description"].value.count("\n") + 1


def get_column_labels(*, is_foreign: bool = False) -> dict[str, str]:
    """Returns the column labels, shown above the fields on narrow screens and in messages.

    In a draft in another currency than the agreement's (`is_foreign`), cost and margin are in the agreement's.
    """
    return {
        "product": _("Product"),
        "description": _("Text"),
        "quantity": _("Quantity"),
        "unit": _("Unit"),
        "unit_net_price": _("Price"),
        "discount_percentage": _("Discount %"),
        "unit_cost_price": _("Cost price in the agreement's currency") if is_foreign else _("Cost price"),
        "margin": _("Margin in the agreement's currency") if is_foreign else _("Margin"),
        "net": _("Line total"),
    }


def get_control_labels() -> dict[str, str]:
    """Returns the accessible names of a row's controls, in which `%(line)s` stands for the number of the line."""
    return {
        "up": _("Move line %(line)s up"),
        "down": _("Move line %(line)s down"),
        "product": _("Product, line %(line)s"),
        "description": _("Text, line %(line)s"),
        "quantity": _("Quantity, line %(line)s"),
        "unit": _("Unit, line %(line)s"),
        "unit_net_price": _("Price, line %(line)s"),
        "discount_percentage": _("Discount %%, line %(line)s"),
        "unit_cost_price": _("Cost price, line %(line)s"),
        "reprice": _("Reprice line %(line)s"),
        "duplicate": _("Duplicate line %(line)s"),
        "remove": _("Remove line %(line)s"),
        "line": _("Line %(line)s"),
    }
