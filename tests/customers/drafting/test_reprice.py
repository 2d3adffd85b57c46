"""Asking for prices again, and another currency: a price set by hand is never touched unless it is named."""

from decimal import Decimal

import pytest

from customers.drafting.line_order import standing
from customers.drafting.lines import add_line, change_line
from customers.drafting.reprice import change_currency, reprice
from customers.drafting.revisions import Outdated
from customers.models import Sheet, SheetLine
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import asked
from tests.customers.drafting.conftest import CHAIR, GLOVES, STAMPS, send_all_the_same

IN_EUROS = Decimal("205.00")  # of a chair, as agreed


def price(line: SheetLine) -> Decimal | None:
    line.refresh_from_db()
    return line.content.unit_net_price


def test_repricing_takes_what_e_conomic_says_now_but_for_prices_by_hand(accountant: EconRequest, sheet: Sheet) -> None:
    line = add_line(accountant, sheet, CHAIR).line
    by_hand = add_line(accountant, sheet, CHAIR, unit_net_price=Decimal(1)).line
    SheetLine.objects.filter(pk=line.pk).update(wire=line.wire.replace("1495.00", "1400.00"))  # as it was last year

    done = reprice(accountant, sheet)

    assert (price(line), price(by_hand)) == (Decimal("1495.00"), Decimal(1))
    assert (done.changed, done.asked, done.by_hand) == ((line.pk,), 1, 1)
    line.refresh_from_db()
    assert line.was == {"unit_net_price": "1400.00"}


def test_all_lines_are_asked_for_side_by_side_with_a_call_each(
    accountant: EconRequest, sheet: Sheet, sandbox: Sandbox
) -> None:
    for product in (CHAIR, GLOVES, STAMPS):
        add_line(accountant, sheet, product)
    before = len(sandbox.log())

    done = reprice(accountant, sheet)

    templates = f"GET /customers/{sheet.customer}/templates/invoiceline"
    assert sorted(asked(sandbox, before)) == [f"{templates}/{product}" for product in (GLOVES, CHAIR, STAMPS)]
    assert (done.asked, done.written) == (3, ())


def test_a_line_whose_price_is_as_it_was_is_not_newer_for_another_tab(accountant: EconRequest, sheet: Sheet) -> None:
    line = add_line(accountant, sheet, CHAIR).line

    reprice(accountant, sheet)

    kept = change_line(accountant, sheet, line.pk, line.revision, {"unit_net_price": Decimal(1)})
    assert price(kept.line) == Decimal(1)


def test_repricing_a_line_by_name_frees_its_price(accountant: EconRequest, sheet: Sheet) -> None:
    line = add_line(accountant, sheet, CHAIR, unit_net_price=Decimal(1)).line

    reprice(accountant, sheet, [line.pk])

    assert price(line) == Decimal("1495.00")
    assert not line.price_by_hand


def test_what_could_not_be_asked_keeps_its_price(accountant: EconRequest, sheet: Sheet, sandbox: Sandbox) -> None:
    line = add_line(accountant, sheet, CHAIR).line
    sandbox.fault("GET", f"/customers/{sheet.customer}/templates/invoiceline", "status:503", 9)

    done = reprice(accountant, sheet)

    assert (done.changed, done.left, price(line)) == ((), (line.pk,), Decimal("1495.00"))


def test_another_currency_takes_the_prices_that_there_are_in_it(accountant: EconRequest, sheet: Sheet) -> None:
    chair, gloves = (add_line(accountant, sheet, product).line for product in (CHAIR, GLOVES))
    by_hand = add_line(accountant, sheet, CHAIR, unit_net_price=Decimal(1)).line

    done = change_currency(accountant, sheet, 9, "EUR", again=True)

    assert (price(chair), price(gloves), price(by_hand)) == (IN_EUROS, Decimal("59.95"), Decimal(1))
    assert (done.changed, done.left) == ((chair.pk,), (gloves.pk,))
    assert (done.sheet.head.currency, done.sheet.head.exchange_rate) == ("EUR", None)


def test_another_currency_can_keep_the_numbers(accountant: EconRequest, sheet: Sheet) -> None:
    chair = add_line(accountant, sheet, CHAIR).line

    change_currency(accountant, sheet, 9, "EUR", again=False)

    assert price(chair) == Decimal("1495.00")


def test_and_back_to_the_agreements_own(accountant: EconRequest, sheet: Sheet) -> None:
    chair = add_line(accountant, sheet, CHAIR).line
    change_currency(accountant, sheet, 9, "EUR", again=True)

    done = change_currency(accountant, sheet, 9, "DKK", again=True)

    assert (price(chair), done.sheet.head.exchange_rate) == (Decimal("1495.00"), Decimal(100))


def test_in_another_currency_a_new_line_has_its_price_in_it_or_none(accountant: EconRequest, sheet: Sheet) -> None:
    change_currency(accountant, sheet, 9, "EUR", again=True)
    sheet.refresh_from_db()

    chair, gloves = (add_line(accountant, sheet, product).line for product in (CHAIR, GLOVES))

    assert (price(chair), price(gloves), gloves.unpriced) == (IN_EUROS, None, True)


def test_a_sheet_in_another_currency_is_sent_at_the_rate_of_the_day(accountant: EconRequest, sheet: Sheet) -> None:
    add_line(accountant, sheet, CHAIR)
    change_currency(accountant, sheet, 9, "EUR", again=True)

    sent = send_all_the_same(accountant, sheet)

    assert (sent.draft.currency, sent.draft.net_amount) == ("EUR", IN_EUROS)
    assert sent.draft.exchange_rate not in (None, Decimal(100))
    assert sent.differences == ()


def test_two_tabs_that_choose_two_currencies_see_the_newer(accountant: EconRequest, sheet: Sheet) -> None:
    change_currency(accountant, sheet, 1, "EUR", again=False)

    with pytest.raises(Outdated):
        change_currency(accountant, sheet, 1, "SEK", again=False)

    assert standing(sheet) == []
