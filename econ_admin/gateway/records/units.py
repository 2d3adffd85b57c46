"""Units."""

from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.values import Identifier


class Unit(Record, frozen=True):
    """What a quantity counts: pieces, hours."""

    unit_number: Identifier
    name: Annotated[str, Limit(100)] = ""
