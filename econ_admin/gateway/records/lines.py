"""The lines of an invoice."""

import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.references import ProductReference, UnitReference
from econ_admin.gateway.records.values import Identifier


class Accrual(Record, frozen=True):
    """The period over which the amount is accrued."""

    start_date: datetime.date | None = None
    end_date: datetime.date | None = None


class DepartmentalDistribution(Record, frozen=True):
    """The departments that share the amount. Sent back with its type, since the number alone may be refused."""

    departmental_distribution_number: Annotated[Identifier, Limit(min_value=1)] = 0
    distribution_type: str = ""


class InvoiceLine(Record, frozen=True):
    """A product line, or a text line, which has only a description. Amounts count only on lines with a product.

    Line numbers start at 1; 0 means none.
    """

    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"marginInBaseCurrency", "marginPercentage", "totalNetAmount"})

    line_number: Annotated[Identifier, Limit(min_value=1)] = 0
    sort_key: Annotated[Identifier, Limit(min_value=1)] = 0
    description: Annotated[str, Limit(2500)] = ""
    product: ProductReference | None = None
    unit: UnitReference | None = None
    quantity: Decimal | None = None
    unit_net_price: Decimal | None = None
    discount_percentage: Decimal | None = None
    unit_cost_price: Decimal | None = None
    delivery_date: datetime.date | None = None
    accrual: Accrual = Accrual()
    departmental_distribution: DepartmentalDistribution = DepartmentalDistribution()

    total_net_amount: Decimal | None = None
    margin_in_base_currency: Decimal | None = None
    margin_percentage: Decimal | None = None


class BookedLine(InvoiceLine, frozen=True):
    """A line with the VAT booked on it."""

    READ_ONLY: ClassVar[frozenset[str]] = InvoiceLine.READ_ONLY | {"vatAmount", "vatRate"}

    vat_rate: Decimal | None = None
    vat_amount: Decimal | None = None
