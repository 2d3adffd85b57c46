"""Filter chips of the invoice lists, and tabs for the states of booked invoices."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.invoices.query_form import BookedListForm, InvoiceListForm
from customers.query.filter_options import Chip, Tab
from customers.shared import formatting

STATE_LABELS = {
    "": gettext_lazy("All"),
    "unpaid": gettext_lazy("Unpaid"),
    "overdue": gettext_lazy("Overdue"),
    "not-due": gettext_lazy("Not due"),
    "paid": gettext_lazy("Paid"),
}


def build_state_tabs(form: BookedListForm) -> list[Tab]:
    """Builds a tab for each state. The other filters are kept."""
    return [Tab(name, form.build_url(state=state), state == form.chosen_state) for state, name in STATE_LABELS.items()]


def build_invoice_chips(form: InvoiceListForm) -> list[Chip]:
    """Builds a chip for each filter in use. Invalid values have none."""
    cleaned, texts = form.cleaned_data, {}
    if text := cleaned.get("q"):
        texts["q"] = _("Search: %(text)s") % {"text": text}
    if since := cleaned.get("since"):
        texts["since"] = _("From %(day)s") % {"day": formatting.format_date(since)}
    if until := cleaned.get("until"):
        texts["until"] = _("To %(day)s") % {"day": formatting.format_date(until)}
    if customer := None if form.customer_number else cleaned.get("customer"):
        texts["customer"] = _("Customer: %(number)s") % {"number": customer}
    if currency := cleaned["currency"]:
        texts["currency"] = _("Currency: %(currency)s") % {"currency": currency}
    return [Chip(text, form.build_url(**{name: ""})) for name, text in texts.items()]
