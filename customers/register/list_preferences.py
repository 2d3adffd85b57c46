"""How a person wants the list of customers: read from what we keep, and kept."""

from collections.abc import Collection

from customers.models import ListChoice, SavedView
from customers.query import columns
from customers.query.columns import Column
from customers.shared.list_query import SIZES, USUAL_SIZE
from econ_admin.http import EconRequest

MOST_VIEWS = 30  # of a person: beyond that, tabs find nothing any more


def choice_of(request: EconRequest) -> ListChoice:
    """The person's choice in this agreement; an empty one where nothing was chosen yet."""
    person, agreement = request.user, request.agreement
    found = ListChoice.objects.filter(person=person, agreement=agreement).first()
    return found or ListChoice(person=person, agreement=agreement)


def columns_of(choice: ListChoice) -> list[Column]:
    return columns.chosen(choice.columns)


def size_of(choice: ListChoice) -> int:
    return choice.size if choice.size in SIZES else USUAL_SIZE


def choose_columns(request: EconRequest, keys: Collection[str] | None) -> None:
    """None: the usual ones again, whichever those come to be."""
    kept = None if keys is None else [column.key for column in columns.chosen(keys)]
    _keep(request, columns=kept)


def choose_size(request: EconRequest, size: int) -> None:
    _keep(request, size=size)


def views_of(request: EconRequest) -> list[SavedView]:
    """The person's own views, in the order in which they were saved."""
    return list(SavedView.objects.filter(person=request.user, agreement=request.agreement).order_by("pk"))


def _keep(request: EconRequest, **changes: object) -> None:
    ListChoice.objects.update_or_create(person=request.user, agreement=request.agreement, defaults=changes)
