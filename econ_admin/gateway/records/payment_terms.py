"""Payment terms."""

from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.values import Count, Identifier


class PaymentTerms(Record, frozen=True):
    """The terms that set an invoice's due date. Types dueDate and prepaid have no days of credit."""

    payment_terms_number: Identifier
    name: Annotated[str, Limit(50)] = ""
    payment_terms_type: str = ""
    days_of_credit: Count | None = None
    description: Annotated[str, Limit(1000)] = ""
