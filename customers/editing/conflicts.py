"""A conflict on a page: what both changed, in the words of its form, and the choices that come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from customers.editing.form import GatewayForm
from customers.editing.form_snapshots import Base, BaseLost, read_base
from customers.editing.last_editor import who_left
from customers.editing.merge import Conflict
from customers.editing.save import Conflicted
from econ_admin.access.models import Person
from econ_admin.gateway.records import Record
from econ_admin.http import EconRequest

MINE, THEIRS = "mine", "theirs"
Choices = Mapping[str, str]  # of each field in conflict: whose value is to stand; "" while that is open

F = TypeVar("F", bound=GatewayForm)
R = TypeVar("R", bound=Record)


class Version(NamedTuple):
    """A field that both changed, in the words of the page."""

    field: str
    label: str
    base: str
    mine: str
    theirs: str
    choice: str = ""


@dataclass
class Dispute:
    """Fields that both changed, and that somebody has to decide."""

    form: GatewayForm
    """Over their document. Its words for a choice are known once the choice is offered."""
    conflicts: Sequence[Conflict]
    before: str
    """The document that the form was opened on, signed."""
    colleague: Person | None = None
    theirs_alone: Sequence[str] = ()
    choices: Choices = field(default_factory=dict)

    @property
    def is_asked_again(self) -> bool:
        return bool(self.choices)

    @property
    def versions(self) -> list[Version]:
        return [version(self.form, each, self.choices.get(each.field, "")) for each in self.conflicts]

    @property
    def merged(self) -> list[str]:
        """What was put together without anybody having to decide."""
        return [self.form.label_of(name) for name in self.theirs_alone if name in self.form.fields]


def version(form: GatewayForm, conflict: Conflict, choice: str = "") -> Version:
    name, words = conflict.field, form.words_for
    base, mine, theirs = (words(name, value) for value in (conflict.base, conflict.mine, conflict.theirs))
    return Version(name, form.label_of(name), base, mine, theirs, choice)


def choices_in(request: EconRequest, form: GatewayForm) -> Choices:
    """What was chosen for each field that the page asked about."""
    asked = [name for name in request.POST.getlist("conflict") if name in form.fields]
    return {name: request.POST.get(f"choice-{name}", "") for name in asked}


def settled(form: F, choices: Choices) -> F:
    """The same typing, but for the fields that are left as the colleague has made them. While a choice is open, all
    of the typing: it is shown once more.
    """
    left = [name for name, choice in choices.items() if choice == THEIRS]
    return form.yielding(left) if is_decided(choices) else form


def is_decided(choices: Choices) -> bool:
    return all(choice in (MINE, THEIRS) for choice in choices.values())


def arisen(
    request: EconRequest, noun: str, number: int, form: GatewayForm, base: Base[R], before: str, found: Conflicted[R]
) -> Dispute:
    """What was typed stays, what was not touched is theirs, and the rest is asked. `before` is the base's token."""
    colleague = who_left(request, noun, number, found.theirs, base.at)
    return Dispute(form, found.merge.conflicts, before, colleague, found.merge.theirs_alone)


def still_open(request: EconRequest, noun: str, number: int, form: GatewayForm, theirs: R, choices: Choices) -> Dispute:
    """A conflict without a choice in each field: asked once more, as it was. Of a form that has been judged."""
    before, colleague, first = request.POST.get("before", ""), None, theirs
    try:
        base = read_base(request, noun, number, before, type(theirs))
    except BaseLost:
        pass
    else:
        first, colleague = base.record, who_left(request, noun, number, theirs, base.at)
    conflicts = [Conflict(name, getattr(first, name), form.typed(name), getattr(theirs, name)) for name in choices]
    return Dispute(form, conflicts, before, colleague, choices=choices)
