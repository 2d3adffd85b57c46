"""What any list is asked for: read from the address, and written back to one."""

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

SIZES = (25, 50, 100, 200)
USUAL_SIZE = 50
MOST_PAGES = 1_000_000
HIGHEST_NUMBER = 999_999_999


class ListForm(forms.Form):
    """The question that an address asks. What is refused is said beside its field, and is not asked.

    A list has its own fields, and `sort`, `page` and `size` beside them.
    """

    SORTS: ClassVar[Mapping[str, str]]
    """Words in the address -> properties that e-conomic sorts by."""
    LARGEST_FIRST: ClassVar[frozenset[str]] = frozenset()
    """What is looked for there stands at that end."""
    NUMBER: ClassVar[str]
    """The property that decides among equals, so that nothing stands on two pages."""
    USUAL_SORT: ClassVar[str] = "number"
    PICKED: ClassVar[tuple[str, ...]] = ()
    """Fields in which a person chooses."""
    TYPED: ClassVar[tuple[str, ...]] = ("q",)
    """Fields in which a person writes."""

    def __init__(self, asked: QueryDict, url: str, usual_size: int = USUAL_SIZE) -> None:
        super().__init__(asked)
        self.url, self.usual_size = url, usual_size
        self.full_clean()

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields that a person writes in, whether it is understood or not."""
        return {name: self.data.get(name, "").strip() for name in self.TYPED}

    @property
    def sorted_by(self) -> str:
        return str(self.cleaned_data["sort"])

    @property
    def page_number(self) -> int:
        return int(self.cleaned_data["page"])

    @property
    def page_size(self) -> int:
        return int(self.cleaned_data["size"] or self.usual_size)

    @property
    def sorts(self) -> Mapping[str, str]:
        """What this list, as it is asked for, can be sorted by."""
        return self.SORTS

    @property
    def sorting(self) -> tuple[str, ...]:
        """For e-conomic."""
        key = self.sorted_by.removeprefix("-")
        chosen = self.SORTS[key] if key == self.sorted_by else f"-{self.SORTS[key]}"
        return (chosen,) if key == "number" else (chosen, self._among_equals(chosen))

    def _among_equals(self, chosen: str) -> str:
        return self.NUMBER

    @property
    def here(self) -> str:
        """The list as it is asked for."""
        return self.address(page=self.page_number)

    @property
    def unfiltered(self) -> str:
        return self.address(**dict.fromkeys((*self.TYPED, *self.PICKED), ""))

    def address(self, **changes: str | int) -> str:
        """Of the list with `changes` in what is asked."""
        query = self.query(**changes)
        return f"{self.url}?{query}" if query else self.url

    def query(self, **changes: str | int) -> str:
        """The address's question with `changes`, what is usual left out. A change starts at the first page.

        The size of a page is left out where everybody finds the same without it: on the first page, if it is usual.
        """
        asked = {name: self.cleaned_data[name] for name in self.PICKED}
        asked |= {**self.typed, "sort": self.sorted_by, "size": str(self.page_size), "page": 1, **changes}
        usual = {"sort": self.USUAL_SORT, "page": 1}
        if asked["page"] == 1 and self.usual_size == USUAL_SIZE:
            usual["size"] = str(USUAL_SIZE)
        return urlencode({name: asked[name] for name in self.fields if asked[name] and asked[name] != usual.get(name)})
