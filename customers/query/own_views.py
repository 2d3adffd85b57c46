"""The tabs of the views that a person has saved."""

from collections.abc import Iterable

from customers.models import SavedView
from customers.query.filter_options import Tab
from customers.shared.list_query import ListForm


def build_own_tabs(form: ListForm, views: Iterable[SavedView]) -> list[Tab]:
    """Builds a tab for each view. It is current with its filters in its sort order."""
    current_query = form.saved_query
    return [Tab(view.name, build_view_url(form, view), view.question == current_query, own=True) for view in views]


def get_current_name(all_tabs: Iterable[Tab]) -> str:
    """Returns the current tab's name, or ""."""
    return next((str(tab.name) for tab in all_tabs if tab.current), "")


def build_view_url(form: ListForm, view: SavedView) -> str:
    """Returns the view's URL. It contains the whole query, so it works for colleagues too."""
    return build_query_url(form, view.question)


def build_query_url(form: ListForm, query: str) -> str:
    return f"{form.url}?{query}" if query else form.url
