"""VAT rates: by product group and VAT zone, through the accounts, kept for an hour and never guessed."""

from decimal import Decimal

import pytest

from customers.drafting.draft_totals import reckon
from customers.models import Sheet
from customers.shared.vat_rates import rates
from econ_admin.gateway import Gateway
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import asked
from tests.customers.drafting.conftest import chairs

DOMESTIC, EU = 1, 2


def test_a_rate_is_that_of_the_groups_account_in_the_zone(economic: Gateway) -> None:
    assert rates(economic, {1, 2, 3, 4}, DOMESTIC) == {1: Decimal(25), 2: 0, 3: Decimal(25), 4: 0}
    assert set(rates(economic, {1, 2, 3, 4}, EU).values()) == {Decimal(0)}


def test_it_is_asked_once_an_hour(economic: Gateway, sandbox: Sandbox) -> None:
    rates(economic, {1, 2}, DOMESTIC)
    before = len(sandbox.log())

    rates(economic, {1, 2}, DOMESTIC)

    assert asked(sandbox, before) == []


@pytest.mark.parametrize("place", ["/product-groups/1/sales-accounts", "/vat-accounts/U25"])
def test_a_rate_that_cannot_be_asked_for_is_missing(economic: Gateway, sandbox: Sandbox, place: str) -> None:
    sandbox.fault("GET", place, "silence-before", 9)

    assert rates(economic, {1, 2}, DOMESTIC) == {2: Decimal(0)}


def test_without_a_group_or_a_zone_there_is_no_rate(economic: Gateway) -> None:
    assert rates(economic, {999}, DOMESTIC) == {}
    assert rates(economic, {1}, None) == {}
    assert rates(economic, set(), DOMESTIC) == {}


def test_a_line_without_a_rate_is_named_and_the_whole_has_no_vat(
    accountant: EconRequest, sheet: Sheet, sandbox: Sandbox
) -> None:
    chairs(accountant, sheet)
    sandbox.fault("GET", "/vat-accounts", "silence-before", 9)

    found = reckon(accountant.economic, sheet)

    assert list(found.nets) == list(found.without_rate)
    assert (found.totals.net, found.totals.vat) == (Decimal("4485.00"), None)
