"""The query of an invoice list: search, filters, sorting and paging, read from the URL."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property, reduce
from operator import and_
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from customers.shared import formatting
from customers.shared.list_query import MAX_NUMBER, MAX_PAGES, PAGE_SIZES, ListForm
from customers.shared.query_fields import (
    ChoiceParameter,
    CurrencyParameter,
    DateParameter,
    NumberParameter,
    SearchParameter,
)
from customers.shared.search_filter import build_invoice_filter
from econ_admin.gateway.query import Filter, where

SORTS = {
    "number": "",  # set by subclasses
    "date": "date",
    "customer": "customer.customerNumber",
    "name": "recipient.name",
    "reference": "references.other",
    "currency": "currency",
}
DEFAULT_SORT = "-number"
STATES = ("unpaid", "overdue", "not-due", "paid")


class InvoiceListForm(ListForm):
    """The query of an invoice list. `customer_number` is set in the list of one customer."""

    DESCENDING_FIRST = frozenset({"number", "date"})
    DEFAULT_SORT = DEFAULT_SORT
    TEXT_FIELDS = ("q", "since", "until", "customer")
    CHOICE_FIELDS: ClassVar[tuple[str, ...]] = ("currency",)

    q = SearchParameter()
    since = DateParameter()
    until = DateParameter()
    customer = NumberParameter(MAX_NUMBER)
    currency = CurrencyParameter()
    sort = ChoiceParameter([sign + key for key in SORTS for sign in ("", "-")])
    page = NumberParameter(MAX_PAGES, 1)
    size = ChoiceParameter([str(size) for size in PAGE_SIZES])

    def __init__(self, query: QueryDict, url: str, customer_number: int | None = None) -> None:
        self.customer_number = customer_number
        super().__init__(query, url)

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The first date must not be later than the last."))
        return self.cleaned_data

    @property
    def text_values(self) -> dict[str, str]:
        """The text fields as typed. Dates are normalised, so that `t` or `7-3` in a saved URL keeps its meaning."""
        dates = {name: day for name in ("since", "until") if (day := self._format_date(name))}
        number = self.cleaned_data.get("customer")
        return super().text_values | dates | {"customer": "" if self.customer_number or not number else str(number)}

    def _format_date(self, name: str) -> str:
        day: date | None = self.cleaned_data.get(name)
        return formatting.format_date(day) if day else ""

    @property
    def date_errors(self) -> list[str]:
        return [*self.errors.get("since", []), *self.errors.get("until", [])]

    @property
    def sort_properties(self) -> Mapping[str, str]:
        """The properties to sort by. The list of one customer cannot be sorted by customer."""
        return {
            key: name for key, name in self.SORTS.items() if not self.customer_number or key not in ("customer", "name")
        }

    def _get_tiebreaker(self, sort: str) -> str:
        """Sorts invoices of the same day in the direction of the days."""
        return f"-{self.NUMBER_PROPERTY}" if sort.startswith("-") else self.NUMBER_PROPERTY

    @cached_property
    def filter(self) -> Filter | None:
        clauses = [
            clause
            for clause in (
                build_invoice_filter(self.cleaned_data.get("q", ""), self.NUMBER_PROPERTY),
                *self._build_field_filters(),
            )
            if clause
        ]
        return reduce(and_, clauses) if clauses else None

    def _build_field_filters(self) -> list[Filter]:
        clauses, cleaned = [], self.cleaned_data
        if since := cleaned.get("since"):
            clauses.append(where("date").gte(since))
        if until := cleaned.get("until"):
            clauses.append(where("date").lte(until))
        if currency := cleaned["currency"]:
            clauses.append(where("currency").eq(currency))
        if customer := None if self.customer_number else cleaned.get("customer"):
            clauses.append(where("customer.customerNumber").eq(customer))
        return clauses


class DraftListForm(InvoiceListForm):
    """The query of a list of drafts."""

    NUMBER_PROPERTY = "draftInvoiceNumber"
    SORTS = SORTS | {"number": NUMBER_PROPERTY}


class BookedListForm(InvoiceListForm):
    """The query of a list of booked invoices, of all states or one."""

    NUMBER_PROPERTY = "bookedInvoiceNumber"
    SORTS = SORTS | {"number": NUMBER_PROPERTY}
    CHOICE_FIELDS = ("state", "currency")

    state = ChoiceParameter(STATES)

    @property
    def chosen_state(self) -> str:
        return str(self.cleaned_data["state"])

    @property
    def unfiltered_url(self) -> str:
        """The URL without filters. The state is kept: it is a tab, not a filter."""
        return self.build_url(**dict.fromkeys((*self.TEXT_FIELDS, "currency"), ""))
