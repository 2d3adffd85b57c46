"""A customer's delivery location."""

from typing import Annotated, ClassVar

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.references import CustomerReference
from econ_admin.gateway.records.values import Identifier


class DeliveryLocation(Record, frozen=True):
    """A place that goods are delivered to. The postal code is `postalCode` here and `zip` in all other documents."""

    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"deliveryLocationNumber"})

    delivery_location_number: Identifier
    address: Annotated[str, Limit(255)] = ""
    postal_code: Annotated[str, Limit(15)] = ""
    city: Annotated[str, Limit(50)] = ""
    country: Annotated[str, Limit(50)] = ""
    terms_of_delivery: Annotated[str, Limit(100)] = ""
    barred: bool = False
    customer: CustomerReference | None = None
    sort_key: Annotated[Identifier, Limit(min_value=1)] = 0
