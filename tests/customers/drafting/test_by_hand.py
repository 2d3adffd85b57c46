"""What was set by hand stays, through sending, editing again and copying, and is repriced only where that is asked."""

from decimal import Decimal

import pytest

from customers.drafting import create
from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line, change_line
from customers.drafting.presend_facts import check_draft
from customers.drafting.reprice import change_currency, reprice_lines
from customers.drafting.revisions import LineChange, RevisionConflict
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.gateway import Gateway
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import Register, asked
from tests.customers.drafting.conftest import CHAIR, DESK, GLOVES, send_all_the_same

BY_HAND = Decimal("1234.50")
FIELDS = ("quantity", "unit_net_price", "discount_percentage")


def change(request: EconRequest, row: WorkingDraftLine, **changes: Decimal | None) -> LineChange:
    sheet = WorkingDraft.objects.get(pk=row.sheet_id)
    return change_line(request, sheet, row.pk, sheet.revision, changes)


def figures(line: WorkingDraftLine) -> list[Decimal | None]:
    return [getattr(line.content, field) for field in FIELDS]


def edited(request: EconRequest, sheet: WorkingDraft) -> WorkingDraft:
    """Sent, and opened again."""
    return create.open_draft_invoice(request, send_all_the_same(request, sheet).invoice.draft_invoice_number)


def copied(request: EconRequest, sheet: WorkingDraft) -> WorkingDraft:
    """Sent, and copied to a new draft."""
    return create.create_from_invoice(request, send_all_the_same(request, sheet).invoice)


@pytest.mark.parametrize("again", [edited, copied])
def test_a_price_by_hand_goes_out_with_the_discount_of_its_quantity(
    accountant: EconRequest, sheet: WorkingDraft, again: object
) -> None:
    add_line(accountant, sheet, DESK, Decimal(25), unit_net_price=BY_HAND)
    sheet = again(accountant, sheet)  # type: ignore[operator]  # one of the two above
    (row,) = list_lines(sheet)

    kept = change(accountant, row, quantity=Decimal(26))
    sent = send_all_the_same(accountant, sheet)

    assert figures(kept.line) == [Decimal(26), BY_HAND, Decimal(8)]
    assert (kept.line.price_by_hand, kept.line.discount_by_hand, kept.by_hand) == (True, False, True)
    assert sent.invoice.net_amount == Decimal("29529.24")
    assert sent.differences == ()


@pytest.mark.parametrize("again", [edited, copied])
def test_a_discount_by_hand_stays_and_the_price_is_e_conomics(
    accountant: EconRequest, sheet: WorkingDraft, again: object
) -> None:
    add_line(accountant, sheet, DESK, Decimal(3), discount_percentage=Decimal("12.5"))
    (row,) = list_lines(again(accountant, sheet))  # type: ignore[operator]  # as above

    kept = change(accountant, row, quantity=Decimal(4))

    assert figures(kept.line) == [Decimal(4), Decimal("3995.00"), Decimal("12.5")]
    assert (kept.line.price_by_hand, kept.line.discount_by_hand) == (False, True)


def test_a_line_at_e_conomics_own_price_follows_its_quantity(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, sheet, DESK, Decimal(24))
    (row,) = list_lines(edited(accountant, sheet))
    before = len(sandbox.log())

    kept = change(accountant, row, quantity=Decimal(25))

    assert figures(kept.line) == [Decimal(25), Decimal("3995.00"), Decimal(8)]
    assert (kept.is_repriced, kept.line.was, kept.by_hand) == (True, {"discount_percentage": "6.00"}, False)
    template = f"GET /customers/{sheet.customer}/templates/invoiceline/{DESK}"
    assert asked(sandbox, before) == [template, template]  # at the old quantity and at the new one
    change(accountant, kept.line, quantity=Decimal(26))
    assert len(asked(sandbox, before)) == 3  # it was priced in this draft: one call from now on


def test_a_booked_invoice_that_is_copied_keeps_its_prices(accountant: EconRequest, economic: Gateway) -> None:
    numbers = (each.booked_invoice_number for each in economic.booked.page(size=100).items)
    booked = next(each for each in map(economic.booked.get, numbers) if any(line.product for line in each.lines))
    sheet = create.create_from_invoice(accountant, booked)
    row = next(each for each in list_lines(sheet) if each.product_number)
    WorkingDraftLine.objects.filter(pk=row.pk).update(wire=row.wire.replace(str(row.content.unit_net_price), "1.25"))

    kept = change(accountant, row, quantity=Decimal(7))

    assert kept.line.content.unit_net_price == Decimal("1.25")
    assert kept.line.price_by_hand


def test_opening_a_draft_and_looking_asks_for_no_price(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, sheet, DESK, Decimal(25), unit_net_price=BY_HAND)
    sent = send_all_the_same(accountant, sheet).invoice
    before = len(sandbox.log())

    (row,) = list_lines(create.open_draft_invoice(accountant, sent.draft_invoice_number))

    assert not any("invoiceline" in each for each in asked(sandbox, before))
    assert (row.carried_over, row.price_by_hand) == (True, False)


def test_without_an_answer_nothing_is_overwritten(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, sheet, DESK, Decimal(25), unit_net_price=BY_HAND)
    sheet = edited(accountant, sheet)
    (row,) = list_lines(sheet)
    sandbox.fault("GET", f"/customers/{sheet.customer}/templates/invoiceline", "status:503", 9)

    kept = change(accountant, row, quantity=Decimal(26))

    assert figures(kept.line) == [Decimal(26), BY_HAND, Decimal(8)]
    assert (kept.line.unpriced, kept.line.carried_over) == (True, True)


def test_what_was_asked_in_vain_is_compared_before_it_is_repriced(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, sheet, DESK, Decimal(25), unit_net_price=BY_HAND)
    sheet = edited(accountant, sheet)
    (row,) = list_lines(sheet)
    WorkingDraftLine.objects.filter(pk=row.pk).update(unpriced=True)

    done = reprice_lines(accountant, sheet, [row.pk])
    row.refresh_from_db()
    assert (done.by_hand, row.content.unit_net_price, row.unpriced) == (1, BY_HAND, False)

    reprice_lines(accountant, sheet, [row.pk])
    row.refresh_from_db()
    assert row.content.unit_net_price == Decimal("3995.00")


def test_repricing_all_leaves_what_another_invoice_had_by_hand_unless_one_wants(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    add_line(accountant, sheet, DESK, Decimal(25), unit_net_price=BY_HAND)
    add_line(accountant, sheet, DESK, Decimal(25))
    sheet = copied(accountant, sheet)

    done = reprice_lines(accountant, sheet)
    left = [row.content.unit_net_price for row in list_lines(sheet)]
    too = reprice_lines(accountant, sheet, by_hand=True)

    assert (done.requested_count, done.by_hand, done.changed) == (1, 1, ())
    assert left == [BY_HAND, Decimal("3995.00")]
    assert (too.requested_count, too.by_hand, len(too.changed)) == (2, 0, 1)
    assert {row.content.unit_net_price for row in list_lines(sheet)} == {Decimal("3995.00")}


def test_an_emptied_price_takes_e_conomics_and_leaves_a_discount_by_hand(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    add_line(accountant, sheet, DESK, Decimal(3), unit_net_price=BY_HAND, discount_percentage=Decimal(20))
    (row,) = list_lines(edited(accountant, sheet))

    kept = change(accountant, row, unit_net_price=None)

    assert figures(kept.line) == [Decimal(3), Decimal("3995.00"), Decimal(20)]


def test_an_emptied_discount_is_none_at_any_quantity(accountant: EconRequest, sheet: WorkingDraft) -> None:
    row = add_line(accountant, sheet, DESK, Decimal(3)).line

    change(accountant, row, discount_percentage=None)
    kept = change(accountant, row, quantity=Decimal(25))

    assert figures(kept.line) == [Decimal(25), Decimal("3995.00"), None]


def test_a_price_asked_for_in_a_currency_that_was_changed_meanwhile_is_not_taken(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    row = add_line(accountant, sheet, CHAIR).line
    older = WorkingDraft.objects.get(pk=sheet.pk)
    change_currency(accountant, sheet, 9, "EUR", with_new_prices=True)

    with pytest.raises(RevisionConflict):
        change_line(accountant, older, row.pk, 99, {"quantity": Decimal(2)})


def test_a_line_that_keeps_its_number_in_another_currency_is_named_before_sending(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    chair, gloves = (add_line(accountant, sheet, product).line for product in (CHAIR, GLOVES))

    done = change_currency(accountant, sheet, 9, "EUR", with_new_prices=True)
    sheet.refresh_from_db()
    found = [each for each in check_draft(accountant, sheet) if each.code == "not-converted"]

    assert done.kept == (gloves.pk,)
    assert [(each.line_pk, each.is_blocking) for each in found] == [(gloves.pk, False)]
    assert str(found[0]) == "The price 59,95 was in DKK and was not converted to EUR."
    chair.refresh_from_db()
    assert chair.price_from == ""


def test_a_number_that_was_kept_stays_at_another_quantity_and_is_no_longer_named_once_it_is_typed(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    row = add_line(accountant, sheet, CHAIR).line
    change_currency(accountant, sheet, 9, "EUR", with_new_prices=False)

    kept = change(accountant, row, quantity=Decimal(2))
    assert (kept.line.content.unit_net_price, kept.line.price_from) == (Decimal("1495.00"), "DKK")

    kept = change(accountant, row, unit_net_price=Decimal(200))
    assert kept.line.price_from == ""


def test_back_in_its_own_currency_a_number_is_nothing_to_name(accountant: EconRequest, sheet: WorkingDraft) -> None:
    row = add_line(accountant, sheet, CHAIR).line
    for currency in ("EUR", "SEK", "DKK"):
        done = change_currency(accountant, sheet, 99, currency, with_new_prices=False)

    row.refresh_from_db()
    assert (done.kept, row.price_from) == ((), "")


def test_another_currency_leaves_a_price_that_another_invoice_had_by_hand(
    accountant: EconRequest, register: Register
) -> None:
    sheet = create.create_draft(accountant, register(country="Danmark"))
    add_line(accountant, sheet, CHAIR, unit_net_price=BY_HAND)
    add_line(accountant, sheet, CHAIR)
    copy = copied(accountant, sheet)

    change_currency(accountant, copy, 9, "EUR", with_new_prices=True)

    assert [(row.content.unit_net_price, row.price_from) for row in list_lines(copy)] == [
        (BY_HAND, "DKK"),
        (Decimal("205.00"), ""),
    ]
