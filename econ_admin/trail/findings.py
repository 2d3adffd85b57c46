"""Writes of unknown outcome that a person has to look after, and what they found."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from econ_admin.access.models import Agreement, Person
from econ_admin.database_clock import read_shared_time
from econ_admin.trail.links import append_link
from econ_admin.trail.models import Entry, Finding, State

WAIT = timedelta(hours=1)  # by then it cannot be sent again with its key


class NotUnknown(Exception):
    """The outcome is known by now, or somebody has recorded a finding."""


def list_unresolved(agreement: Agreement) -> QuerySet[Entry]:
    """Returns the writes that only a person can find out about, the latest first."""
    entries = Entry.objects.filter(agreement=agreement, state=State.UNKNOWN, at__lte=read_shared_time() - WAIT)
    return entries.select_related("intent__person").order_by("-at", "-intent")


def is_resolvable(entry: Entry) -> bool:
    """Whether it is time for a person to look."""
    return entry.state == State.UNKNOWN and entry.at <= read_shared_time() - WAIT


def record_finding(entry: Entry, person: Person, *, was_done: bool) -> Finding:
    """Records what the person found. Raises NotUnknown."""
    with transaction.atomic():
        current = Entry.objects.select_for_update().get(pk=entry.pk)
        if current.state != State.UNKNOWN:
            raise NotUnknown
        finding = Finding.objects.create(intent_id=entry.pk, person=person, was_done=was_done)
        append_link(finding)
        current.state = State.FOUND_DONE if was_done else State.FOUND_NOT_DONE
        current.save(update_fields=["state"])
    return finding
