"""What the list may be filtered by: options, chips of the filters in use, and tabs."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from customers.shared.list_query import ListForm


class Option(NamedTuple):
    """One of the things that may be chosen."""

    value: str
    text: str
    chosen: bool


class Chip(NamedTuple):
    """A filter in use, and the list without it."""

    text: str
    without: str


class Tab(NamedTuple):
    """A view, and whether it is what the list shows now."""

    name: str | Promise
    url: str
    current: bool
    own: bool = False


BALANCES = {
    "": gettext_lazy("Any balance"),
    "over": gettext_lazy("Balance over 0"),
    "none": gettext_lazy("Balance 0"),
    "under": gettext_lazy("Balance under 0"),
}
EMAILS = {"": gettext_lazy("With or without e-mail"), "none": gettext_lazy("No e-mail")}
LIMITS = {"": gettext_lazy("Any balance and limit"), "over": gettext_lazy("Over limit")}
OVERDUE = {"": gettext_lazy("Overdue or not"), "yes": gettext_lazy("Overdue")}
BARRINGS = {"": gettext_lazy("Barred or not"), "yes": gettext_lazy("Barred"), "no": gettext_lazy("Not barred")}
WORDS = {"balance": BALANCES, "barred": BARRINGS, "email": EMAILS, "limit": LIMITS, "overdue": OVERDUE}


def balances(form: CustomerListForm) -> list[Option]:
    return options(BALANCES.items(), form.cleaned_data["balance"])


def barrings(form: CustomerListForm) -> list[Option]:
    return options(BARRINGS.items(), form.cleaned_data["barred"])


def emails(form: CustomerListForm) -> list[Option]:
    return options(EMAILS.items(), form.cleaned_data["email"])


def limits(form: CustomerListForm) -> list[Option]:
    return options(LIMITS.items(), form.cleaned_data["limit"])


def overdue(form: CustomerListForm) -> list[Option]:
    return options(OVERDUE.items(), form.cleaned_data["overdue"])


def groups(form: CustomerListForm, names: Mapping[int, str]) -> list[Option]:
    known = [(str(number), name) for number, name in names.items()]
    return options([("", _("All groups")), *known], str(form.cleaned_data["group"] or ""))


def currencies(form: ListForm, codes: Iterable[str]) -> list[Option]:
    return options([("", _("All currencies")), *((code, code) for code in codes)], form.cleaned_data["currency"])


def options(choices: Iterable[tuple[str, Any]], chosen: str) -> list[Option]:
    offered = [Option(value, str(text), value == chosen) for value, text in choices]
    if not any(option.chosen for option in offered):  # asked for by number while the names could not be had
        offered.append(Option(chosen, chosen, chosen=True))
    return offered


def chips(form: CustomerListForm, names: Mapping[int, str]) -> list[Chip]:
    """The filters in use. What was typed and refused is none."""
    asked = form.cleaned_data
    said: dict[str, str] = {}
    if text := asked.get("q"):
        said["q"] = _("Search: %(text)s") % {"text": text}
    if group := asked["group"]:
        said["group"] = _("Customer group: %(group)s") % {"group": names.get(group, str(group))}
    for name, words in WORDS.items():
        if chosen := asked[name]:
            said[name] = str(words[chosen])
    if currency := asked["currency"]:
        said["currency"] = _("Currency: %(currency)s") % {"currency": currency}
    if (least := asked.get("balance_min")) is not None:
        said["balance_min"] = _("Balance at least %(amount)s") % {"amount": formatting.amount(least)}
    if (most := asked.get("balance_max")) is not None:
        said["balance_max"] = _("Balance at most %(amount)s") % {"amount": formatting.amount(most)}
    return [Chip(text, form.address(**{name: ""})) for name, text in said.items()]
