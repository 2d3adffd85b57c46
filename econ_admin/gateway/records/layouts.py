"""Layouts."""

from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.values import Identifier


class Layout(Record, frozen=True):
    """The layout of a printed invoice."""

    layout_number: Identifier
    name: Annotated[str, Limit(250)] = ""
    deleted: bool = False
