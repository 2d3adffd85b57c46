"""Repricing, and changing the currency: a manual price is only replaced on request."""

from decimal import Decimal

import pytest

from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line, change_line
from customers.drafting.reprice import change_currency, reprice_lines
from customers.drafting.revisions import RevisionConflict
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import list_requests
from tests.customers.drafting.conftest import CHAIR, GLOVES, STAMPS, send_acknowledged

CHAIR_PRICE_IN_EUROS = Decimal("205.00")  # the currency price of a chair


def get_price(line: WorkingDraftLine) -> Decimal | None:
    line.refresh_from_db()
    return line.content.unit_net_price


def test_repricing_updates_all_prices_except_manual_ones(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(accountant, working_draft, CHAIR).line
    by_hand = add_line(accountant, working_draft, CHAIR, unit_net_price=Decimal(1)).line
    WorkingDraftLine.objects.filter(pk=line.pk).update(
        wire=line.wire.replace("1495.00", "1400.00")
    )  # an outdated price

    result = reprice_lines(accountant, working_draft)

    assert (get_price(line), get_price(by_hand)) == (Decimal("1495.00"), Decimal(1))
    assert (result.changed, result.requested_count, result.kept_manual) == ((line.pk,), 1, 1)
    line.refresh_from_db()
    assert line.was == {"unit_net_price": "1400.00"}


def test_repricing_sends_one_request_per_line(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    for product in (CHAIR, GLOVES, STAMPS):
        add_line(accountant, working_draft, product)
    before = len(sandbox.log())

    result = reprice_lines(accountant, working_draft)

    templates = f"GET /customers/{working_draft.customer}/templates/invoiceline"
    assert sorted(list_requests(sandbox, before)) == [f"{templates}/{product}" for product in (GLOVES, CHAIR, STAMPS)]
    assert (result.requested_count, result.updated) == (3, ())


def test_repricing_to_the_same_price_keeps_the_line_revision(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    line = add_line(accountant, working_draft, CHAIR).line

    reprice_lines(accountant, working_draft)

    changed = change_line(accountant, working_draft, line.pk, line.revision, {"unit_net_price": Decimal(1)})
    assert get_price(changed.line) == Decimal(1)


def test_repricing_a_single_line_replaces_its_manual_price(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    line = add_line(accountant, working_draft, CHAIR, unit_net_price=Decimal(1)).line

    reprice_lines(accountant, working_draft, [line.pk])

    assert get_price(line) == Decimal("1495.00")
    assert not line.price_by_hand


def test_line_that_could_not_be_repriced_keeps_its_price(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    line = add_line(accountant, working_draft, CHAIR).line
    sandbox.fault("GET", f"/customers/{working_draft.customer}/templates/invoiceline", "status:503", 9)

    result = reprice_lines(accountant, working_draft)

    assert (result.changed, result.skipped, get_price(line)) == ((), (line.pk,), Decimal("1495.00"))


def test_changing_currency_uses_available_currency_prices(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    chair, gloves = (add_line(accountant, working_draft, product).line for product in (CHAIR, GLOVES))
    by_hand = add_line(accountant, working_draft, CHAIR, unit_net_price=Decimal(1)).line

    result = change_currency(accountant, working_draft, 9, "EUR", with_new_prices=True)

    assert (get_price(chair), get_price(gloves), get_price(by_hand)) == (
        CHAIR_PRICE_IN_EUROS,
        Decimal("59.95"),
        Decimal(1),
    )
    assert (result.changed, result.skipped) == ((chair.pk,), (gloves.pk,))
    assert (result.draft.header.currency, result.draft.header.exchange_rate) == ("EUR", None)


def test_changing_currency_can_keep_the_prices(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    chair = add_line(accountant, working_draft, CHAIR).line

    change_currency(accountant, working_draft, 9, "EUR", with_new_prices=False)

    assert get_price(chair) == Decimal("1495.00")


def test_changing_back_to_the_base_currency_restores_prices(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    chair = add_line(accountant, working_draft, CHAIR).line
    change_currency(accountant, working_draft, 9, "EUR", with_new_prices=True)

    result = change_currency(accountant, working_draft, 9, "DKK", with_new_prices=True)

    assert (get_price(chair), result.draft.header.exchange_rate) == (Decimal("1495.00"), Decimal(100))


def test_new_line_in_another_currency_has_its_price_or_none(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    change_currency(accountant, working_draft, 9, "EUR", with_new_prices=True)
    working_draft.refresh_from_db()

    chair, gloves = (add_line(accountant, working_draft, product).line for product in (CHAIR, GLOVES))

    assert (get_price(chair), get_price(gloves)) == (CHAIR_PRICE_IN_EUROS, None)
    assert (chair.no_price_in, gloves.no_price_in, gloves.unpriced) == ("", "EUR", False)


def test_draft_in_another_currency_is_sent_at_todays_rate(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    add_line(accountant, working_draft, CHAIR)
    change_currency(accountant, working_draft, 9, "EUR", with_new_prices=True)

    sent = send_acknowledged(accountant, working_draft)

    assert (sent.invoice.currency, sent.invoice.net_amount) == ("EUR", CHAIR_PRICE_IN_EUROS)
    assert sent.invoice.exchange_rate not in (None, Decimal(100))
    assert sent.differences == ()


def test_two_tabs_choosing_different_currencies_conflict(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    change_currency(accountant, working_draft, 1, "EUR", with_new_prices=False)

    with pytest.raises(RevisionConflict):
        change_currency(accountant, working_draft, 1, "SEK", with_new_prices=False)

    assert list_lines(working_draft) == []
