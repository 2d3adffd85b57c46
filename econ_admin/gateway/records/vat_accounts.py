"""VAT accounts."""

from decimal import Decimal
from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.references import AccountReference, VatTypeReference


class VatAccount(Record, frozen=True):
    """A VAT rate, by its code: U25 is 25 percent on sales."""

    vat_code: Annotated[str, Limit(5)]
    name: Annotated[str, Limit(40)] = ""
    rate_percentage: Decimal | None = None
    vat_type: VatTypeReference | None = None
    account: AccountReference | None = None
    contra_account: AccountReference | None = None
    barred: bool = False
