"""Customer groups."""

from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.values import Identifier


class CustomerGroup(Record, frozen=True):
    """A customer group, which decides the account that invoices are booked on."""

    customer_group_number: Annotated[Identifier, Limit(min_value=1)]
    name: Annotated[str, Limit(50)] = ""
