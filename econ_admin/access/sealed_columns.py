"""All columns with sealed texts, so that `manage.py rotate-keys` finds them.

An app adds its own in its AppConfig's `ready`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from econ_admin.access.sealing import is_sealed_with_first_key, open_sealed, seal


@dataclass(frozen=True)
class SealedColumn:
    """A column whose texts are sealed; empty ones are not.

    `get_context` names a row, as it does for `seal`. With `json_keys` the column is a JSON object, in which the values
    of these keys are sealed.
    """

    model: str  # access.Agreement
    field: str
    get_context: Callable[[Any], str]
    json_keys: tuple[str, ...] = ()

    def list_keys(self) -> list[Any]:
        """Lists the rows that may hold a sealed text."""
        return list(self._get_rows().order_by("pk").values_list("pk", flat=True))

    def reseal(self, pk: Any) -> bool:
        """Seals a row with the first key, in one transaction. Returns False if there is nothing to do.

        Raises CannotOpen.
        """
        with transaction.atomic():
            row = self._get_rows().select_for_update().filter(pk=pk).first()
            if row is None:
                return False
            value, context = getattr(row, self.field), self.get_context(row)
            resealed = self._reseal_value(value, context)
            if resealed == value:
                return False
            self._get_rows().filter(pk=pk).update(**{self.field: resealed})
            return True

    def _reseal_value(self, value: Any, context: str) -> Any:
        if not self.json_keys:
            return _reseal_text(value, context)
        keys = [key for key in self.json_keys if key in (value or {})]
        return {**value, **{key: _reseal_text(value[key], context) for key in keys}} if keys else value

    def _get_rows(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = apps.get_model(self.model)._base_manager.all()
        return rows


def register_sealed_column(column: SealedColumn) -> None:
    if column not in _columns:
        _columns.append(column)


def list_sealed_columns() -> list[SealedColumn]:
    return list(_columns)


def _reseal_text(text: str, context: str) -> str:
    if not text or is_sealed_with_first_key(text):
        return text
    return seal(open_sealed(text, context), context)


_columns: list[SealedColumn] = []
