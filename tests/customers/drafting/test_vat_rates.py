"""VAT rates: found by product group and VAT zone through the accounts, cached for an hour, never guessed."""

from decimal import Decimal

import pytest

from customers.drafting.draft_totals import compute_draft_totals
from customers.models import WorkingDraft
from customers.shared.vat_rates import load_vat_rates
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import list_requests
from tests.customers.drafting.conftest import add_chairs

DOMESTIC, EU = 1, 2


def test_rate_is_that_of_the_groups_account_in_the_zone(economic: Gateway) -> None:
    assert load_vat_rates(economic, {1, 2, 3, 4}, DOMESTIC) == {1: Decimal(25), 2: 0, 3: Decimal(25), 4: 0}
    assert set(load_vat_rates(economic, {1, 2, 3, 4}, EU).values()) == {Decimal(0)}


def test_rates_are_cached(economic: Gateway, sandbox: Sandbox) -> None:
    load_vat_rates(economic, {1, 2}, DOMESTIC)
    before = len(sandbox.log())

    assert load_vat_rates(economic, {1, 2}, DOMESTIC) == {1: Decimal(25), 2: Decimal(0)}
    assert before > 0
    assert list_requests(sandbox, before) == []


@pytest.mark.parametrize("path", ["/product-groups/1/sales-accounts", "/vat-accounts/U25"])
def test_rate_that_cannot_be_loaded_is_missing(economic: Gateway, sandbox: Sandbox, path: str) -> None:
    sandbox.fault("GET", path, "silence-before", 9)

    assert load_vat_rates(economic, {1, 2}, DOMESTIC) == {2: Decimal(0)}


def test_without_a_group_or_a_zone_there_is_no_rate(economic: Gateway) -> None:
    assert load_vat_rates(economic, {1, 999}, DOMESTIC) == {1: Decimal(25)}
    assert load_vat_rates(economic, {1}, None) == {}
    assert load_vat_rates(economic, set(), DOMESTIC) == {}


def test_totals_have_no_vat_if_a_line_has_no_rate(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    add_chairs(accountant, working_draft)
    sandbox.fault("GET", "/vat-accounts", "silence-before", 9)

    draft_totals = compute_draft_totals(accountant.economic, working_draft)

    assert list(draft_totals.nets) == list(draft_totals.lines_without_rate)
    assert (draft_totals.totals.net, draft_totals.totals.vat) == (Decimal("4485.00"), None)
