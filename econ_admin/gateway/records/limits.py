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

    longest: int | None = None
    shortest: int = 0
    lowest: int | None = None
    highest: int | None = None


@cache  # to resolve a record's hints takes longer than to check a form by them
def limit_of(record: type["Record"], field: str) -> Limit:
    """The limit of a field by its attribute name; one without any bounds where e-conomic states none.

    Raises KeyError for a field that is not there.
    """
    hint = get_type_hints(record, include_extras=True)[field]
    return next((each for each in get_args(hint) if isinstance(each, Limit)), Limit())
