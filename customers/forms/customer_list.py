"""What the list of customers is asked for: read from the address, and written back to one."""

from functools import cached_property, reduce
from operator import and_
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from customers.forms.fields import Amount, Choice, Code, Number
from customers.searching import matching
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
LARGEST_FIRST = frozenset({"balance", "limit", "changed"})  # what is looked for there stands at that end
BALANCES = ("over", "under", "none")
BARRINGS = ("yes", "no")
SIZES = (25, 50, 100, 200)
USUAL_SORT, USUAL_SIZE = "number", 50
HIGHEST_NUMBER = 999_999_999
PICKED = ("group", "barred", "email", "limit", "balance", "currency")
FILTERS = ("q", *PICKED, "balance_min", "balance_max")


class CustomerListForm(forms.Form):
    """The question that an address asks. What is refused is said beside its field, and is not asked."""

    q = forms.CharField(required=False, max_length=200)
    group = Number(HIGHEST_NUMBER)
    barred = Choice(BARRINGS)
    email = Choice(("none",))
    limit = Choice(("over",))
    balance = Choice(BALANCES)
    balance_min = Amount()
    balance_max = Amount()
    currency = Code()
    sort = Choice([sign + key for key in SORTS for sign in ("", "-")], USUAL_SORT)
    page = Number(1_000_000, 1)
    size = Choice([str(size) for size in SIZES])

    def __init__(self, asked: QueryDict, url: str, usual_size: int = USUAL_SIZE, *, known: bool = True) -> None:
        """`usual_size` is the person's own. Not `known`: nobody has come from this list."""
        super().__init__(asked)
        self.url, self.usual_size, self.known = url, usual_size, known
        self.full_clean()

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields that a person writes in, whether it is understood or not."""
        return {name: self.data.get(name, "").strip() for name in ("q", "balance_min", "balance_max")}

    @property
    def balance_errors(self) -> list[str]:
        return [*self.errors.get("balance_min", []), *self.errors.get("balance_max", [])]

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
    def sorting(self) -> tuple[str, ...]:
        """For e-conomic; the number decides among equals, so that no customer stands on two pages."""
        key = self.sorted_by.removeprefix("-")
        chosen = SORTS[key] if key == self.sorted_by else f"-{SORTS[key]}"
        return (chosen,) if key == "number" else (chosen, "customerNumber")

    @cached_property
    def filter(self) -> Filter | None:
        asked = [each for each in (self._search(), *self._register(), *self._balance()) if each is not None]
        return reduce(and_, asked) if asked else None

    @property
    def compares(self) -> bool:
        """Whether the answer takes a comparison that e-conomic cannot make: over limit."""
        return bool(self.cleaned_data["limit"])

    @property
    def here(self) -> str:
        """The list as it is asked for."""
        return self.address(page=self.page_number)

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

    def address(self, **changes: str | int) -> str:
        """Of the list with `changes` in what is asked."""
        query = self.query(**changes)
        return f"{self.url}?{query}" if query else self.url

    def query(self, **changes: str | int) -> str:
        """The address's question with `changes`, what is usual left out. A change starts at the first page.

        The size of a page is left out where everybody finds the same without it: on the first page, if it is usual.
        """
        asked = {name: self.cleaned_data[name] for name in PICKED}
        asked |= {**self.typed, "sort": self.sorted_by, "size": str(self.page_size), "page": 1, **changes}
        usual = {"sort": USUAL_SORT, "page": 1}
        if asked["page"] == 1 and self.usual_size == USUAL_SIZE:
            usual["size"] = str(USUAL_SIZE)
        return urlencode({name: asked[name] for name in self.fields if asked[name] and asked[name] != usual.get(name)})

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
