"""What a list of drafts or of booked invoices is asked for: all of them, or one customer's."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property, reduce
from operator import and_
from typing import ClassVar

from django import forms
from django.http import QueryDict

from customers.shared import formatting
from customers.shared.list_query import HIGHEST_NUMBER, MOST_PAGES, SIZES, ListForm
from customers.shared.query_fields import Choice, Code, Day, Number
from customers.shared.search_filter import matching_invoices
from econ_admin.gateway.query import Filter, where

SORTS = {
    "number": "",  # each kind has its own
    "date": "date",
    "customer": "customer.customerNumber",
    "name": "recipient.name",
    "reference": "references.other",
    "currency": "currency",
}
USUAL_SORT = "-number"
STATES = ("unpaid", "overdue", "not-due", "paid")


class InvoiceListForm(ListForm):
    """The question that an address of such a list asks. `whose` is the customer whose list it is, if it is one's."""

    LARGEST_FIRST = frozenset({"number", "date"})
    USUAL_SORT = USUAL_SORT
    TYPED = ("q", "since", "until", "customer")
    PICKED: ClassVar[tuple[str, ...]] = ("currency",)

    q = forms.CharField(required=False, max_length=200)
    since = Day()
    until = Day()
    customer = Number(HIGHEST_NUMBER)
    currency = Code()
    sort = Choice([sign + key for key in SORTS for sign in ("", "-")], USUAL_SORT)
    page = Number(MOST_PAGES, 1)
    size = Choice([str(size) for size in SIZES])

    def __init__(self, asked: QueryDict, url: str, whose: int | None = None) -> None:
        self.whose = whose
        super().__init__(asked, url)

    @property
    def typed(self) -> dict[str, str]:
        """A date as it was understood: an address must mean the same tomorrow. Another customer is not to be chosen
        in the list of one.
        """
        written = {name: day for name in ("since", "until") if (day := self._written(name))}
        number = self.cleaned_data.get("customer")
        return super().typed | written | {"customer": "" if self.whose or not number else str(number)}

    def _written(self, name: str) -> str:
        day: date | None = self.cleaned_data.get(name)
        return formatting.day(day) if day else ""

    @property
    def day_errors(self) -> list[str]:
        return [*self.errors.get("since", []), *self.errors.get("until", [])]

    @property
    def sorts(self) -> Mapping[str, str]:
        """One customer's all have the same customer."""
        return {key: name for key, name in self.SORTS.items() if not self.whose or key not in ("customer", "name")}

    @property
    def sorted_by(self) -> str:
        sort = super().sorted_by
        return sort if sort.removeprefix("-") in self.sorts else self.USUAL_SORT

    def _among_equals(self, chosen: str) -> str:
        """The newest first within a day, if the newest day is."""
        return f"-{self.NUMBER}" if chosen.startswith("-") else self.NUMBER

    @cached_property
    def filter(self) -> Filter | None:
        asked = [
            each for each in (matching_invoices(self.cleaned_data.get("q", ""), self.NUMBER), *self._own()) if each
        ]
        return reduce(and_, asked) if asked else None

    def _own(self) -> list[Filter]:
        asked, got = [], self.cleaned_data
        if since := got.get("since"):
            asked.append(where("date").gte(since))
        if until := got.get("until"):
            asked.append(where("date").lte(until))
        if currency := got["currency"]:
            asked.append(where("currency").eq(currency))
        if customer := None if self.whose else got.get("customer"):
            asked.append(where("customer.customerNumber").eq(customer))
        return asked


class DraftListForm(InvoiceListForm):
    """Of drafts."""

    NUMBER = "draftInvoiceNumber"
    SORTS = SORTS | {"number": NUMBER}


class BookedListForm(InvoiceListForm):
    """Of booked invoices, in whatever state or in one."""

    NUMBER = "bookedInvoiceNumber"
    SORTS = SORTS | {"number": NUMBER}
    PICKED = ("state", "currency")

    state = Choice(STATES)

    @property
    def state_of_them(self) -> str:
        return str(self.cleaned_data["state"])

    @property
    def unfiltered(self) -> str:
        """The state is a view, not a filter."""
        return self.address(**dict.fromkeys((*self.TYPED, "currency"), ""))
