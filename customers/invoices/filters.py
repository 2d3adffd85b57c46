"""The filters in use in a list of invoices, as chips, and the states of booked ones, as tabs."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.invoices.query_form import BookedListForm, InvoiceListForm
from customers.query.filter_options import Chip, Tab
from customers.shared import formatting

STATES = {
    "": gettext_lazy("All"),
    "unpaid": gettext_lazy("Unpaid"),
    "overdue": gettext_lazy("Overdue"),
    "not-due": gettext_lazy("Not due"),
    "paid": gettext_lazy("Paid"),
}


def states(form: BookedListForm) -> list[Tab]:
    """Each with the other filters as they are."""
    return [Tab(name, form.address(state=state), state == form.state_of_them) for state, name in STATES.items()]


def chips(form: InvoiceListForm) -> list[Chip]:
    """What was typed and refused is none."""
    asked, said = form.cleaned_data, {}
    if text := asked.get("q"):
        said["q"] = _("Search: %(text)s") % {"text": text}
    if since := asked.get("since"):
        said["since"] = _("From %(day)s") % {"day": formatting.day(since)}
    if until := asked.get("until"):
        said["until"] = _("To %(day)s") % {"day": formatting.day(until)}
    if customer := None if form.whose else asked.get("customer"):
        said["customer"] = _("Customer: %(number)s") % {"number": customer}
    if currency := asked["currency"]:
        said["currency"] = _("Currency: %(currency)s") % {"currency": currency}
    return [Chip(text, form.address(**{name: ""})) for name, text in said.items()]
