"""What the list may be filtered by, and the chips of what it is filtered by."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import formats
from customers.forms.customer_list import CustomerListForm


class Option(NamedTuple):
    """One of the things that may be chosen."""

    value: str
    text: str
    chosen: bool


class Chip(NamedTuple):
    """A filter in use, and the list without it."""

    text: str
    without: str


BALANCES = {
    "": gettext_lazy("Any balance"),
    "over": gettext_lazy("Balance over 0"),
    "none": gettext_lazy("Balance 0"),
    "under": gettext_lazy("Balance under 0"),
}
EMAILS = {"": gettext_lazy("With or without e-mail"), "none": gettext_lazy("No e-mail")}
LIMITS = {"": gettext_lazy("Any balance and limit"), "over": gettext_lazy("Over limit")}
BARRINGS = {"": gettext_lazy("Barred or not"), "yes": gettext_lazy("Barred"), "no": gettext_lazy("Not barred")}


def balances(form: CustomerListForm) -> list[Option]:
    return _options(BALANCES.items(), form.cleaned_data["balance"])


def barrings(form: CustomerListForm) -> list[Option]:
    return _options(BARRINGS.items(), form.cleaned_data["barred"])


def emails(form: CustomerListForm) -> list[Option]:
    return _options(EMAILS.items(), form.cleaned_data["email"])


def limits(form: CustomerListForm) -> list[Option]:
    return _options(LIMITS.items(), form.cleaned_data["limit"])


def groups(form: CustomerListForm, names: Mapping[int, str]) -> list[Option]:
    known = [(str(number), name) for number, name in names.items()]
    return _options([("", _("All groups")), *known], str(form.cleaned_data["group"] or ""))


def currencies(form: CustomerListForm, codes: Iterable[str]) -> list[Option]:
    return _options([("", _("All currencies")), *((code, code) for code in codes)], form.cleaned_data["currency"])


def _options(choices: Iterable[tuple[str, Any]], chosen: str) -> list[Option]:
    options = [Option(value, str(text), value == chosen) for value, text in choices]
    if not any(option.chosen for option in options):  # asked for by number while the names could not be had
        options.append(Option(chosen, chosen, chosen=True))
    return options


def chips(form: CustomerListForm, names: Mapping[int, str]) -> list[Chip]:
    """The filters in use. What was typed and refused is none."""
    asked = form.cleaned_data
    said: dict[str, str] = {}
    if text := asked.get("q"):
        said["q"] = _("Search: %(text)s") % {"text": text}
    if group := asked["group"]:
        said["group"] = _("Customer group: %(group)s") % {"group": names.get(group, str(group))}
    if balance := asked["balance"]:
        said["balance"] = str(BALANCES[balance])
    if barred := asked["barred"]:
        said["barred"] = str(BARRINGS[barred])
    if email := asked["email"]:
        said["email"] = str(EMAILS[email])
    if limit := asked["limit"]:
        said["limit"] = str(LIMITS[limit])
    if currency := asked["currency"]:
        said["currency"] = _("Currency: %(currency)s") % {"currency": currency}
    if (least := asked.get("balance_min")) is not None:
        said["balance_min"] = _("Balance at least %(amount)s") % {"amount": formats.amount(least)}
    if (most := asked.get("balance_max")) is not None:
        said["balance_max"] = _("Balance at most %(amount)s") % {"amount": formats.amount(most)}
    return [Chip(text, form.address(**{name: ""})) for name, text in said.items()]
