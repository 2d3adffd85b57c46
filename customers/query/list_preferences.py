"""Reads and saves a person's preferences for a list, and finds the views saved for it."""

from collections.abc import Collection
from typing import Any

from customers.models import ListChoice, SavedView
from customers.query.list_kind import ListKind
from customers.shared.list_query import DEFAULT_PAGE_SIZE, PAGE_SIZES
from econ_admin.access.request import EconRequest

MAX_VIEWS = 30  # per person and list; more tabs would be hard to find


def get_preferences(request: EconRequest, kind: ListKind) -> ListChoice:
    """Returns the person's preferences in this agreement, or empty ones."""
    criteria = _build_criteria(request, kind)
    return ListChoice.objects.filter(**criteria).first() or ListChoice(**criteria)


def get_columns(kind: ListKind, preferences: ListChoice) -> list[Any]:
    return kind.select_columns(preferences.columns)


def get_page_size(preferences: ListChoice) -> int:
    return preferences.size if preferences.size in PAGE_SIZES else DEFAULT_PAGE_SIZE


def save_columns(request: EconRequest, kind: ListKind, keys: Collection[str] | None) -> None:
    """Saves the columns; None means the default columns, also when they change."""
    column_keys = None if keys is None else [column.key for column in kind.select_columns(keys)]
    _save_preferences(request, kind, columns=column_keys)


def save_page_size(request: EconRequest, kind: ListKind, size: int) -> None:
    _save_preferences(request, kind, size=size)


def list_saved_views(request: EconRequest, kind: ListKind) -> list[SavedView]:
    """Lists the person's views of the list, the oldest first."""
    return list(SavedView.objects.filter(**_build_criteria(request, kind)).order_by("pk"))


def _save_preferences(request: EconRequest, kind: ListKind, **changes: object) -> None:
    ListChoice.objects.update_or_create(**_build_criteria(request, kind), defaults=changes)


def _build_criteria(request: EconRequest, kind: ListKind) -> dict[str, Any]:
    return {"person": request.user, "agreement": request.agreement, "list": kind.key}
