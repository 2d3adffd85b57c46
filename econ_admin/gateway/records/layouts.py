"""Layouts."""

from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit


class Layout(Record, frozen=True):
    """How an invoice looks on paper."""

    layout_number: int
    name: Annotated[str, Limit(250)] = ""
    deleted: bool = False
