"""The keyboard shortcuts, in one table: the help, the hints and the scripts take them from here."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PALETTE_KEYS = "Ctrl K"
SEARCH_KEYS = "/"
HELP_KEYS = "?"
EDIT_KEYS = "e"
PAGE_KEYS = {
    "customers:overview": "g o",
    "customers:list": "g c",
    "customers:all-drafts": "g d",
    "customers:all-booked": "g b",
    "customers:history": "g h",
    "customers:new": "c",
    "customers:choose-customer": "n",
    "customers:keyboard": HELP_KEYS,
}
"""Keys of pages and actions, by view."""


class Shortcut(NamedTuple):
    """Keys, separated by blanks, and what they do. `view` is the one that the role must allow."""

    keys: str
    text: str | Promise
    view: str = ""

    @property
    def key_list(self) -> list[str]:
        return self.keys.split()

    @property
    def is_single(self) -> bool:
        """Whether it can be switched off (WCAG 2.1.4): keys without a modifier."""
        return all(len(key) == 1 for key in self.key_list)


class Place(NamedTuple):
    """The shortcuts of one kind of page."""

    title: str | Promise
    shortcuts: tuple[Shortcut, ...]


def _page(view: str, text: str | Promise) -> Shortcut:
    return Shortcut(PAGE_KEYS[view], text, view)


PLACES = (
    Place(
        _("Everywhere"),
        (
            Shortcut(PALETTE_KEYS, _("Search, or open a page or an action")),
            Shortcut(SEARCH_KEYS, _("Search on this page")),
            _page("customers:overview", _("Go to the overview")),
            _page("customers:list", _("Go to customers")),
            _page("customers:all-drafts", _("Go to drafts")),
            _page("customers:all-booked", _("Go to booked invoices")),
            _page("customers:history", _("Go to the history")),
            _page("customers:new", _("New customer")),
            _page("customers:choose-customer", _("New draft: on a customer's page, for this customer")),
            _page("customers:keyboard", _("Keyboard shortcuts")),
        ),
    ),
    Place(
        _("Customer, contact and draft"),
        (Shortcut(EDIT_KEYS, _("Edit what the page shows, or the selected contact"), "customers:edit"),),
    ),
    Place(_("Forms"), (Shortcut("Ctrl S", _("Save"), "customers:edit"),)),
    Place(
        _("Draft editor"),
        (
            Shortcut("Enter", _("Next cell"), "customers:unsent-draft"),
            Shortcut("Shift Enter", _("Line break in the text"), "customers:unsent-draft"),
            Shortcut("Ctrl Enter", _("Next line. In an empty cell: copy the cell above"), "customers:unsent-draft"),
            Shortcut("↑ ↓", _("Same cell of the line above or below"), "customers:unsent-draft"),
            Shortcut("Alt ↓", _("Open the list of products"), "customers:unsent-draft"),
            Shortcut("Alt Enter", _("Buttons of the line"), "customers:unsent-draft"),
            Shortcut("Alt Shift ↑ ↓", _("Move the line"), "customers:unsent-draft"),
            Shortcut("Ctrl Shift ⌫", _("Remove the line"), "customers:unsent-draft"),
            Shortcut("Alt S", _("Send to e-conomic"), "customers:unsent-draft"),
            Shortcut("Ctrl S", _("Save now"), "customers:unsent-draft"),
        ),
    ),
)
