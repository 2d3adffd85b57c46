"""The saved views of the list, as tabs: those that everybody has, and one's own."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from customers.models import SavedView
from customers.query.filter_options import Tab
from customers.query.query_form import CustomerListForm

EVERYBODYS = (
    ("", gettext_lazy("All")),
    ("overdue=yes", gettext_lazy("Overdue")),
    ("limit=over", gettext_lazy("Over limit")),
    ("barred=yes", gettext_lazy("Barred")),
    ("email=none", gettext_lazy("No e-mail")),
)


def tabs(form: CustomerListForm, views: Iterable[SavedView]) -> list[Tab]:
    """Everybody's are shown in any order of their rows; one's own has the order that it was saved with."""
    question, filters = form.question, form.filters
    own = [Tab(view.name, address_of(form, view), view.question == question, own=True) for view in views]
    taken = any(tab.current for tab in own)
    return [
        *(Tab(name, _address(form, asked), asked == filters and not taken) for asked, name in EVERYBODYS),
        *own,
    ]


def current_name(all_tabs: Iterable[Tab]) -> str:
    """What the list is called now, "" where it has no name."""
    return next((str(tab.name) for tab in all_tabs if tab.current), "")


def address_of(form: CustomerListForm, view: SavedView) -> str:
    """The whole question stands in it: whoever opens it sees the same list."""
    return _address(form, view.question)


def _address(form: CustomerListForm, question: str) -> str:
    return f"{form.url}?{question}" if question else form.url
