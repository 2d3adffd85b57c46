"""VAT zones."""

from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.values import Identifier


class VatZone(Record, frozen=True):
    """A VAT zone (domestic, EU, abroad). With the product group it decides the VAT."""

    vat_zone_number: Identifier
    name: Annotated[str, Limit(50)] = ""
    enabled_for_customer: bool = True
    enabled_for_supplier: bool = True
