"""What the list of customers is asked for: read from the address, and written back to one."""

from functools import cached_property, reduce
from operator import and_
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from customers.shared.list_query import HIGHEST_NUMBER, MOST_PAGES, SIZES, USUAL_SIZE, ListForm
from customers.shared.query_fields import Amount, Choice, Code, Number
from customers.shared.search_filter import matching
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
    "cvr": "corporateIdentificationNumber",
    "vat": "vatNumber",
    "ean": "ean",
    "currency": "currency",
    "balance": "balance",
    "limit": "creditLimit",
    "changed": "lastUpdated",
}
SORTS_OF_LATE = ("overdue", "oldest")  # sorted here, in the view of those who are late
BALANCES = ("over", "under", "none")
BARRINGS = ("yes", "no")


class CustomerListForm(ListForm):
    """The question that an address of the list of customers asks."""

    SORTS = SORTS
    LARGEST_FIRST = frozenset({"balance", "limit", "changed", *SORTS_OF_LATE})
    NUMBER = "customerNumber"
    PICKED = ("group", "barred", "email", "limit", "overdue", "balance", "currency")
    TYPED = ("q", "balance_min", "balance_max")

    q = forms.CharField(required=False, max_length=200)
    group = Number(HIGHEST_NUMBER)
    barred = Choice(BARRINGS)
    email = Choice(("none",))
    limit = Choice(("over",))
    overdue = Choice(("yes",))
    balance = Choice(BALANCES)
    balance_min = Amount()
    balance_max = Amount()
    currency = Code()
    sort = Choice([sign + key for key in (*SORTS, *SORTS_OF_LATE) for sign in ("", "-")], ListForm.USUAL_SORT)
    page = Number(MOST_PAGES, 1)
    size = Choice([str(size) for size in SIZES])

    def __init__(self, asked: QueryDict, url: str, usual_size: int = USUAL_SIZE, *, known: bool = True) -> None:
        """`usual_size` is the person's own. Not `known`: nobody has come from this list."""
        super().__init__(asked, url, usual_size)
        self.known = known

    @property
    def balance_errors(self) -> list[str]:
        return [*self.errors.get("balance_min", []), *self.errors.get("balance_max", [])]

    @property
    def is_of_late(self) -> bool:
        """Whether it is about those who have overdue invoices."""
        return bool(self.cleaned_data["overdue"])

    @property
    def sorts(self) -> dict[str, str]:
        return SORTS | dict.fromkeys(SORTS_OF_LATE, self.NUMBER) if self.is_of_late else SORTS

    @property
    def sorted_by(self) -> str:
        sort = super().sorted_by
        return sort if sort.removeprefix("-") in self.sorts else self.USUAL_SORT

    @property
    def sorting(self) -> tuple[str, ...]:
        is_ours = self.sorted_by.removeprefix("-") in SORTS_OF_LATE
        return (self.NUMBER,) if is_ours else super().sorting

    @cached_property
    def filter(self) -> Filter | None:
        asked = [each for each in (self._search(), *self._register(), *self._balance()) if each is not None]
        return reduce(and_, asked) if asked else None

    @property
    def compares(self) -> bool:
        """Whether the answer takes a comparison that e-conomic cannot make: over limit."""
        return bool(self.cleaned_data["limit"])

    @property
    def is_found_here(self) -> bool:
        """Whether e-conomic cannot answer it by a page: then all that may fit are read, and paged here."""
        return self.compares or self.is_of_late

    @property
    def trail(self) -> str:
        """What to hang on the address of a customer, so that its page knows the list that one came from."""
        return self.trail_on(self.page_number)

    def trail_on(self, page: int) -> str:
        """The same, for a customer on that page of the list."""
        return "?" + urlencode({"from": self.query(page=page)}) if self.known else ""

    @property
    def question(self) -> str:
        """What is asked and how it is sorted, whatever page is looked at and however long it is."""
        return self.query(size="")

    @property
    def filters(self) -> str:
        """What is asked, in whatever order."""
        return self.query(size="", sort="")

    def _search(self) -> Filter | None:
        return matching(self.cleaned_data.get("q", ""))

    def _register(self) -> list[Filter]:
        asked = []
        if group := self.cleaned_data["group"]:
            asked.append(where("customerGroup.customerGroupNumber").eq(group))
        if barred := self.cleaned_data["barred"]:
            asked.append(where("barred").eq(barred == "yes"))
        if currency := self.cleaned_data["currency"]:
            asked.append(where("currency").eq(currency))
        if self.cleaned_data["email"]:
            asked.append(where("email").eq(None) | where("email").eq(""))
        if self.compares:
            asked.append(where("creditLimit").ne(None))
        return asked

    def _balance(self) -> list[Filter]:
        balance, chosen = where("balance"), self.cleaned_data["balance"]
        asked = {"over": [balance.gt(0)], "under": [balance.lt(0)], "none": [balance.eq(0)]}.get(chosen, [])
        if (least := self.cleaned_data.get("balance_min")) is not None:
            asked.append(balance.gte(least))
        if (most := self.cleaned_data.get("balance_max")) is not None:
            asked.append(balance.lte(most))
        return asked
