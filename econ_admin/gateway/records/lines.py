"""The lines of an invoice."""

import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.references import ProductReference, UnitReference
from econ_admin.gateway.records.values import Identifier


class Accrual(Record, frozen=True):
    """Over which time the amount is spread in the books."""

    start_date: datetime.date | None = None
    end_date: datetime.date | None = None


class DepartmentalDistribution(Record, frozen=True):
    """Which departments the amount is divided among. Its type goes back with it: the number alone may not do."""

    departmental_distribution_number: Annotated[Identifier, Limit(min_value=1)] = 0
    distribution_type: str = ""


class InvoiceLine(Record, frozen=True):
    """Something sold, or a text between: a text has a description alone. Amounts count only where there is a product.

    0 stands for a number that is not there: e-conomic has none.
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
    """A line with the VAT that was booked on it."""

    READ_ONLY: ClassVar[frozenset[str]] = InvoiceLine.READ_ONLY | {"vatAmount", "vatRate"}

    vat_rate: Decimal | None = None
    vat_amount: Decimal | None = None
