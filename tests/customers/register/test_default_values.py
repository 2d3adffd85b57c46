"""The values that a new customer begins with."""

import pytest

from customers.register.default_values import choose_customer_group, choose_payment_terms, choose_vat_zone
from econ_admin.gateway import Unavailable
from econ_admin.gateway.errors import Unreachable

TERMS = [(1, "Netto 8 dage"), (2, "Netto 14 dage"), (3, "Kontant")]
UNAVAILABLE = Unavailable(Unreachable())


@pytest.mark.parametrize(("default_term", "chosen"), [("2", 2), (3, 3), ("Kontant", 3), ("9", 1), ("", 1), (None, 1)])
def test_payment_terms_are_the_agreements(default_term: int | str | None, chosen: int) -> None:
    assert choose_payment_terms(TERMS, default_term) == chosen


def test_vat_zone_is_the_domestic_one() -> None:
    assert choose_vat_zone([(2, "EU"), (1, "Domestic")]) == 1
    assert choose_vat_zone([(5, "Own zone")]) == 5


def test_nothing_is_chosen_from_options_that_are_unavailable() -> None:
    assert choose_payment_terms(UNAVAILABLE, "2") is None
    assert choose_vat_zone(UNAVAILABLE) is None
    assert choose_customer_group(UNAVAILABLE, []) is None
