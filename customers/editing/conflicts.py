"""Conflicts on a page: the fields both changed, formatted for display, and the choices posted back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from customers.editing.form import GatewayForm
from customers.editing.form_snapshots import FormSnapshot, InvalidSnapshot, load_snapshot
from customers.editing.last_editor import find_last_editor
from customers.editing.merge import Conflict
from customers.editing.save import SaveConflict
from econ_admin.access.models import Person
from econ_admin.access.request import EconRequest
from econ_admin.gateway.records import Record

MINE, THEIRS = "mine", "theirs"
Choices = Mapping[str, str]  # by field: "mine", "theirs", or "" while undecided

F = TypeVar("F", bound=GatewayForm)
R = TypeVar("R", bound=Record)


class FieldVersions(NamedTuple):
    """The versions of a field, formatted for display."""

    field: str
    label: str
    base: str
    mine: str
    theirs: str
    choice: str = ""


@dataclass
class ConflictReview:
    """A conflict to be decided by the person."""

    form: GatewayForm
    """The form over their document. Set its options before reading `versions`."""
    conflicts: Sequence[Conflict]
    base_token: str
    """The signed snapshot that the form was opened with."""
    colleague: Person | None = None
    theirs_alone: Sequence[str] = ()
    choices: Choices = field(default_factory=dict)

    @property
    def is_repeated(self) -> bool:
        return bool(self.choices)

    @property
    def versions(self) -> list[FieldVersions]:
        return [
            describe_conflict(self.form, conflict, self.choices.get(conflict.field, "")) for conflict in self.conflicts
        ]

    @property
    def merged_labels(self) -> list[str]:
        """The labels of fields merged without a conflict."""
        return [self.form.get_label(name) for name in self.theirs_alone if name in self.form.fields]


def describe_conflict(form: GatewayForm, conflict: Conflict, choice: str = "") -> FieldVersions:
    name, format_value = conflict.field, form.format_value
    base, mine, theirs = (format_value(name, value) for value in (conflict.base, conflict.mine, conflict.theirs))
    return FieldVersions(name, form.get_label(name), base, mine, theirs, choice)


def get_choices(request: EconRequest, form: GatewayForm) -> Choices:
    """Returns the posted choice for each conflicting field, "" if none."""
    names = [name for name in request.POST.getlist("conflict") if name in form.fields]
    return {name: request.POST.get(f"choice-{name}", "") for name in names}


def apply_choices(form: F, choices: Choices) -> F:
    """Returns the form with their value for each field where theirs was chosen.

    While a choice is missing, returns the form unchanged, to be shown again.
    """
    yielded = [name for name, choice in choices.items() if choice == THEIRS]
    return form.revert_fields(yielded) if is_decided(choices) else form


def is_decided(choices: Choices) -> bool:
    return all(choice in (MINE, THEIRS) for choice in choices.values())


def build_conflict_review(
    request: EconRequest,
    noun: str,
    number: int,
    form: GatewayForm,
    base: FormSnapshot[R],
    base_token: str,
    conflict: SaveConflict[R],
) -> ConflictReview:
    """Builds the review of a conflict found while saving. `base_token` is the snapshot of `base`."""
    colleague = find_last_editor(request, noun, number, conflict.theirs, base.taken_at)
    return ConflictReview(form, conflict.merge.conflicts, base_token, colleague, conflict.merge.their_fields)


def rebuild_conflict_review(
    request: EconRequest, noun: str, number: int, form: GatewayForm, theirs: R, choices: Choices
) -> ConflictReview:
    """Builds the review again after a post with missing choices. The form must have been validated."""
    base_token, colleague, base_record = request.POST.get("before", ""), None, theirs
    try:
        base = load_snapshot(request, noun, number, base_token, type(theirs))
    except InvalidSnapshot:
        pass
    else:
        base_record, colleague = base.record, find_last_editor(request, noun, number, theirs, base.taken_at)
    conflicts = [
        Conflict(name, getattr(base_record, name), form.get_typed_value(name), getattr(theirs, name))
        for name in choices
    ]
    return ConflictReview(form, conflicts, base_token, colleague, choices=choices)
