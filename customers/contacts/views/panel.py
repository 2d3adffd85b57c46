"""What stands under a customer and is edited within its page: contacts and delivery locations, and how they show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django_htmx.http import reswap, retarget

from customers.editing.conflicts import Dispute, Version, version
from customers.editing.form import GatewayForm
from customers.editing.merge import Conflict
from customers.editing.recovery_copies import Offer
from customers.frame.customer_frame import Around, around, customer_missing, frame, listed
from econ_admin.access.preserved_input import EXCLUDED_FIELDS, PERSON_FIELD
from econ_admin.gateway import Document, Gateway
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.gateway.records import Customer, Record
from econ_admin.http import EconRequest, choose_template, url_for

FORM, DELETION, IN_DOUBT = "contacts/form.html", "contacts/delete.html", "contacts/unresolved.html"
ALONE = "contacts/form_page.html"

AT, TITLE = "at", "title"  # in an address: where the focus is to be
NOT_CARRIED = EXCLUDED_FIELDS | {PERSON_FIELD, "key"}

R = TypeVar("R", bound=Record)
Words: TypeAlias = "str | Promise"


class Resource(Protocol[R]):
    """The verbs of the gateway that a change needs."""

    def get(self, customer: int, number: int, /) -> R: ...
    def add(self, customer: int, document: Document, /) -> R: ...
    def replace(self, customer: int, number: int, document: Document, before: R | None = None, /) -> R: ...
    def remove(self, customer: int, number: int, before: R | None = None, /) -> None: ...


@dataclass(frozen=True)
class Kind(Generic[R]):
    """How contacts and delivery locations differ."""

    noun: str  # in e-conomic's addresses; the panel's id, too
    record: type[R]
    form: type[GatewayForm]
    fields: str  # the template of its form's fields
    page: str
    rows: str  # what its page calls them
    list_view: str
    resource: Callable[[Gateway], Resource[R]]
    number: Callable[[R], int]
    name: Callable[[R], str]
    ties: Callable[[Customer, int], list[str]]
    """What of the customer points at it, in sentences."""
    new: Words
    """What a new one is called."""

    def path(self, customer: int, number: int | None = None) -> str:
        """Where it stands in e-conomic."""
        here = f"customers/{customer}/{self.noun}"
        return here if number is None else f"{here}/{number}"


@dataclass
class Opened(Generic[R]):
    """What is open in the panel: a form, the question before a deletion, a write of unknown outcome."""

    kind: Kind[R]
    customer: int
    action: str
    back: str
    template: str
    number: int | None = None  # the row that it stands in; None for a new one, which stands above the table
    title: str = ""
    form: GatewayForm | None = None
    base: str = ""
    ticket: str = ""  # of a form for a new one
    typed: bool = False  # it shows what was typed before and not saved
    offer: Offer | None = None
    seen: Sequence[str] = ()
    dispute: Dispute | None = None
    held: Sequence[Conflict] = ()
    """After an unknown outcome: what was sent, where e-conomic holds something else."""
    sentence: str = ""
    log_id: str = ""
    key: str = ""
    sure: bool = False
    ties: Sequence[str] = ()

    @property
    def held_versions(self) -> list[Version]:
        return [version(self.form, each) for each in self.held] if self.form else []

    @property
    def left(self) -> str:
        """The way back without saving: the focus goes to where it was."""
        return f"{self.back}{'&' if '?' in self.back else '?'}{AT}={self.number or TITLE}"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What was typed, to be carried along where the form itself cannot be changed just now."""
        if self.form is None:
            return []
        fields = cast("QueryDict", self.form.data).lists()
        return [(name, value) for name, values in fields if name not in NOT_CARRIED for value in values]


def opened_at(
    request: EconRequest, kind: Kind[R], customer: int, number: int | None = None, template: str = FORM
) -> Opened[R]:
    """With the addresses that it needs: its own, which knows the list that one came from, and the way back."""
    back = url_for(request, kind.list_view, customer) + listed(request).trail
    action = request.get_full_path() if request.method == "POST" else request.path + listed(request).trail
    return Opened(kind, customer, action, back, template, number)


def is_in_place(request: EconRequest, kind: Kind[R]) -> bool:
    """Whether htmx asks, for the panel alone."""
    return choose_template(request, kind.page, kind.noun) != kind.page


def panel(request: EconRequest, kind: Kind[R], customer: int, status: int = 200, **context: Any) -> HttpResponse:
    """The page, or its panel alone."""
    try:
        known = Around(*request.economic.together(*around(request.economic, customer)))
    except NotFound:
        return customer_missing(request, customer)
    return shown(request, kind, frame(request, known) | context, status)


def shown(request: EconRequest, kind: Kind[R], context: dict[str, Any], status: int = 200) -> HttpResponse:
    opened: Opened[R] | None = context.get("open")
    context["in_row"] = opened is not None and any(row.key == opened.number for row in context[kind.rows])
    context["swapped"] = is_in_place(request, kind)
    context.setdefault("focus", _focus(request))
    return render(request, choose_template(request, kind.page, kind.noun), context, status=status)


def _focus(request: EconRequest) -> int | str:
    at = request.GET.get(AT, "")
    return int(at) if at.isascii() and at.isdigit() and len(at) < 20 else at


def again(request: EconRequest, opened: Opened[R], status: int) -> HttpResponse:
    """What is open, once more, with what was typed. In place it comes alone; where not even the customer can be had,
    it has a page to itself.
    """
    if is_in_place(request, opened.kind):
        response = render(request, opened.template, {"open": opened, "swapped": True}, status=status)
        return reswap(retarget(response, "#opened"), "outerHTML")
    try:
        with request.economic.transport.at_hand():
            return panel(request, opened.kind, opened.customer, status, open=opened)
    except GatewayError:
        return render(request, ALONE, {"open": opened}, status=status)
