"""VAT rates: by product group and VAT zone, through the accounts, kept for an hour and never guessed."""

from decimal import Decimal

import pytest

from customers.drafting.draft_totals import compute_draft_totals
from customers.models import WorkingDraft
from customers.shared.vat_rates import load_vat_rates
from econ_admin.gateway import Gateway
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import asked
from tests.customers.drafting.conftest import chairs

DOMESTIC, EU = 1, 2


def test_a_rate_is_that_of_the_groups_account_in_the_zone(economic: Gateway) -> None:
    assert load_vat_rates(economic, {1, 2, 3, 4}, DOMESTIC) == {1: Decimal(25), 2: 0, 3: Decimal(25), 4: 0}
    assert set(load_vat_rates(economic, {1, 2, 3, 4}, EU).values()) == {Decimal(0)}


def test_it_is_asked_once_an_hour(economic: Gateway, sandbox: Sandbox) -> None:
    load_vat_rates(economic, {1, 2}, DOMESTIC)
    before = len(sandbox.log())

    load_vat_rates(economic, {1, 2}, DOMESTIC)

    assert asked(sandbox, before) == []


@pytest.mark.parametrize("place", ["/product-groups/1/sales-accounts", "/vat-accounts/U25"])
def test_a_rate_that_cannot_be_asked_for_is_missing(economic: Gateway, sandbox: Sandbox, place: str) -> None:
    sandbox.fault("GET", place, "silence-before", 9)

    assert load_vat_rates(economic, {1, 2}, DOMESTIC) == {2: Decimal(0)}


def test_without_a_group_or_a_zone_there_is_no_rate(economic: Gateway) -> None:
    assert load_vat_rates(economic, {999}, DOMESTIC) == {}
    assert load_vat_rates(economic, {1}, None) == {}
    assert load_vat_rates(economic, set(), DOMESTIC) == {}


def test_a_line_without_a_rate_is_named_and_the_whole_has_no_vat(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    chairs(accountant, sheet)
    sandbox.fault("GET", "/vat-accounts", "silence-before", 9)

    found = compute_draft_totals(accountant.economic, sheet)

    assert list(found.nets) == list(found.lines_without_rate)
    assert (found.totals.net, found.totals.vat) == (Decimal("4485.00"), None)
