"""Units."""

from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.values import Identifier


class Unit(Record, frozen=True):
    """The unit of a quantity, such as pieces or hours."""

    unit_number: Identifier
    name: Annotated[str, Limit(100)] = ""
