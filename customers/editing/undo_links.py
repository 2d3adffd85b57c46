"""The link of a toast that takes back what was just written."""

from datetime import timedelta

from customers.editing.save import SAVE_TIMEOUT
from econ_admin.access.request import EconRequest, url_for
from econ_admin.database_clock import read_shared_time
from econ_admin.trail.models import State, Subject

UNDO_VIEWS = {
    "POST": "customers:undo",
    "PUT": "customers:undo",
    "PATCH": "customers:undo",
    "DELETE": "customers:restore",
}


def build_undo_url(request: EconRequest, noun: str, number: int) -> str:
    """Returns where to take back the person's write of this document; "" if none was sent in this request."""
    recent = read_shared_time() - timedelta(seconds=SAVE_TIMEOUT)
    subjects = Subject.objects.filter(agreement=request.agreement, noun=noun, number=str(number), at__gte=recent)
    own_writes = subjects.filter(entry__person=request.user, entry__noun=noun, entry__state=State.DONE)
    latest = own_writes.order_by("-at", "-entry").values_list("entry_id", "entry__intent__method").first()
    if latest is None or latest[1] not in UNDO_VIEWS:
        return ""
    return url_for(request, UNDO_VIEWS[latest[1]], latest[0])
