"""Pages and actions that a person may open, by role."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.palette.results import Entry, Group
from customers.shared.shortcuts import PAGE_KEYS
from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import REQUIRED_ROLES, Role
from econ_admin.status.outage import get_current_error

PAGES = (
    ("customers:overview", "home", gettext_lazy("Overview")),
    ("customers:list", "users", gettext_lazy("Customers")),
    ("customers:all-drafts", "file-pencil", gettext_lazy("Drafts")),
    ("customers:unsent-drafts", "file-pencil", gettext_lazy("Unsent drafts")),
    ("customers:all-booked", "file-invoice", gettext_lazy("Booked invoices")),
    ("customers:history", "history", gettext_lazy("History")),
    ("customers:views", "star", gettext_lazy("Saved views")),
    ("customers:keyboard", "keyboard", gettext_lazy("Keyboard shortcuts")),
    ("access:settings", "adjustments-horizontal", gettext_lazy("Settings")),
    ("agreements:agreement", "building-store", gettext_lazy("Agreement")),
    ("status", "info-circle", gettext_lazy("e-conomic status")),
)
ACTIONS = (
    ("customers:choose-customer", "plus", gettext_lazy("New draft")),
    ("customers:new", "plus", gettext_lazy("New customer")),
)


def list_commands(slug: str, role: Role, *, is_blocked: bool) -> list[Group]:
    """Returns the pages and actions that the role allows in this agreement; actions may be blocked by an outage."""
    groups = [
        Group("pages", _("Pages"), _build_entries(slug, role, PAGES)),
        Group("actions", _("Actions"), _build_entries(slug, role, ACTIONS, is_blocked=is_blocked)),
    ]
    return [group for group in groups if group.entries]


def filter_commands(request: EconRequest, words: list[str]) -> list[Group]:
    """Returns those whose name has a word that begins with each of these words."""
    groups = [
        Group(group.key, group.title, [entry for entry in group.entries if _is_match(entry.text, words)])
        for group in list_commands(request.agreement.slug, request.role, is_blocked=is_outage(request))
    ]
    return [group for group in groups if group.entries]


def build_customer_actions(request: EconRequest, name: str, number: int) -> Group:
    """Returns what the person may do with the one customer that was found."""
    entries, is_blocked = [], is_outage(request)
    if request.role >= REQUIRED_ROLES["customers:new-draft"]:
        entries.append(
            Entry(
                "plus",
                _("New draft for %(name)s") % {"name": name},
                f"{url_for(request, 'customers:choose-customer')}?q={number}",
                is_blocked=is_blocked,
                post_url=url_for(request, "customers:new-draft", number),
            )
        )
    if request.role >= REQUIRED_ROLES["customers:edit"]:
        url = url_for(request, "customers:edit", number)
        entries.append(Entry("pencil", _("Edit %(name)s") % {"name": name}, url, is_blocked=is_blocked))
    url = url_for(request, "customers:statement", number)
    entries.append(Entry("file-invoice", _("Statement of account for %(name)s") % {"name": name}, url))
    return Group("customer-actions", _("Actions"), entries)


def is_outage(request: EconRequest) -> bool:
    return get_current_error(request) is not None


def _build_entries(
    slug: str, role: Role, commands: Sequence[tuple[str, str, str | Promise]], *, is_blocked: bool = False
) -> list[Entry]:
    return [
        Entry(icon, str(text), reverse(view, args=[slug]), is_blocked=is_blocked, keys=PAGE_KEYS.get(view, ""))
        for view, icon, text in commands
        if role >= REQUIRED_ROLES[view]
    ]


def _is_match(text: str, words: list[str]) -> bool:
    starts = text.lower().split()
    return all(any(start.startswith(word.lower()) for start in starts) for word in words)
