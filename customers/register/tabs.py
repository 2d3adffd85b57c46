"""The customer list's tabs: shared views, and the person's own."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from customers.models import SavedView
from customers.query.filter_options import Tab
from customers.query.query_form import CustomerListForm

SHARED_VIEWS = (
    ("", gettext_lazy("All")),
    ("overdue=yes", gettext_lazy("Overdue")),
    ("limit=over", gettext_lazy("Over limit")),
    ("barred=yes", gettext_lazy("Barred")),
    ("email=none", gettext_lazy("No e-mail")),
)


def build_tabs(form: CustomerListForm, views: Iterable[SavedView]) -> list[Tab]:
    """Builds the tabs. A shared view matches in any sort order, an own view in the saved one."""
    current_query, current_filters = form.saved_query, form.filter_query
    own_tabs = [Tab(view.name, build_view_url(form, view), view.question == current_query, own=True) for view in views]
    is_own_current = any(tab.current for tab in own_tabs)
    return [
        *(
            Tab(name, _build_url(form, query), query == current_filters and not is_own_current)
            for query, name in SHARED_VIEWS
        ),
        *own_tabs,
    ]


def get_current_name(all_tabs: Iterable[Tab]) -> str:
    """Returns the current tab's name, or ""."""
    return next((str(tab.name) for tab in all_tabs if tab.current), "")


def build_view_url(form: CustomerListForm, view: SavedView) -> str:
    """Returns the view's URL. It contains the whole query, so it works for colleagues too."""
    return _build_url(form, view.question)


def _build_url(form: CustomerListForm, query: str) -> str:
    return f"{form.url}?{query}" if query else form.url
