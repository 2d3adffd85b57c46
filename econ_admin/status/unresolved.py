"""The writes of unknown outcome on the status page."""

from typing import NamedTuple

from econ_admin.access.request import EconRequest, url_for
from econ_admin.status.ages import format_printed
from econ_admin.trail.labels import PERHAPS_DONE, describe_subject
from econ_admin.trail.models import Entry

MAX_UNRESOLVED = 20


class UnresolvedWrite(NamedTuple):
    """A write, who sent it when, and where to say what became of it."""

    subject: str
    verb: str
    at: str
    person: str
    url: str


def describe_unresolved(request: EconRequest, entry: Entry) -> UnresolvedWrite:
    return UnresolvedWrite(
        describe_subject(entry.noun, entry.intent.number),
        str(PERHAPS_DONE.get(entry.intent.method, entry.intent.method)),
        format_printed(entry.at),
        str(entry.intent.person),
        url_for(request, "customers:resolve", entry.pk),
    )
