"""Filter options, chips and tabs of the lists."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.query.checks import CHECKS
from customers.query.columns import COLUMNS_BY_KEY
from customers.query.query_form import CONTAINED, CustomerListForm
from customers.shared.ages import AGE_GROUPS
from customers.shared.list_query import ListForm
from customers.shared.table import LazyText


class Option(NamedTuple):
    """An option of a select."""

    value: str
    text: str
    chosen: bool


class TextField(NamedTuple):
    """A filter that looks for what is typed into it."""

    name: str
    label: LazyText
    value: str
    errors: list[str]


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
LIMITS = {"": gettext_lazy("Over limit or not"), "over": gettext_lazy("Over limit")}
OVERDUE = {"": gettext_lazy("Overdue or not"), "yes": pgettext_lazy("filter", "Overdue")}
BARRINGS = {"": gettext_lazy("Barred or not"), "yes": gettext_lazy("Barred"), "no": gettext_lazy("Not barred")}
AGES = {"": gettext_lazy("Overdue of any age"), **{age.key: age.overdue_label for age in AGE_GROUPS}}
CHECK_LABELS = {"": gettext_lazy("Needs attention or not"), **{key: check.label for key, check in CHECKS.items()}}
CONTAINED_LABELS = {name: COLUMNS_BY_KEY[name].label for name in CONTAINED}
FILTER_LABELS: Mapping[str, Mapping[str, LazyText]] = {
    "balance": BALANCES,
    "barred": BARRINGS,
    "email": EMAILS,
    "limit": LIMITS,
    "overdue": OVERDUE,
    "age": AGES,
    "check": CHECK_LABELS,
}


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


def build_age_options(form: CustomerListForm) -> list[Option]:
    return build_options(AGES.items(), form.cleaned_data["age"])


def build_check_options(form: CustomerListForm) -> list[Option]:
    return build_options(CHECK_LABELS.items(), form.cleaned_data["check"])


def build_group_options(form: CustomerListForm, names: Mapping[int, str]) -> list[Option]:
    return build_number_options(form, "group", names, _("All groups"))


def build_currency_options(form: ListForm, codes: Iterable[str]) -> list[Option]:
    return build_options([("", _("All currencies")), *((code, code) for code in codes)], form.cleaned_data["currency"])


def build_text_fields(form: ListForm, labels: Mapping[str, LazyText]) -> list[TextField]:
    return [
        TextField(name, label, form.text_values[name], [str(message) for message in form.errors.get(name, [])])
        for name, label in labels.items()
    ]


def build_number_options(form: ListForm, name: str, names: Mapping[int, str], any_label: str) -> list[Option]:
    """Builds the options of a filter that chooses by number."""
    choices = [("", any_label), *((str(number), text) for number, text in names.items())]
    return build_options(choices, str(form.cleaned_data[name] or ""))


def build_options(choices: Iterable[tuple[str, Any]], chosen: str) -> list[Option]:
    choice_options = [Option(value, str(text), value == chosen) for value, text in choices]
    if not any(option.chosen for option in choice_options):  # in the URL, but its name is unavailable
        choice_options.append(Option(chosen, chosen, chosen=True))
    return choice_options
