"""Filter chips of the customer list."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.query.filter_options import CONTAINED_LABELS, FILTER_LABELS
from customers.query.query_form import CustomerListForm
from customers.shared import formatting


class Chip(NamedTuple):
    """A filter in use, with the URL of the list without it."""

    text: str
    url_without: str


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
    texts |= {name: f"{label}: {text}" for name, label in CONTAINED_LABELS.items() if (text := cleaned.get(name))}
    texts |= _describe_changed(form) | _describe_balance(form)
    return [Chip(text, form.build_url(**{name: ""})) for name, text in texts.items()]


def _describe_changed(form: CustomerListForm) -> dict[str, str]:
    since, until = form.cleaned_data.get("changed_since"), form.cleaned_data.get("changed_until")
    texts = {}
    if since:
        texts["changed_since"] = _("Changed from %(day)s") % {"day": formatting.format_date(since)}
    if until:
        texts["changed_until"] = _("Changed until %(day)s") % {"day": formatting.format_date(until)}
    return texts


def _describe_balance(form: CustomerListForm) -> dict[str, str]:
    minimum, maximum = form.cleaned_data.get("balance_min"), form.cleaned_data.get("balance_max")
    texts = {}
    if minimum is not None:
        texts["balance_min"] = _("Balance at least %(amount)s") % {"amount": formatting.format_amount(minimum)}
    if maximum is not None:
        texts["balance_max"] = _("Balance at most %(amount)s") % {"amount": formatting.format_amount(maximum)}
    return texts
