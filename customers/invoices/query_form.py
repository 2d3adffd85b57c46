"""The query of an invoice list: search, filters, sorting and paging, read from the URL."""

from collections.abc import Mapping
from functools import cached_property, reduce
from operator import and_
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import QueryDict

from customers.shared.list_query import DEFAULT_PAGE_SIZE, MAX_NUMBER, MAX_PAGES, PAGE_SIZES, ListForm
from customers.shared.query_fields import (
    AmountParameter,
    ChoiceParameter,
    CurrencyParameter,
    DateParameter,
    IdentifierParameter,
    NumberParameter,
    SearchParameter,
    check_day_order,
)
from customers.shared.search_filter import build_invoice_filter
from econ_admin.gateway.query import Filter, where

SORTS = {
    "number": "",  # set by subclasses
    "date": "date",
    "customer": "customer.customerNumber",
    "name": "recipient.name",
    "zip": "recipient.zip",
    "city": "recipient.city",
    "reference": "references.other",
    "ean": "recipient.ean",
    "delivery": "delivery.deliveryDate",
    "currency": "currency",
}
CONTAINED = {
    "name": "recipient.name",
    "zip": "recipient.zip",
    "ean": "recipient.ean",
    "reference": "references.other",
}
"""Filters that look for a text in one of e-conomic's properties."""
NUMBERED = {
    "terms": "paymentTerms.paymentTermsNumber",
    "salesperson": "references.salesPerson.employeeNumber",
    "vendor": "references.vendorReference.employeeNumber",
}
"""Filters that choose one of a list of the agreement, by its number."""
DEFAULT_SORT = "-number"
STATES = ("unpaid", "overdue", "not-due", "paid")


class InvoiceListForm(ListForm):
    """The query of an invoice list. `customer_number` is set in the list of one customer."""

    DESCENDING_FIRST = frozenset({"number", "date", "delivery"})
    DEFAULT_SORT = DEFAULT_SORT
    TEXT_FIELDS = ("q", "amount", "since", "until", "customer", *CONTAINED)
    DATE_FIELDS = ("since", "until")
    CHOICE_FIELDS: ClassVar[tuple[str, ...]] = (*NUMBERED, "currency")

    q = SearchParameter()
    amount = AmountParameter(currency=None)
    since = DateParameter()
    until = DateParameter()
    customer = NumberParameter(MAX_NUMBER)
    terms = NumberParameter(MAX_NUMBER)
    salesperson = NumberParameter(MAX_NUMBER)
    vendor = NumberParameter(MAX_NUMBER)
    name = SearchParameter()
    zip = SearchParameter()
    ean = IdentifierParameter()
    reference = SearchParameter()
    currency = CurrencyParameter()
    sort = ChoiceParameter([sign + key for key in SORTS for sign in ("", "-")])
    page = NumberParameter(MAX_PAGES, 1)
    size = ChoiceParameter([str(size) for size in PAGE_SIZES])

    def __init__(
        self, query: QueryDict, url: str, default_size: int = DEFAULT_PAGE_SIZE, *, customer_number: int | None = None
    ) -> None:
        self.customer_number = customer_number
        super().__init__(query, url, default_size)

    def clean(self) -> dict[str, Any]:
        check_day_order(self, "since", "until")
        return self.cleaned_data

    @cached_property
    def text_values(self) -> dict[str, str]:
        number = self.cleaned_data.get("customer")
        return super().text_values | {"customer": "" if self.customer_number or not number else str(number)}

    def build_origin_query(self, page: int) -> str:
        """Returns the query to add to an invoice's URL, so that its page links back to this list."""
        query = self.build_query(page=page)
        if self.customer_number:
            query = f"{query}&customer={self.customer_number}".strip("&")
        return "?" + urlencode({"from": query})

    @property
    def date_errors(self) -> list[str]:
        return [*self.errors.get("since", []), *self.errors.get("until", [])]

    @property
    def has_hidden_errors(self) -> bool:
        """Whether a field under "More filters" has errors."""
        return any(name in self.errors for name in CONTAINED)

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

    @property
    def customer_filter(self) -> Filter | None:
        """The filter, in the list of one customer with that customer: for collections of all customers."""
        if not self.customer_number:
            return self.filter
        own = where("customer.customerNumber").eq(self.customer_number)
        return self.filter & own if self.filter else own

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
        clauses += [where(name).eq(number) for field, name in NUMBERED.items() if (number := cleaned[field])]
        clauses += [where(name).like(text) for field, name in CONTAINED.items() if (text := cleaned.get(field))]
        return clauses


class DraftListForm(InvoiceListForm):
    """The query of a list of drafts."""

    NUMBER_PROPERTY = "draftInvoiceNumber"
    SORTS = SORTS | {"number": NUMBER_PROPERTY}


class BookedListForm(InvoiceListForm):
    """The query of a list of booked invoices, of all states or one."""

    NUMBER_PROPERTY = "bookedInvoiceNumber"
    SORTS = SORTS | {"number": NUMBER_PROPERTY}
    CHOICE_FIELDS = ("state", *InvoiceListForm.CHOICE_FIELDS)

    state = ChoiceParameter(STATES)

    @property
    def chosen_state(self) -> str:
        return str(self.cleaned_data["state"])

    @property
    def unfiltered_url(self) -> str:
        """The URL without filters. The state is kept: it is a tab, not a filter."""
        return self.build_url(**dict.fromkeys((*self.TEXT_FIELDS, *InvoiceListForm.CHOICE_FIELDS), ""))
