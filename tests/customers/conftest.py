"""Customers of a test's own, beside the sixty of the seed."""

from collections.abc import Callable
from typing import Any

import pytest

from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Customer

Register = Callable[..., int]


@pytest.fixture
def register(economic: Gateway) -> Register:
    """Puts a customer into e-conomic and tells its number: `register(name="Ada Holm", city="Skagen")`."""

    def one(**fields: Any) -> int:
        needed: dict[str, Any] = {
            "currency": "DKK",
            "customer_group": economic.customer_groups.all()[0].customer_group_number,
            "payment_terms": economic.payment_terms.all()[0].payment_terms_number,
            "vat_zone": economic.vat_zones.all()[0].vat_zone_number,
            "name": "Ada Holm",
        }
        return economic.customers.add(Customer.new(**needed | fields)).customer_number

    return one
