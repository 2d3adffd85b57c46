"""Who else was at a document: what our own trail knows of it."""

from datetime import datetime

from econ_admin.access.models import Person
from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import Record
from econ_admin.http import EconRequest
from econ_admin.trail.models import Outcome

BESIDE = ("metaData", "self")  # not in every answer


def who_left(request: EconRequest, noun: str, number: int, document: Record, since: datetime) -> Person | None:
    """Who wrote the document as it stands there now, if it was through us; None where it was another program."""
    answered = Outcome.objects.filter(
        intent__agreement=request.agreement,
        intent__noun=noun,
        intent__number=str(number),
        at__gte=since,
        status__lt=300,
    )
    latest = answered.select_related("intent__person").order_by("-at", "-pk").first()
    return latest.intent.person if latest and _holds(bytes(latest.body), document) else None


def _holds(body: bytes, document: Record) -> bool:
    try:
        answered, stands = decode(body), decode(document.raw)
    except UnexpectedResponse:
        return False
    if not isinstance(answered, dict):
        return False
    return {**answered, **dict.fromkeys(BESIDE)} == {**stands, **dict.fromkeys(BESIDE)}
