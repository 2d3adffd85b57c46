"""Manual prices and discounts: kept when a draft is sent, edited again and copied; repriced only on request."""

from decimal import Decimal

import pytest

from customers.drafting import create
from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line, change_line
from customers.drafting.presend_facts import check_draft
from customers.drafting.reprice import change_currency, reprice_lines
from customers.drafting.revisions import LineChange, RevisionConflict
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer, list_requests
from tests.customers.drafting.conftest import CHAIR, DESK, GLOVES, send_acknowledged

MANUAL_PRICE = Decimal("1234.50")
FIELDS = ("quantity", "unit_net_price", "discount_percentage")


def change(request: EconRequest, row: WorkingDraftLine, **changes: Decimal | None) -> LineChange:
    working_draft = WorkingDraft.objects.get(pk=row.draft_id)
    return change_line(request, working_draft, row.pk, working_draft.revision, changes)


def get_amounts(line: WorkingDraftLine) -> list[Decimal | None]:
    return [getattr(line.content, field) for field in FIELDS]


def send_and_reopen(request: EconRequest, working_draft: WorkingDraft) -> WorkingDraft:
    """Send the draft and open it again."""
    return create.open_draft_invoice(request, send_acknowledged(request, working_draft).invoice.draft_invoice_number)


def send_and_copy(request: EconRequest, working_draft: WorkingDraft) -> WorkingDraft:
    """Send the draft and copy it to a new one."""
    return create.create_from_invoice(request, send_acknowledged(request, working_draft).invoice)


@pytest.mark.parametrize("reopen", [send_and_reopen, send_and_copy])
def test_manual_price_is_sent_with_the_quantity_discount(
    accountant: EconRequest, working_draft: WorkingDraft, reopen: object
) -> None:
    add_line(accountant, working_draft, DESK, Decimal(25), unit_net_price=MANUAL_PRICE)
    working_draft = reopen(accountant, working_draft)  # type: ignore[operator]  # one of the two above
    (row,) = list_lines(working_draft)

    changed = change(accountant, row, quantity=Decimal(26))
    sent = send_acknowledged(accountant, working_draft)

    assert get_amounts(changed.line) == [Decimal(26), MANUAL_PRICE, Decimal(8)]
    assert (changed.line.price_by_hand, changed.line.discount_by_hand, changed.is_manual_kept) == (True, False, True)
    assert sent.invoice.net_amount == Decimal("29529.24")
    assert sent.differences == ()


@pytest.mark.parametrize("reopen", [send_and_reopen, send_and_copy])
def test_manual_discount_is_kept_with_the_price_of_economic(
    accountant: EconRequest, working_draft: WorkingDraft, reopen: object
) -> None:
    add_line(accountant, working_draft, DESK, Decimal(3), discount_percentage=Decimal("12.5"))
    (row,) = list_lines(reopen(accountant, working_draft))  # type: ignore[operator]  # as above

    changed = change(accountant, row, quantity=Decimal(4))

    assert get_amounts(changed.line) == [Decimal(4), Decimal("3995.00"), Decimal("12.5")]
    assert (changed.line.price_by_hand, changed.line.discount_by_hand) == (False, True)


def test_automatically_priced_line_is_repriced_with_its_quantity(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, working_draft, DESK, Decimal(24))
    (row,) = list_lines(send_and_reopen(accountant, working_draft))
    before = len(sandbox.log())

    changed = change(accountant, row, quantity=Decimal(25))

    assert get_amounts(changed.line) == [Decimal(25), Decimal("3995.00"), Decimal(8)]
    assert (changed.is_repriced, changed.line.was, changed.is_manual_kept) == (
        True,
        {"discount_percentage": "6.00"},
        False,
    )
    template = f"GET /customers/{working_draft.customer}/templates/invoiceline/{DESK}"
    assert list_requests(sandbox, before) == [template, template]  # at the old quantity and at the new one
    change(accountant, changed.line, quantity=Decimal(26))
    assert len(list_requests(sandbox, before)) == 3  # it is priced in this draft now: one request from now on


def test_copy_of_a_booked_invoice_keeps_its_prices(accountant: EconRequest, economic: Gateway) -> None:
    numbers = (invoice.booked_invoice_number for invoice in economic.booked.page(size=100).items)
    booked = next(
        invoice for invoice in map(economic.booked.get, numbers) if any(line.product for line in invoice.lines)
    )
    working_draft = create.create_from_invoice(accountant, booked)
    row = next(line_row for line_row in list_lines(working_draft) if line_row.product_number)
    WorkingDraftLine.objects.filter(pk=row.pk).update(wire=row.wire.replace(str(row.content.unit_net_price), "1.25"))

    changed = change(accountant, row, quantity=Decimal(7))

    assert changed.line.content.unit_net_price == Decimal("1.25")
    assert changed.line.price_by_hand


def test_opening_a_draft_requests_no_prices(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, working_draft, DESK, Decimal(25), unit_net_price=MANUAL_PRICE)
    invoice = send_acknowledged(accountant, working_draft).invoice
    before = len(sandbox.log())

    (row,) = list_lines(create.open_draft_invoice(accountant, invoice.draft_invoice_number))

    assert not any("invoiceline" in request_line for request_line in list_requests(sandbox, before))
    assert (row.carried_over, row.price_by_hand) == (True, False)


def test_failed_price_request_overwrites_nothing(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, working_draft, DESK, Decimal(25), unit_net_price=MANUAL_PRICE)
    working_draft = send_and_reopen(accountant, working_draft)
    (row,) = list_lines(working_draft)
    sandbox.fault("GET", f"/customers/{working_draft.customer}/templates/invoiceline", "status:503", 9)

    changed = change(accountant, row, quantity=Decimal(26))

    assert get_amounts(changed.line) == [Decimal(26), MANUAL_PRICE, Decimal(8)]
    assert (changed.line.unpriced, changed.line.carried_over) == (True, True)


def test_unpriced_line_is_compared_before_it_is_repriced(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, working_draft, DESK, Decimal(25), unit_net_price=MANUAL_PRICE)
    working_draft = send_and_reopen(accountant, working_draft)
    (row,) = list_lines(working_draft)
    WorkingDraftLine.objects.filter(pk=row.pk).update(unpriced=True)

    result = reprice_lines(accountant, working_draft, [row.pk])
    row.refresh_from_db()
    assert (result.kept_manual, row.content.unit_net_price, row.unpriced) == (1, MANUAL_PRICE, False)

    reprice_lines(accountant, working_draft, [row.pk])
    row.refresh_from_db()
    assert row.content.unit_net_price == Decimal("3995.00")


def test_repricing_skips_manual_prices_unless_requested(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    add_line(accountant, working_draft, DESK, Decimal(25), unit_net_price=MANUAL_PRICE)
    add_line(accountant, working_draft, DESK, Decimal(25))
    working_draft = send_and_copy(accountant, working_draft)

    automatic = reprice_lines(accountant, working_draft)
    prices_left = [row.content.unit_net_price for row in list_lines(working_draft)]
    including_manual = reprice_lines(accountant, working_draft, including_manual=True)

    assert (automatic.requested_count, automatic.kept_manual, automatic.changed) == (1, 1, ())
    assert prices_left == [MANUAL_PRICE, Decimal("3995.00")]
    assert (including_manual.requested_count, including_manual.kept_manual, len(including_manual.changed)) == (2, 0, 1)
    assert {row.content.unit_net_price for row in list_lines(working_draft)} == {Decimal("3995.00")}


def test_emptied_price_is_fetched_and_manual_discount_is_kept(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    add_line(accountant, working_draft, DESK, Decimal(3), unit_net_price=MANUAL_PRICE, discount_percentage=Decimal(20))
    (row,) = list_lines(send_and_reopen(accountant, working_draft))

    changed = change(accountant, row, unit_net_price=None)

    assert get_amounts(changed.line) == [Decimal(3), Decimal("3995.00"), Decimal(20)]


def test_emptied_discount_stays_empty_at_any_quantity(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    row = add_line(accountant, working_draft, DESK, Decimal(3)).line

    change(accountant, row, discount_percentage=None)
    changed = change(accountant, row, quantity=Decimal(25))

    assert get_amounts(changed.line) == [Decimal(25), Decimal("3995.00"), None]


def test_price_in_a_currency_changed_meanwhile_is_not_used(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    row = add_line(accountant, working_draft, CHAIR).line
    older = WorkingDraft.objects.get(pk=working_draft.pk)
    change_currency(accountant, working_draft, 9, "EUR", with_new_prices=True)

    with pytest.raises(RevisionConflict):
        change_line(accountant, older, row.pk, 99, {"quantity": Decimal(2)})


def test_unconverted_price_is_a_finding_before_sending(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    chair, gloves = (add_line(accountant, working_draft, product).line for product in (CHAIR, GLOVES))

    result = change_currency(accountant, working_draft, 9, "EUR", with_new_prices=True)
    working_draft.refresh_from_db()
    findings = [finding for finding in check_draft(accountant, working_draft) if finding.code == "not-converted"]

    assert result.kept == (gloves.pk,)
    assert [(finding.line_pk, finding.is_blocking) for finding in findings] == [(gloves.pk, False)]
    assert str(findings[0]) == "The price 59,95 was in DKK and has not been converted to EUR."
    chair.refresh_from_db()
    assert chair.price_from == ""


def test_unconverted_price_is_kept_until_a_price_is_typed(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    row = add_line(accountant, working_draft, CHAIR).line
    change_currency(accountant, working_draft, 9, "EUR", with_new_prices=False)

    changed = change(accountant, row, quantity=Decimal(2))
    assert (changed.line.content.unit_net_price, changed.line.price_from) == (Decimal("1495.00"), "DKK")

    changed = change(accountant, row, unit_net_price=Decimal(200))
    assert changed.line.price_from == ""


def test_price_back_in_its_own_currency_is_no_finding(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    row = add_line(accountant, working_draft, CHAIR).line
    for currency in ("EUR", "SEK", "DKK"):
        result = change_currency(accountant, working_draft, 99, currency, with_new_prices=False)

    row.refresh_from_db()
    assert (result.kept, row.price_from) == ((), "")


def test_changing_currency_keeps_manual_prices_of_a_copy(accountant: EconRequest, add_customer: AddCustomer) -> None:
    working_draft = create.create_draft(accountant, add_customer(country="Danmark"))
    add_line(accountant, working_draft, CHAIR, unit_net_price=MANUAL_PRICE)
    add_line(accountant, working_draft, CHAIR)
    copy = send_and_copy(accountant, working_draft)

    change_currency(accountant, copy, 9, "EUR", with_new_prices=True)

    assert [(row.content.unit_net_price, row.price_from) for row in list_lines(copy)] == [
        (MANUAL_PRICE, "DKK"),
        (Decimal("205.00"), ""),
    ]
