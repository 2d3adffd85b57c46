"""The limits that e-conomic sets for fields, declared once on the record's field."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args, get_type_hints

if TYPE_CHECKING:
    from econ_admin.gateway.records.base import Record


@dataclass(frozen=True, slots=True)
class Limit:
    """Lengths in characters for texts, values for numbers.

    Not msgspec's own constraints: a limit applies to what people type, never to what e-conomic sends.
    """

    max_length: int | None = None
    min_length: int = 0
    min_value: int | None = None
    max_value: int | None = None


@cache  # resolving a record's type hints takes longer than validating a form
def get_limit(record_type: type["Record"], field: str) -> Limit:
    """Returns the limit of a field by its attribute name; an empty one if e-conomic states none.

    Raises KeyError for an unknown field.
    """
    hint = get_type_hints(record_type, include_extras=True)[field]
    return next((metadata for metadata in get_args(hint) if isinstance(metadata, Limit)), Limit())
