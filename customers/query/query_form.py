"""The query of the customer list: read from the URL, and written back to one."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cached_property, reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from customers.query.checks import CHECKS, MAY_BE_OVER_LIMIT
from customers.shared import formatting
from customers.shared.ages import AGE_GROUPS_BY_KEY
from customers.shared.list_query import DEFAULT_PAGE_SIZE, MAX_NUMBER, MAX_PAGES, PAGE_SIZES, ListForm
from customers.shared.query_fields import (
    AmountParameter,
    ChoiceParameter,
    CurrencyParameter,
    DateParameter,
    NumberParameter,
    SearchParameter,
    check_day_order,
)
from customers.shared.search_filter import build_customer_filter
from econ_admin.gateway.query import Filter, where

SORTS = {
    "number": "customerNumber",
    "name": "name",
    "address": "address",
    "zip": "zip",
    "city": "city",
    "country": "country",
    "email": "email",
    "phone": "telephoneAndFaxNumber",
    "mobile": "mobilePhone",
    "website": "website",
    "cvr": "corporateIdentificationNumber",
    "vat": "vatNumber",
    "ean": "ean",
    "entry": "publicEntryNumber",
    "currency": "currency",
    "balance": "balance",
    "limit": "creditLimit",
    "changed": "lastUpdated",
}
CONTAINED = {
    "country": "country",
    "website": "website",
    "vat": "vatNumber",
    "pnumber": "pNumber",
    "entry": "publicEntryNumber",
}
"""Filters that look for a text in one of e-conomic's properties."""
OVERDUE_SORTS = ("overdue", "oldest")  # sorted here, in the overdue view
ONE_DAY = timedelta(days=1)
BALANCE_CHOICES = ("over", "under", "none")
BARRED_CHOICES = ("yes", "no")


class CustomerListForm(ListForm):
    """The query of the customer list."""

    SORTS = SORTS
    DESCENDING_FIRST = frozenset({"balance", "limit", "changed", *OVERDUE_SORTS})
    NUMBER_PROPERTY = "customerNumber"
    CHOICE_FIELDS = ("group", "barred", "email", "limit", "overdue", "age", "check", "balance", "currency")
    DATE_FIELDS = ("changed_since", "changed_until")
    TEXT_FIELDS = ("q", "balance_min", "balance_max", *CONTAINED, *DATE_FIELDS)

    q = SearchParameter()
    group = NumberParameter(MAX_NUMBER)
    barred = ChoiceParameter(BARRED_CHOICES)
    email = ChoiceParameter(("none",))
    limit = ChoiceParameter(("over",))
    overdue = ChoiceParameter(("yes",))
    age = ChoiceParameter(tuple(AGE_GROUPS_BY_KEY))
    check = ChoiceParameter(tuple(CHECKS))
    balance = ChoiceParameter(BALANCE_CHOICES)
    balance_min = AmountParameter()
    balance_max = AmountParameter()
    currency = CurrencyParameter()
    country = SearchParameter()
    website = SearchParameter()
    vat = SearchParameter()
    pnumber = SearchParameter()
    entry = SearchParameter()
    changed_since = DateParameter()
    changed_until = DateParameter()
    sort = ChoiceParameter([sign + key for key in (*SORTS, *OVERDUE_SORTS) for sign in ("", "-")])
    page = NumberParameter(MAX_PAGES, 1)
    size = ChoiceParameter([str(size) for size in PAGE_SIZES])

    def __init__(
        self, query: QueryDict, url: str, default_size: int = DEFAULT_PAGE_SIZE, *, is_origin: bool = True
    ) -> None:
        """`default_size` is the person's preference. `is_origin` is false if nobody came from this list."""
        super().__init__(query, url, default_size)
        self.is_origin = is_origin

    def clean(self) -> dict[str, Any]:
        lowest, highest = self.cleaned_data.get("balance_min"), self.cleaned_data.get("balance_max")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("balance_max", _("The lowest balance must not be larger than the highest."))
        check_day_order(self, "changed_since", "changed_until")
        return self.cleaned_data

    @property
    def balance_errors(self) -> list[str]:
        return [*self.errors.get("balance_min", []), *self.errors.get("balance_max", [])]

    @property
    def changed_errors(self) -> list[str]:
        return [str(message) for name in self.DATE_FIELDS for message in self.errors.get(name, [])]

    @property
    def has_hidden_errors(self) -> bool:
        """Whether a field under "More filters" has errors."""
        return any(name != "q" for name in self.errors)

    @property
    def is_overdue_view(self) -> bool:
        """Whether the list is limited to customers with overdue invoices, of any age or one."""
        return bool(self.cleaned_data["overdue"] or self.cleaned_data["age"])

    @property
    def sort_properties(self) -> dict[str, str]:
        return SORTS | dict.fromkeys(OVERDUE_SORTS, self.NUMBER_PROPERTY) if self.is_overdue_view else SORTS

    def get_default_sort(self, parameters: Mapping[str, Any]) -> str:
        """Returns the largest amounts first in a view that is about amounts."""
        if parameters["overdue"] or parameters["age"]:
            return "-overdue"
        return "-balance" if parameters["limit"] else self.DEFAULT_SORT

    @property
    def api_sort(self) -> tuple[str, ...]:
        is_ours = self.sorted_by.removeprefix("-") in OVERDUE_SORTS
        return (self.NUMBER_PROPERTY,) if is_ours else super().api_sort

    @cached_property
    def filter(self) -> Filter | None:
        clauses = [
            clause
            for clause in (
                self._build_search_filter(),
                *self._build_field_filters(),
                *self._build_balance_filters(),
                *self._build_text_filters(),
                *self._build_changed_filters(),
            )
            if clause is not None
        ]
        return reduce(and_, clauses) if clauses else None

    @property
    def is_over_limit_view(self) -> bool:
        return bool(self.cleaned_data["limit"])

    @property
    def comparison(self) -> str:
        """Names the comparisons that e-conomic cannot make; "" if it needs none."""
        check = CHECKS.get(self.cleaned_data["check"])
        compared_check = self.cleaned_data["check"] if check and check.is_compared else ""
        return f"{'limit ' if self.is_over_limit_view else ''}{compared_check}".strip()

    @property
    def is_compared(self) -> bool:
        return bool(self.comparison)

    @property
    def needs_drafts(self) -> bool:
        """Whether only customers with open drafts are meant."""
        check = CHECKS.get(self.cleaned_data["check"])
        return check is not None and check.needs_drafts

    @property
    def is_computed_locally(self) -> bool:
        """Whether e-conomic cannot return a page of it. Then all candidates are read and paged here."""
        return self.is_compared or self.is_overdue_view

    @property
    def origin_query(self) -> str:
        """The query to add to a customer's URL, so that its page links back to this list."""
        return self.build_origin_query(self.page_number)

    def build_origin_query(self, page: int) -> str:
        """Returns it for a customer on that page of the list."""
        return "?" + urlencode({"from": self.build_query(page=page)}) if self.is_origin else ""

    def _build_search_filter(self) -> Filter | None:
        return build_customer_filter(self.cleaned_data.get("q", ""))

    def _build_field_filters(self) -> list[Filter]:
        clauses = []
        if group := self.cleaned_data["group"]:
            clauses.append(where("customerGroup.customerGroupNumber").eq(group))
        if barred := self.cleaned_data["barred"]:
            clauses.append(where("barred").eq(barred == "yes"))
        if currency := self.cleaned_data["currency"]:
            clauses.append(where("currency").eq(currency))
        if self.cleaned_data["email"]:
            clauses.append(where("email").eq(None) | where("email").eq(""))
        if self.is_over_limit_view:
            clauses.append(MAY_BE_OVER_LIMIT)
        if check := CHECKS.get(self.cleaned_data["check"]):
            clauses.append(check.filter)
        return clauses

    def _build_balance_filters(self) -> list[Filter]:
        balance, chosen = where("balance"), self.cleaned_data["balance"]
        clauses = {"over": [balance.gt(0)], "under": [balance.lt(0)], "none": [balance.eq(0)]}.get(chosen, [])
        if (minimum := self.cleaned_data.get("balance_min")) is not None:
            clauses.append(balance.gte(minimum))
        if (maximum := self.cleaned_data.get("balance_max")) is not None:
            clauses.append(balance.lte(maximum))
        return clauses

    def _build_text_filters(self) -> list[Filter]:
        texts = {name: self.cleaned_data.get(name) for name in CONTAINED}
        return [where(CONTAINED[name]).like(text) for name, text in texts.items() if text]

    def _build_changed_filters(self) -> list[Filter]:
        """Whole days in Denmark."""
        changed, clauses = where("lastUpdated"), []
        if since := self.cleaned_data.get("changed_since"):
            clauses.append(changed.gte(datetime.combine(since, time.min, formatting.COPENHAGEN)))
        if until := self.cleaned_data.get("changed_until"):
            clauses.append(changed.lt(datetime.combine(until + ONE_DAY, time.min, formatting.COPENHAGEN)))
        return clauses
