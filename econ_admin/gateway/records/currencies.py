"""Currencies."""

from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit


class Currency(Record, frozen=True):
    """A currency that the agreement may invoice in. `iso_number` is text, such as "208"."""

    code: Annotated[str, Limit(3)]
    name: Annotated[str, Limit(50)] = ""
    iso_number: Annotated[str, Limit(3)] = ""
