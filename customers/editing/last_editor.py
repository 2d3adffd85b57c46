"""Finds out from the audit trail who last edited a document."""

from datetime import datetime

from econ_admin.access.models import Person
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import Record
from econ_admin.trail.models import Outcome

IGNORED_KEYS = ("metaData", "self")  # not in every answer


def find_last_editor(request: EconRequest, noun: str, number: int, document: Record, since: datetime) -> Person | None:
    """Returns who saved the current version of the document here; None if another program did."""
    outcomes = Outcome.objects.filter(
        intent__agreement=request.agreement,
        intent__noun=noun,
        intent__number=str(number),
        at__gte=since,
        status__lt=300,
    )
    latest = outcomes.select_related("intent__person").order_by("-at", "-pk").first()
    return latest.intent.person if latest and _is_same_document(bytes(latest.body), document) else None


def _is_same_document(body: bytes, document: Record) -> bool:
    try:
        written, current = decode(body), decode(document.raw)
    except UnexpectedResponse:
        return False
    if not isinstance(written, dict):
        return False
    return {**written, **dict.fromkeys(IGNORED_KEYS)} == {**current, **dict.fromkeys(IGNORED_KEYS)}
