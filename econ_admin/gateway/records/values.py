"""Valid values. Limits apply to what people type; values that are not valid at all are rejected on decoding."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeAlias, get_args

import msgspec

from econ_admin.gateway.json_codec import HIGHEST, is_amount

Identifier: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=HIGHEST)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=-HIGHEST, le=HIGHEST)]


class Checked(msgspec.Struct, frozen=True, rename="camel"):
    """Rejects amounts and times that are out of range, for which msgspec has no constraints."""

    def __post_init__(self) -> None:
        """Raises ValueError, which msgspec reports with its position in the document."""
        for name in _amounts(type(self)):
            amount = getattr(self, name)
            if amount is not None and not is_amount(amount):
                raise ValueError(f"{name} is not a valid amount")
        for name in _times(type(self)):
            time = getattr(self, name)
            if time is not None and not _is_time(time):
                raise ValueError(f"{name} is not a valid time with a zone")


def _is_time(time: datetime) -> bool:
    """Tells whether the time can be shown in any time zone."""
    return time.tzinfo is not None and 1 < time.year < 9999


@cache
def _amounts(record: type[Checked]) -> tuple[str, ...]:
    return _fields(record, Decimal)


@cache
def _times(record: type[Checked]) -> tuple[str, ...]:
    return _fields(record, datetime)


def _fields(record: type[Checked], kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(record) if kind in _leaves(field.type))


def _leaves(hint: Any) -> set[Any]:
    """Returns the classes in `X | None` and in `Annotated[X | None, …]`."""
    return {hint} | {leaf for argument in get_args(hint) for leaf in _leaves(argument)}
