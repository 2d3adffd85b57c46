"""Asking for prices again, and another currency: a price set by hand is never touched unless it is named."""

from decimal import Decimal

import pytest

from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line, change_line
from customers.drafting.reprice import change_currency, reprice_lines
from customers.drafting.revisions import RevisionConflict
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import asked
from tests.customers.drafting.conftest import CHAIR, GLOVES, STAMPS, send_all_the_same

IN_EUROS = Decimal("205.00")  # of a chair, as agreed


def price(line: WorkingDraftLine) -> Decimal | None:
    line.refresh_from_db()
    return line.content.unit_net_price


def test_repricing_takes_what_e_conomic_says_now_but_for_prices_by_hand(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    line = add_line(accountant, sheet, CHAIR).line
    by_hand = add_line(accountant, sheet, CHAIR, unit_net_price=Decimal(1)).line
    WorkingDraftLine.objects.filter(pk=line.pk).update(
        wire=line.wire.replace("1495.00", "1400.00")
    )  # as it was last year

    done = reprice_lines(accountant, sheet)

    assert (price(line), price(by_hand)) == (Decimal("1495.00"), Decimal(1))
    assert (done.changed, done.requested_count, done.by_hand) == ((line.pk,), 1, 1)
    line.refresh_from_db()
    assert line.was == {"unit_net_price": "1400.00"}


def test_all_lines_are_asked_for_side_by_side_with_a_call_each(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    for product in (CHAIR, GLOVES, STAMPS):
        add_line(accountant, sheet, product)
    before = len(sandbox.log())

    done = reprice_lines(accountant, sheet)

    templates = f"GET /customers/{sheet.customer}/templates/invoiceline"
    assert sorted(asked(sandbox, before)) == [f"{templates}/{product}" for product in (GLOVES, CHAIR, STAMPS)]
    assert (done.requested_count, done.updated) == (3, ())


def test_a_line_whose_price_is_as_it_was_is_not_newer_for_another_tab(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    line = add_line(accountant, sheet, CHAIR).line

    reprice_lines(accountant, sheet)

    kept = change_line(accountant, sheet, line.pk, line.revision, {"unit_net_price": Decimal(1)})
    assert price(kept.line) == Decimal(1)


def test_repricing_a_line_by_name_frees_its_price(accountant: EconRequest, sheet: WorkingDraft) -> None:
    line = add_line(accountant, sheet, CHAIR, unit_net_price=Decimal(1)).line

    reprice_lines(accountant, sheet, [line.pk])

    assert price(line) == Decimal("1495.00")
    assert not line.price_by_hand


def test_what_could_not_be_asked_keeps_its_price(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    line = add_line(accountant, sheet, CHAIR).line
    sandbox.fault("GET", f"/customers/{sheet.customer}/templates/invoiceline", "status:503", 9)

    done = reprice_lines(accountant, sheet)

    assert (done.changed, done.skipped, price(line)) == ((), (line.pk,), Decimal("1495.00"))


def test_another_currency_takes_the_prices_that_there_are_in_it(accountant: EconRequest, sheet: WorkingDraft) -> None:
    chair, gloves = (add_line(accountant, sheet, product).line for product in (CHAIR, GLOVES))
    by_hand = add_line(accountant, sheet, CHAIR, unit_net_price=Decimal(1)).line

    done = change_currency(accountant, sheet, 9, "EUR", with_new_prices=True)

    assert (price(chair), price(gloves), price(by_hand)) == (IN_EUROS, Decimal("59.95"), Decimal(1))
    assert (done.changed, done.skipped) == ((chair.pk,), (gloves.pk,))
    assert (done.draft.header.currency, done.draft.header.exchange_rate) == ("EUR", None)


def test_another_currency_can_keep_the_numbers(accountant: EconRequest, sheet: WorkingDraft) -> None:
    chair = add_line(accountant, sheet, CHAIR).line

    change_currency(accountant, sheet, 9, "EUR", with_new_prices=False)

    assert price(chair) == Decimal("1495.00")


def test_and_back_to_the_agreements_own(accountant: EconRequest, sheet: WorkingDraft) -> None:
    chair = add_line(accountant, sheet, CHAIR).line
    change_currency(accountant, sheet, 9, "EUR", with_new_prices=True)

    done = change_currency(accountant, sheet, 9, "DKK", with_new_prices=True)

    assert (price(chair), done.draft.header.exchange_rate) == (Decimal("1495.00"), Decimal(100))


def test_in_another_currency_a_new_line_has_its_price_in_it_or_none(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    change_currency(accountant, sheet, 9, "EUR", with_new_prices=True)
    sheet.refresh_from_db()

    chair, gloves = (add_line(accountant, sheet, product).line for product in (CHAIR, GLOVES))

    assert (price(chair), price(gloves), gloves.unpriced) == (IN_EUROS, None, True)


def test_a_sheet_in_another_currency_is_sent_at_the_rate_of_the_day(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    add_line(accountant, sheet, CHAIR)
    change_currency(accountant, sheet, 9, "EUR", with_new_prices=True)

    sent = send_all_the_same(accountant, sheet)

    assert (sent.invoice.currency, sent.invoice.net_amount) == ("EUR", IN_EUROS)
    assert sent.invoice.exchange_rate not in (None, Decimal(100))
    assert sent.differences == ()


def test_two_tabs_that_choose_two_currencies_see_the_newer(accountant: EconRequest, sheet: WorkingDraft) -> None:
    change_currency(accountant, sheet, 1, "EUR", with_new_prices=False)

    with pytest.raises(RevisionConflict):
        change_currency(accountant, sheet, 1, "SEK", with_new_prices=False)

    assert list_lines(sheet) == []
