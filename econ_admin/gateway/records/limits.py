"""What e-conomic takes in a field, said once: on the record's field."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args, get_type_hints

if TYPE_CHECKING:
    from econ_admin.gateway.records.base import Record


@dataclass(frozen=True, slots=True)
class Limit:
    """Characters for texts, the value itself for numbers.

    Our own marker, not msgspec's: a limit refuses what a person types, never what e-conomic sends.
    """

    max_length: int | None = None
    min_length: int = 0
    min_value: int | None = None
    max_value: int | None = None


@cache  # to resolve a record's hints takes longer than to check a form by them
def get_limit(record_type: type["Record"], field: str) -> Limit:
    """The limit of a field by its attribute name; one without any bounds where e-conomic states none.

    Raises KeyError for a field that is not there.
    """
    hint = get_type_hints(record_type, include_extras=True)[field]
    return next((metadata for metadata in get_args(hint) if isinstance(metadata, Limit)), Limit())
