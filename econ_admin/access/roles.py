"""The roles, and the table of the role that each view requires. A view missing from the table answers 403."""

from django.db.models import IntegerChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(IntegerChoices):
    """A person's role in one agreement. Each role includes the ones before it."""

    VIEWER = 1, _("Viewer")
    EDITOR = 2, _("Editor")
    ACCOUNTANT = 3, _("Accountant")
    ADMIN = 4, _("Administrator")

    @property
    def description(self) -> str | Promise:
        """Returns what this role adds, as text for its holder."""
        return DESCRIPTIONS[self]


DESCRIPTIONS: dict[Role, str | Promise] = {
    Role.VIEWER: _("can view everything"),
    Role.EDITOR: _("can also edit customers"),
    Role.ACCOUNTANT: _("can also draft invoices"),
    Role.ADMIN: _("can also manage people and agreements"),
}

# Open to everyone, signed in or not. Signing out must work when the session has already ended.
PUBLIC_VIEWS = frozenset(
    {
        "access:sign-in",
        "access:second-factor",
        "access:passkey",
        "access:passkey-options",
        "access:invitation",
        "access:oidc",
        "access:oidc-callback",
        "access:sign-out",
        "access:language",
        "healthz",
        "readyz",
        "agreements:installed",
    }
)

# A person who must first set up a second factor may open these, and no other.
SET_UP_VIEWS = frozenset(
    {
        "access:account",
        "access:confirm-identity",
        "access:change-password",
        "access:set-up-app",
        "access:add-passkey",
        "access:new-passkey-options",
        "access:recovery-codes",
        "access:remove-factor",
        "access:end-session",
        "access:end-sessions",
    }
)

# Open to everyone signed in; these belong to no agreement.
SIGNED_IN_VIEWS = SET_UP_VIEWS | {"home", "agreements"}

# Open to those who may add agreements: administrators of any, and anybody with no role while there is none.
ADDING_VIEWS = frozenset({"agreements:add", "agreements:confirm"})

# The minimum role in the URL's agreement.
REQUIRED_ROLES: dict[str, Role] = {
    "refresh": Role.VIEWER,
    "pulse": Role.VIEWER,
    "status": Role.ADMIN,
    "agreements:agreement": Role.ADMIN,
    "agreements:replace-token": Role.ADMIN,
    "agreements:check-token": Role.ADMIN,
    "customers:remove-agreement": Role.ADMIN,
    "access:settings": Role.VIEWER,
    "access:people": Role.ADMIN,
    "access:sign-in-log": Role.ADMIN,
    "access:change-role": Role.ADMIN,
    "access:deactivate": Role.ADMIN,
    "access:reactivate": Role.ADMIN,
    "access:make-link": Role.ADMIN,
    "access:remove-second-factors": Role.ADMIN,
    "customers:overview": Role.VIEWER,
    "customers:panel": Role.VIEWER,
    "customers:history": Role.VIEWER,
    "customers:customer-history": Role.VIEWER,
    "customers:contact-history": Role.VIEWER,
    "customers:delivery-location-history": Role.VIEWER,
    "customers:draft-history": Role.VIEWER,
    "customers:undo": Role.EDITOR,
    "customers:resolve": Role.EDITOR,  # drafts: accountants, see customers/history/undoable.py
    "customers:restore": Role.EDITOR,  # drafts: accountants, see customers/history/undoable.py
    "customers:search": Role.VIEWER,
    "customers:keyboard": Role.VIEWER,
    "customers:list": Role.VIEWER,
    "customers:export-csv": Role.VIEWER,
    "customers:export-xlsx": Role.VIEWER,
    "customers:list-preferences": Role.VIEWER,
    "customers:views": Role.VIEWER,
    "customers:rename-view": Role.VIEWER,
    "customers:delete-view": Role.VIEWER,
    "customers:restore-view": Role.VIEWER,
    "customers:customer": Role.VIEWER,
    "customers:new": Role.EDITOR,
    "customers:edit": Role.EDITOR,
    "customers:delete": Role.EDITOR,
    "customers:e-invoicing": Role.EDITOR,
    "customers:contacts": Role.VIEWER,
    "customers:delivery-locations": Role.VIEWER,
    "customers:new-contact": Role.EDITOR,
    "customers:contact": Role.EDITOR,
    "customers:delete-contact": Role.EDITOR,
    "customers:new-delivery-location": Role.EDITOR,
    "customers:delivery-location": Role.EDITOR,
    "customers:delete-delivery-location": Role.EDITOR,
    "customers:postal-codes": Role.EDITOR,
    "customers:recovery": Role.EDITOR,
    "customers:discard-recovery": Role.EDITOR,
    "customers:drafts": Role.VIEWER,
    "customers:booked": Role.VIEWER,
    "customers:all-drafts": Role.VIEWER,
    "customers:restore-draft": Role.ACCOUNTANT,
    "customers:draft": Role.VIEWER,
    "customers:draft-pdf": Role.VIEWER,
    "customers:delete-draft": Role.ACCOUNTANT,
    "customers:all-booked": Role.VIEWER,
    "customers:booked-invoice": Role.VIEWER,
    "customers:booked-pdf": Role.VIEWER,
    "customers:booked-sum": Role.VIEWER,
    "customers:booked-csv": Role.VIEWER,
    "customers:booked-xlsx": Role.VIEWER,
    "customers:booked-preferences": Role.VIEWER,
    "customers:customer-booked-sum": Role.VIEWER,
    "customers:customer-booked-csv": Role.VIEWER,
    "customers:customer-booked-xlsx": Role.VIEWER,
    "customers:customer-booked-preferences": Role.VIEWER,
    "customers:drafts-sum": Role.VIEWER,
    "customers:statement": Role.VIEWER,
    "customers:statement-pdf": Role.VIEWER,
    "customers:statement-xlsx": Role.VIEWER,
    "customers:drafts-csv": Role.VIEWER,
    "customers:drafts-xlsx": Role.VIEWER,
    "customers:drafts-preferences": Role.VIEWER,
    "customers:customer-drafts-sum": Role.VIEWER,
    "customers:customer-drafts-csv": Role.VIEWER,
    "customers:customer-drafts-xlsx": Role.VIEWER,
    "customers:customer-drafts-preferences": Role.VIEWER,
    "customers:choose-customer": Role.ACCOUNTANT,
    "customers:new-draft": Role.ACCOUNTANT,
    "customers:edit-draft": Role.ACCOUNTANT,
    "customers:copy-draft": Role.ACCOUNTANT,
    "customers:copy-booked": Role.ACCOUNTANT,
    "customers:credit-booked": Role.ACCOUNTANT,
    "customers:unsent-drafts": Role.ACCOUNTANT,
    "customers:old-unsent-drafts": Role.ACCOUNTANT,
    "customers:old-unsent-draft": Role.ACCOUNTANT,
    "customers:old-new-draft": Role.ACCOUNTANT,
    "customers:unsent-draft": Role.ACCOUNTANT,
    "customers:unsent-fields": Role.ACCOUNTANT,
    "customers:unsent-currency": Role.ACCOUNTANT,
    "customers:unsent-delivery": Role.ACCOUNTANT,
    "customers:unsent-lines": Role.ACCOUNTANT,
    "customers:unsent-line": Role.ACCOUNTANT,
    "customers:unsent-reprice": Role.ACCOUNTANT,
    "customers:unsent-paste": Role.ACCOUNTANT,
    "customers:unsent-products": Role.ACCOUNTANT,
    "customers:unsent-review": Role.ACCOUNTANT,
    "customers:unsent-send": Role.ACCOUNTANT,
    "customers:unsent-send-as-new": Role.ACCOUNTANT,
    "customers:unsent-retry": Role.ACCOUNTANT,
    "customers:unsent-decide": Role.ACCOUNTANT,
    "customers:unsent-take-over": Role.ACCOUNTANT,
    "customers:unsent-discard": Role.ACCOUNTANT,
}
