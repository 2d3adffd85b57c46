"""Filter options, chips and tabs of the lists."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.query.query_form import CustomerListForm
from customers.shared import formatting
from customers.shared.list_query import ListForm


class Option(NamedTuple):
    """An option of a select."""

    value: str
    text: str
    chosen: bool


class Chip(NamedTuple):
    """A filter in use, with the URL of the list without it."""

    text: str
    url_without: str


class Tab(NamedTuple):
    """A view, and whether the list shows it now."""

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
FILTER_LABELS = {"balance": BALANCES, "barred": BARRINGS, "email": EMAILS, "limit": LIMITS, "overdue": OVERDUE}


def build_balance_options(form: CustomerListForm) -> list[Option]:
    return build_options(BALANCES.items(), form.cleaned_data["balance"])


def build_barred_options(form: CustomerListForm) -> list[Option]:
    return build_options(BARRINGS.items(), form.cleaned_data["barred"])


def build_email_options(form: CustomerListForm) -> list[Option]:
    return build_options(EMAILS.items(), form.cleaned_data["email"])


def build_limit_options(form: CustomerListForm) -> list[Option]:
    return build_options(LIMITS.items(), form.cleaned_data["limit"])


def build_overdue_options(form: CustomerListForm) -> list[Option]:
    return build_options(OVERDUE.items(), form.cleaned_data["overdue"])


def build_group_options(form: CustomerListForm, names: Mapping[int, str]) -> list[Option]:
    named_groups = [(str(number), name) for number, name in names.items()]
    return build_options([("", _("All groups")), *named_groups], str(form.cleaned_data["group"] or ""))


def build_currency_options(form: ListForm, codes: Iterable[str]) -> list[Option]:
    return build_options([("", _("All currencies")), *((code, code) for code in codes)], form.cleaned_data["currency"])


def build_options(choices: Iterable[tuple[str, Any]], chosen: str) -> list[Option]:
    choice_options = [Option(value, str(text), value == chosen) for value, text in choices]
    if not any(option.chosen for option in choice_options):  # in the URL, but its name is unavailable
        choice_options.append(Option(chosen, chosen, chosen=True))
    return choice_options


def build_chips(form: CustomerListForm, names: Mapping[int, str]) -> list[Chip]:
    """Builds a chip for each filter in use. Invalid values have none."""
    cleaned = form.cleaned_data
    texts: dict[str, str] = {}
    if text := cleaned.get("q"):
        texts["q"] = _("Search: %(text)s") % {"text": text}
    if group := cleaned["group"]:
        texts["group"] = _("Customer group: %(group)s") % {"group": names.get(group, str(group))}
    for name, labels in FILTER_LABELS.items():
        if chosen := cleaned[name]:
            texts[name] = str(labels[chosen])
    if currency := cleaned["currency"]:
        texts["currency"] = _("Currency: %(currency)s") % {"currency": currency}
    if (minimum := cleaned.get("balance_min")) is not None:
        texts["balance_min"] = _("Balance at least %(amount)s") % {"amount": formatting.format_amount(minimum)}
    if (maximum := cleaned.get("balance_max")) is not None:
        texts["balance_max"] = _("Balance at most %(amount)s") % {"amount": formatting.format_amount(maximum)}
    return [Chip(text, form.build_url(**{name: ""})) for name, text in texts.items()]
