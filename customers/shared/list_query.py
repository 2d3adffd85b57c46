"""The query of a list: read from the URL, and written back to one."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from customers.shared import formatting

PAGE_SIZES = (25, 50, 100, 200)
DEFAULT_PAGE_SIZE = 50
MAX_PAGES = 1_000_000
MAX_NUMBER = 999_999_999


class ListForm(forms.Form):
    """The query of a list. Invalid values are reported beside their field and not used.

    Subclasses add their own fields and `sort`, `page` and `size`.
    """

    SORTS: ClassVar[Mapping[str, str]]
    """Sort keys in the URL, and e-conomic's properties."""
    DESCENDING_FIRST: ClassVar[frozenset[str]] = frozenset()
    """Sort keys whose first click sorts descending."""
    NUMBER_PROPERTY: ClassVar[str]
    """The tiebreaker, so that no row is on two pages."""
    DEFAULT_SORT: ClassVar[str] = "number"
    CHOICE_FIELDS: ClassVar[tuple[str, ...]] = ()
    """Fields with choices."""
    TEXT_FIELDS: ClassVar[tuple[str, ...]] = ("q",)
    """Fields with typed text."""
    DATE_FIELDS: ClassVar[tuple[str, ...]] = ()
    """Those of the text fields that are dates."""

    def __init__(self, query: QueryDict, url: str, default_size: int = DEFAULT_PAGE_SIZE) -> None:
        super().__init__(query)
        self.url, self.default_size = url, default_size
        self.full_clean()

    @cached_property
    def text_values(self) -> dict[str, str]:
        """The typed texts, valid or not. Dates are normalised: `t` or `7-3` in a saved URL keeps its meaning."""
        texts = {name: self.data.get(name, "").strip() for name in self.TEXT_FIELDS}
        days = {name: self.cleaned_data.get(name) for name in self.DATE_FIELDS}
        return texts | {name: formatting.format_date(day) for name, day in days.items() if day}

    def get_default_sort(self, parameters: Mapping[str, Any]) -> str:
        """Returns how a list with these parameters is sorted if nothing else is chosen."""
        return self.DEFAULT_SORT

    @property
    def sorted_by(self) -> str:
        sort = str(self.cleaned_data["sort"])
        is_known = sort.removeprefix("-") in self.sort_properties
        return sort if is_known else self.get_default_sort(self.cleaned_data)

    @property
    def page_number(self) -> int:
        return int(self.cleaned_data["page"])

    @property
    def page_size(self) -> int:
        return int(self.cleaned_data["size"] or self.default_size)

    @property
    def sort_properties(self) -> Mapping[str, str]:
        """The properties this list can be sorted by."""
        return self.SORTS

    @property
    def api_sort(self) -> tuple[str, ...]:
        """The sort order for e-conomic."""
        key = self.sorted_by.removeprefix("-")
        sort = self.SORTS[key] if key == self.sorted_by else f"-{self.SORTS[key]}"
        return (sort,) if key == "number" else (sort, self._get_tiebreaker(sort))

    def _get_tiebreaker(self, sort: str) -> str:
        return self.NUMBER_PROPERTY

    @property
    def current_url(self) -> str:
        """The URL of this page of the list."""
        return self.build_url(page=self.page_number)

    @property
    def unfiltered_url(self) -> str:
        return self.build_url(**dict.fromkeys((*self.TEXT_FIELDS, *self.CHOICE_FIELDS), ""))

    @property
    def saved_query(self) -> str:
        """The filters and the sort order, without page and size."""
        return self.build_query(size="")

    @property
    def filter_query(self) -> str:
        """The filters alone."""
        return self.build_query(size="", sort="")

    def build_url(self, **changes: str | int) -> str:
        """Returns the list's URL with `changes` to its query."""
        query = self.build_query(**changes)
        return f"{self.url}?{query}" if query else self.url

    def build_query(self, **changes: str | int) -> str:
        """Returns the query with `changes`, without default values. A change goes back to the first page.

        The default page size is left out on the first page, if it is everybody's default.
        """
        parameters = self._parameters | changes
        defaults = {"sort": self.get_default_sort(parameters), "page": 1}
        if parameters["page"] == 1 and self.default_size == DEFAULT_PAGE_SIZE:
            defaults["size"] = str(DEFAULT_PAGE_SIZE)
        return urlencode(
            {
                name: parameters[name]
                for name in self.fields
                if parameters[name] and parameters[name] != defaults.get(name)
            }
        )

    @cached_property
    def _parameters(self) -> dict[str, Any]:
        """The whole query of the first page of this list."""
        choices = {name: self.cleaned_data[name] for name in self.CHOICE_FIELDS}
        sort = self.sorted_by if self.cleaned_data["sort"] else ""  # another list may have another default
        return {**choices, **self.text_values, "sort": sort, "size": str(self.page_size), "page": 1}
