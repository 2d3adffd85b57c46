"""Parses the sort parameter: `-name,zip`; `~` sorts alphabetically."""

from dataclasses import dataclass

from econ_admin.sandbox.collections import Collection, Field


class SortError(ValueError):
    """The sort is invalid, or names a property that cannot be sorted by."""


@dataclass(frozen=True, slots=True)
class SortTerm:
    """One property to sort by."""

    field: Field
    descending: bool = False
    alphabetical: bool = False

    @property
    def sql(self) -> str:
        """The term of an ORDER BY clause."""
        column = f"CAST({self.field.quoted_column} AS TEXT)" if self.alphabetical else self.field.quoted_column
        return f"{column} DESC" if self.descending else column


def parse_sort(text: str, collection: Collection) -> list[SortTerm]:
    """Parses a sort parameter, most significant property first. Raises SortError."""
    terms: dict[str, SortTerm] = {}
    for part in text.split(",") if text.strip() else []:
        term = _parse_sort_term(part.strip(), collection)
        terms.setdefault(term.field.name, term)  # repeating a property has no effect
    return list(terms.values())


def _parse_sort_term(text: str, collection: Collection) -> SortTerm:
    name = text.lstrip("-~")
    prefix = text[: len(text) - len(name)]
    field = collection.find_field(name)
    if field is None or not field.sortable or prefix.count("-") > 1 or prefix.count("~") > 1:
        raise SortError(f"Sorting is not allowed on property '{name}'.")
    return SortTerm(field, "-" in prefix, "~" in prefix)


def build_order_by(terms: list[SortTerm]) -> str:
    """Returns the ORDER BY clause. Ties are sorted by key, in the direction of the first property, so one index serves
    both."""
    tie_breaker = "key DESC" if terms and terms[0].descending else "key"
    return f"ORDER BY {', '.join([*(term.sql for term in terms), tie_breaker])}"
