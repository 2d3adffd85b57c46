"""Which writes can be taken back, and by whom."""

from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import Role
from econ_admin.trail.models import Entry, State

CHANGED = ("customers", "contacts", "delivery-locations")  # whose changes can be taken back
RESTORED = (*CHANGED, "drafts")
REQUIRED_ROLE = {"drafts": Role.ACCOUNTANT}


def is_undoable(entry: Entry) -> bool:
    """Whether this was a change of a document that can be changed back."""
    return entry.state == State.DONE and entry.noun in CHANGED and entry.intent.method in ("PUT", "PATCH")


def is_restorable(entry: Entry) -> bool:
    """Whether this was the deletion of a document that can be made again."""
    return entry.state == State.DONE and entry.noun in RESTORED and entry.intent.method == "DELETE"


def may_write(request: EconRequest, entry: Entry) -> bool:
    """Whether the person's role allows what the entry's noun requires."""
    return request.role >= REQUIRED_ROLE.get(entry.noun, Role.EDITOR)


def build_undo_url(request: EconRequest, entry: Entry) -> str:
    """Returns where to take the write back; "" if it cannot be, or not by this person."""
    if not may_write(request, entry):
        return ""
    if is_undoable(entry):
        return url_for(request, "customers:undo", entry.pk)
    return url_for(request, "customers:restore", entry.pk) if is_restorable(entry) else ""
