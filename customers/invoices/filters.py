"""Filter chips of the invoice lists, and tabs for the states of booked invoices."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.invoices.filter_names import FilterNames, get_names
from customers.invoices.query_form import BookedListForm, InvoiceListForm
from customers.models import SavedView
from customers.query.chips import Chip
from customers.query.filter_options import Option, Tab, build_number_options
from customers.query.own_views import build_own_tabs
from customers.shared import formatting
from customers.shared.table import LazyText

STATE_LABELS = {
    "": pgettext_lazy("invoices", "All"),
    "unpaid": pgettext_lazy("invoices", "Unpaid"),
    "overdue": pgettext_lazy("invoices", "Overdue"),
    "not-due": pgettext_lazy("invoices", "Not due"),
    "paid": pgettext_lazy("invoices", "Paid"),
}


def build_tabs(form: InvoiceListForm, views: Iterable[SavedView]) -> list[Tab]:
    """Builds a tab for each state of booked invoices, which keep the other filters; then the person's own views."""
    own_tabs = build_own_tabs(form, views)
    is_own_current = any(tab.current for tab in own_tabs)
    if isinstance(form, BookedListForm):
        state_tabs = [
            Tab(name, form.build_url(state=state), state == form.chosen_state and not is_own_current)
            for state, name in STATE_LABELS.items()
        ]
    else:
        state_tabs = [Tab(STATE_LABELS[""], form.url, not form.filter_query and not is_own_current)]
    return [*state_tabs, *own_tabs]


TEXT_LABELS: Mapping[str, LazyText] = {
    "name": gettext_lazy("Recipient's name"),
    "zip": gettext_lazy("Postal code"),
    "ean": gettext_lazy("EAN number"),
    "reference": gettext_lazy("Reference"),
}
NUMBER_LABELS: Mapping[str, LazyText] = {
    "terms": gettext_lazy("Payment terms"),
    "salesperson": gettext_lazy("Salesperson"),
    "vendor": gettext_lazy("Our reference"),
}


class Select(NamedTuple):
    """A filter that chooses from a list."""

    name: str
    label: LazyText
    options: list[Option]


def build_selects(form: InvoiceListForm, names: FilterNames) -> list[Select]:
    any_labels = {"terms": _("All payment terms")}
    return [
        Select(
            name, label, build_number_options(form, name, get_names(names, name), any_labels.get(name, _("Anybody")))
        )
        for name, label in NUMBER_LABELS.items()
    ]


def build_invoice_chips(form: InvoiceListForm, names: FilterNames) -> list[Chip]:
    """Builds a chip for each filter in use. Invalid values have none."""
    cleaned = form.cleaned_data
    texts = _describe_promoted(form)
    texts |= {
        name: f"{label}: {get_names(names, name).get(number, number)}"
        for name, label in NUMBER_LABELS.items()
        if (number := cleaned[name])
    }
    texts |= {name: f"{label}: {text}" for name, label in TEXT_LABELS.items() if (text := cleaned.get(name))}
    if currency := cleaned["currency"]:
        texts["currency"] = _("Currency: %(currency)s") % {"currency": currency}
    return [Chip(text, form.build_url(**{name: ""})) for name, text in texts.items()]


def _describe_promoted(form: InvoiceListForm) -> dict[str, str]:
    cleaned, texts = form.cleaned_data, {}
    if text := cleaned.get("q"):
        texts["q"] = _("Search: %(text)s") % {"text": text}
    if (amount := cleaned.get("amount")) is not None:
        texts["amount"] = _("Amount: %(amount)s") % {"amount": formatting.format_amount(amount)}
    if since := cleaned.get("since"):
        texts["since"] = _("From %(day)s") % {"day": formatting.format_date(since)}
    if until := cleaned.get("until"):
        texts["until"] = _("To %(day)s") % {"day": formatting.format_date(until)}
    if customer := None if form.customer_number else cleaned.get("customer"):
        texts["customer"] = _("Customer: %(number)s") % {"number": customer}
    return texts
