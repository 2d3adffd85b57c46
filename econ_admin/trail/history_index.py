"""Keeps the index of the history: an entry for each write, and the documents that it concerns."""

from collections.abc import Iterable

from econ_admin.trail.models import Entry, Intent, Outcome, State, Subject
from econ_admin.trail.subjects import SubjectKey, list_subjects


def add_entry(intent: Intent) -> None:
    """Adds a write that is about to be sent. Its outcome counts as unknown."""
    entry = Entry.objects.create(
        intent=intent, agreement_id=intent.agreement_id, person_id=intent.person_id, noun=intent.noun, at=intent.at
    )
    _add_subjects(
        entry, list_subjects(intent.noun, intent.path, intent.number, bytes(intent.before), bytes(intent.body))
    )


def add_outcome(intent: Intent, outcome: Outcome) -> None:
    """Records a definite outcome, and the number that e-conomic assigned. Does nothing after an unknown one."""
    state = get_state(outcome.status)
    if state == State.UNKNOWN:
        return
    entry = Entry.objects.get(pk=intent.pk)
    entry.state = state
    entry.save(update_fields=["state"])
    if state == State.DONE:
        _add_subjects(entry, list_subjects(intent.noun, intent.path, intent.number, bytes(outcome.body)))


def get_state(status: int | None) -> State:
    """Returns what a status says about the write."""
    if status is None or status >= 500:
        return State.UNKNOWN
    return State.REFUSED if status >= 400 else State.DONE


def _add_subjects(entry: Entry, subjects: Iterable[SubjectKey]) -> None:
    rows = [
        Subject(entry=entry, agreement_id=entry.agreement_id, noun=noun, number=number[:40], at=entry.at)
        for noun, number in subjects
    ]
    Subject.objects.bulk_create(rows, ignore_conflicts=True)
