"""The sort parameter: `-name,zip`, `~` for alphabetical order."""

from dataclasses import dataclass

from econ_admin.sandbox.collections import Collection, Field


class SortError(ValueError):
    """The sort cannot be understood, or names a property that cannot be sorted by."""


@dataclass(frozen=True, slots=True)
class Order:
    """One property to sort by."""

    field: Field
    descending: bool = False
    alphabetical: bool = False

    @property
    def sql(self) -> str:
        """The term of an ORDER BY clause."""
        column = f"CAST({self.field.quoted} AS TEXT)" if self.alphabetical else self.field.quoted
        return f"{column} DESC" if self.descending else column


def sorted_by(text: str, collection: Collection) -> list[Order]:
    """What a sort parameter asks for, the most important first. Raises SortError."""
    orders: dict[str, Order] = {}
    for part in text.split(",") if text.strip() else []:
        order = _order(part.strip(), collection)
        orders.setdefault(order.field.name, order)  # the second time it cannot matter any more
    return list(orders.values())


def _order(text: str, collection: Collection) -> Order:
    name = text.lstrip("-~")
    signs = text[: len(text) - len(name)]
    field = collection.field(name)
    if field is None or not field.sortable or signs.count("-") > 1 or signs.count("~") > 1:
        raise SortError(f"Sorting is not allowed on property '{name}'.")
    return Order(field, "-" in signs, "~" in signs)


def order_by(orders: list[Order]) -> str:
    """The whole clause. Ties go by number, in the direction of the first property: one index serves both."""
    last = "key DESC" if orders and orders[0].descending else "key"
    return f"ORDER BY {', '.join([*(term.sql for term in orders), last])}"
