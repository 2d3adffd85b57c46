"""Which writes can be taken back, and by whom."""

from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import Role
from econ_admin.trail.models import Entry, State

NOUNS = ("customers", "contacts", "delivery-locations", "drafts")
REQUIRED_ROLE = {"drafts": Role.ACCOUNTANT}


def is_undoable(entry: Entry) -> bool:
    """Whether this was a change of a document that can be changed back."""
    return entry.state == State.DONE and entry.noun in NOUNS and entry.intent.method in ("PUT", "PATCH")


def is_creation(entry: Entry) -> bool:
    """Whether this created a document, which can be deleted."""
    paths = ("customers", "invoices/drafts")
    path: str = entry.intent.path
    is_collection = path in paths or (entry.noun in path and path.endswith(entry.noun))
    return entry.state == State.DONE and entry.noun in NOUNS and entry.intent.method == "POST" and is_collection


def is_restorable(entry: Entry) -> bool:
    """Whether this was the deletion of a document that can be made again."""
    return entry.state == State.DONE and entry.noun in NOUNS and entry.intent.method == "DELETE"


def may_write(request: EconRequest, entry: Entry) -> bool:
    """Whether the person's role allows what the entry's noun requires."""
    return request.role >= REQUIRED_ROLE.get(entry.noun, Role.EDITOR)


def build_undo_url(request: EconRequest, entry: Entry) -> str:
    """Returns where to take the write back; "" if it cannot be, or not by this person."""
    if not may_write(request, entry):
        return ""
    if is_undoable(entry) or is_creation(entry):
        return url_for(request, "customers:undo", entry.pk)
    return url_for(request, "customers:restore", entry.pk) if is_restorable(entry) else ""
