"""Employees."""

from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.values import Identifier


class Employee(Record, frozen=True):
    """An employee of the company, such as a customer's sales person."""

    employee_number: Annotated[Identifier, Limit(min_value=1)]
    name: Annotated[str, Limit(250)] = ""
    email: Annotated[str, Limit(250)] = ""
    phone: Annotated[str, Limit(250)] = ""
    barred: bool = False
