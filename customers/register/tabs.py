"""The customer list's tabs: shared views, and the person's own."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import SavedView
from customers.query.filter_options import Tab
from customers.query.own_views import build_own_tabs, build_query_url
from customers.query.query_form import CustomerListForm

SHARED_VIEWS = (
    ("", gettext_lazy("All")),
    ("overdue=yes", pgettext_lazy("customers", "Overdue")),
    ("limit=over", gettext_lazy("Over limit")),
    ("barred=yes", pgettext_lazy("customers", "Barred")),
    ("email=none", gettext_lazy("No e-mail")),
)


def build_tabs(form: CustomerListForm, views: Iterable[SavedView]) -> list[Tab]:
    """Builds the tabs. A shared view matches in any sort order, an own view in the saved one."""
    current_filters, own_tabs = form.filter_query, build_own_tabs(form, views)
    is_own_current = any(tab.current for tab in own_tabs)
    return [
        *(
            Tab(name, build_query_url(form, query), query == current_filters and not is_own_current)
            for query, name in SHARED_VIEWS
        ),
        *own_tabs,
    ]
