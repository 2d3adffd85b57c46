"""Reads and saves a person's preferences for the customer list."""

from collections.abc import Collection

from customers.models import ListChoice, SavedView
from customers.query import columns
from customers.query.columns import CustomerColumn
from customers.shared.list_query import DEFAULT_PAGE_SIZE, PAGE_SIZES
from econ_admin.access.request import EconRequest

MAX_VIEWS = 30  # per person; more tabs would be hard to find


def get_preferences(request: EconRequest) -> ListChoice:
    """Returns the person's preferences in this agreement, or empty ones."""
    person, agreement = request.user, request.agreement
    preferences = ListChoice.objects.filter(person=person, agreement=agreement).first()
    return preferences or ListChoice(person=person, agreement=agreement)


def get_columns(preferences: ListChoice) -> list[CustomerColumn]:
    return columns.select_columns(preferences.columns)


def get_page_size(preferences: ListChoice) -> int:
    return preferences.size if preferences.size in PAGE_SIZES else DEFAULT_PAGE_SIZE


def save_columns(request: EconRequest, keys: Collection[str] | None) -> None:
    """Saves the columns; None means the default columns, also when they change."""
    column_keys = None if keys is None else [column.key for column in columns.select_columns(keys)]
    _save_preferences(request, columns=column_keys)


def save_page_size(request: EconRequest, size: int) -> None:
    _save_preferences(request, size=size)


def list_saved_views(request: EconRequest) -> list[SavedView]:
    """Lists the person's views, the oldest first."""
    return list(SavedView.objects.filter(person=request.user, agreement=request.agreement).order_by("pk"))


def _save_preferences(request: EconRequest, **changes: object) -> None:
    ListChoice.objects.update_or_create(person=request.user, agreement=request.agreement, defaults=changes)
