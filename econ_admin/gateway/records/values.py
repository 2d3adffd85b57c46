"""What can be a value at all. A limit refuses what a person types; what cannot be a value is refused on reading."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeAlias, get_args

import msgspec

from econ_admin.gateway.json_codec import HIGHEST, is_amount

Identifier: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=HIGHEST)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=-HIGHEST, le=HIGHEST)]


class Checked(msgspec.Struct, frozen=True, rename="camel"):
    """Refuses amounts that are no numbers and times that cannot be converted: msgspec has no bounds for those."""

    def __post_init__(self) -> None:
        """Raises ValueError, which msgspec reports with the place in the document."""
        for name in _amounts(type(self)):
            amount = getattr(self, name)
            if amount is not None and not is_amount(amount):
                raise ValueError(f"{name} is no amount")
        for name in _times(type(self)):
            time = getattr(self, name)
            if time is not None and not _is_time(time):
                raise ValueError(f"{name} is no time with a zone")


def _is_time(time: datetime) -> bool:
    """Whether it can be shown in any time zone."""
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
    """The classes in `X | None` and in `Annotated[X | None, …]`."""
    return {hint} | {leaf for each in get_args(hint) for leaf in _leaves(each)}
