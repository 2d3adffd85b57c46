"""The lines of a sheet: priced by e-conomic, never over what was set by hand, and two tabs lose nothing."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.drafting import line_order
from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line, change_line
from customers.drafting.revisions import DraftNotEditable, LineChange, RevisionConflict
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import InvoiceLine
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import asked
from tests.customers.drafting.conftest import CHAIR, GLOVES, STEP


def product_line(request: EconRequest, sheet: WorkingDraft, product: str = CHAIR, quantity: int = 3) -> LineChange:
    return add_line(request, sheet, product, Decimal(quantity))


def told(line: WorkingDraftLine) -> tuple[Decimal | None, ...]:
    content = line.content
    return content.quantity, content.unit_net_price, content.discount_percentage


def descriptions(sheet: WorkingDraft) -> list[str]:
    return [row.content.description for row in list_lines(sheet)]


def three(request: EconRequest, sheet: WorkingDraft) -> list[WorkingDraftLine]:
    """Lines of text: one, two, three."""
    return [add_line(request, sheet, description=each).line for each in ("one", "two", "three")]


def test_a_line_is_as_e_conomic_proposes_it(accountant: EconRequest, sheet: WorkingDraft) -> None:
    line = product_line(accountant, sheet).line

    template = accountant.economic.templates.line(sheet.customer, CHAIR, 3)
    content = line.content
    assert (content.description, content.unit, content.unit_net_price, content.unit_cost_price) == (
        template.description,
        template.unit,
        template.unit_net_price,
        template.unit_cost_price,
    )
    assert (content.quantity, line.product_group) == (Decimal(3), 1)


def test_a_line_of_text_has_a_description_alone(accountant: EconRequest, sheet: WorkingDraft) -> None:
    line = add_line(accountant, sheet, description="Med venlig hilsen").line

    assert line.wire == '{"description":"Med venlig hilsen"}'


def test_a_product_that_is_not_there_adds_nothing(accountant: EconRequest, sheet: WorkingDraft) -> None:
    with pytest.raises(NotFound):
        product_line(accountant, sheet, "NIX")

    assert list_lines(sheet) == []


def test_another_quantity_is_one_call(accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox) -> None:
    kept = product_line(accountant, sheet)
    before = len(sandbox.log())

    change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"quantity": Decimal(4)})

    assert asked(sandbox, before) == [f"GET /customers/{sheet.customer}/templates/invoiceline/{CHAIR}"]


def test_a_quantity_that_passes_a_discount_step_is_repriced_and_marked(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    kept = product_line(accountant, sheet, GLOVES, 1)

    more = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"quantity": Decimal(STEP)})
    as_many = change_line(accountant, sheet, kept.line.pk, more.draft.revision, {"quantity": Decimal(STEP + 1)})

    assert more.is_repriced
    assert (told(more.line)[2], more.line.was) == (Decimal("7.50"), {"discount_percentage": "0.00"})
    assert (as_many.is_repriced, as_many.line.was) == (False, {})


def test_a_price_by_hand_is_not_touched_and_the_discount_follows(accountant: EconRequest, sheet: WorkingDraft) -> None:
    kept = product_line(accountant, sheet, GLOVES, 1)
    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"unit_net_price": Decimal("50.00")})

    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"quantity": Decimal(STEP)})

    assert told(kept.line) == (Decimal(STEP), Decimal("50.00"), Decimal("7.50"))
    assert (kept.line.price_by_hand, kept.line.was) == (True, {"discount_percentage": "0.00"})


def test_price_and_discount_by_hand_are_not_touched_and_nothing_is_asked(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    kept = product_line(accountant, sheet, GLOVES, 1)
    by_hand = {"unit_net_price": Decimal("50.00"), "discount_percentage": None}
    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, by_hand)
    before = len(sandbox.log())

    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"quantity": Decimal(STEP)})

    assert told(kept.line) == (Decimal(STEP), Decimal("50.00"), None)
    assert asked(sandbox, before) == []


def test_a_discount_by_hand_stays_over_a_step(accountant: EconRequest, sheet: WorkingDraft) -> None:
    kept = product_line(accountant, sheet, GLOVES, 1)
    by_hand = {"discount_percentage": Decimal(2)}
    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, by_hand)

    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"quantity": Decimal(STEP)})

    assert told(kept.line)[2] == Decimal(2)


def test_an_emptied_price_is_e_conomics_again(accountant: EconRequest, sheet: WorkingDraft) -> None:
    kept = product_line(accountant, sheet, GLOVES, STEP)
    price = told(kept.line)[1]
    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"unit_net_price": Decimal(1)})

    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"unit_net_price": None})

    assert (told(kept.line)[1], kept.line.price_by_hand) == (price, False)


def test_another_product_brings_its_text_unit_and_price(accountant: EconRequest, sheet: WorkingDraft) -> None:
    kept = product_line(accountant, sheet)

    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"product": "5001"})

    template = accountant.economic.templates.line(sheet.customer, "5001", 3)
    content = kept.line.content
    assert (content.description, content.unit, content.unit_net_price) == (
        template.description,
        template.unit,
        template.unit_net_price,
    )
    assert (kept.line.product_number, content.quantity, kept.line.product_group) == ("5001", Decimal(3), 3)


def test_a_line_without_its_product_is_text(accountant: EconRequest, sheet: WorkingDraft) -> None:
    kept = product_line(accountant, sheet)
    description = kept.line.content.description

    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"product": ""})

    assert kept.line.wire == f'{{"description":"{description}"}}'


@pytest.mark.parametrize("fault", ["silence-before", "status:503", "throttle:9", "garbage"])
def test_what_is_typed_during_an_outage_is_kept_without_its_price(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox, fault: str
) -> None:
    kept = product_line(accountant, sheet)
    sandbox.fault("GET", f"/customers/{sheet.customer}/templates", fault, 9)

    kept = change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"quantity": Decimal(7)})
    added = product_line(accountant, sheet, "NEW", 2)

    assert (told(kept.line)[0], kept.line.unpriced) == (Decimal(7), True)
    assert (added.line.product_number, told(added.line), added.line.unpriced) == ("NEW", (Decimal(2), None, None), True)


def test_two_tabs_that_change_two_fields_of_a_line_both_keep_theirs(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    kept = product_line(accountant, sheet)
    seen = kept.draft.revision

    change_line(accountant, sheet, kept.line.pk, seen, {"description": "Stole"})
    kept = change_line(accountant, sheet, kept.line.pk, seen, {"quantity": Decimal(5)})

    assert (kept.line.content.description, kept.line.content.quantity) == ("Stole", Decimal(5))


def test_two_tabs_that_change_one_field_differently_see_the_newer(accountant: EconRequest, sheet: WorkingDraft) -> None:
    kept = product_line(accountant, sheet)
    seen = kept.draft.revision
    change_line(accountant, sheet, kept.line.pk, seen, {"quantity": Decimal(5)})

    with pytest.raises(RevisionConflict) as outdated:
        change_line(accountant, sheet, kept.line.pk, seen, {"quantity": Decimal(6)})

    assert outdated.value.fields == ("quantity",)
    assert outdated.value.line
    assert outdated.value.line.content.quantity == Decimal(5)


def test_a_price_that_came_too_late_is_not_laid_in(accountant: EconRequest, sheet: WorkingDraft) -> None:
    kept = product_line(accountant, sheet)

    def meanwhile() -> None:
        """Another tab is quicker than e-conomic's answer."""
        WorkingDraftLine.objects.filter(pk=kept.line.pk).update(price_by_hand=True)

    accountant.economic.transport.guard = meanwhile

    with pytest.raises(RevisionConflict) as outdated:
        change_line(accountant, sheet, kept.line.pk, kept.draft.revision, {"quantity": Decimal(5)})

    assert outdated.value.fields == ("price",)
    assert told(WorkingDraftLine.objects.get(pk=kept.line.pk))[0] == Decimal(3)


def test_a_line_moves_between_others_and_to_the_top(accountant: EconRequest, sheet: WorkingDraft) -> None:
    one, two, three_ = three(accountant, sheet)

    line_order.move_line(accountant, sheet, one.pk, 9, two.pk)
    assert descriptions(sheet) == ["two", "one", "three"]
    line_order.move_line(accountant, sheet, three_.pk, 9, None)
    assert descriptions(sheet) == ["three", "two", "one"]


def test_lines_can_be_moved_for_ever(accountant: EconRequest, sheet: WorkingDraft) -> None:
    three(accountant, sheet)

    for _turn in range(30):
        first, second, third = list_lines(sheet)
        line_order.move_line(accountant, sheet, third.pk, 99, first.pk)
        assert list_lines(sheet) == [first, third, second]


def test_two_tabs_that_move_one_line_see_the_newer(accountant: EconRequest, sheet: WorkingDraft) -> None:
    one, two, three_ = three(accountant, sheet)
    seen = line_order.move_line(accountant, sheet, one.pk, 9, two.pk).draft.revision

    with pytest.raises(RevisionConflict):
        line_order.move_line(accountant, sheet, one.pk, seen - 1, three_.pk)


def test_a_double_stands_below_and_is_a_line_of_its_own(accountant: EconRequest, sheet: WorkingDraft) -> None:
    one, *_others = three(accountant, sheet)

    twin = line_order.duplicate_line(accountant, sheet, one.pk).line

    assert descriptions(sheet) == ["one", "one", "two", "three"]
    assert twin.pk != one.pk


def test_a_removed_line_comes_back_where_it_was(accountant: EconRequest, sheet: WorkingDraft) -> None:
    _one, two, _three = three(accountant, sheet)

    line_order.remove_line(accountant, sheet, two.pk, 9)
    assert descriptions(sheet) == ["one", "three"]
    line_order.restore_line(accountant, sheet, two.pk)
    assert descriptions(sheet) == ["one", "two", "three"]


def test_a_line_that_another_tab_changed_is_not_removed_unseen(accountant: EconRequest, sheet: WorkingDraft) -> None:
    one, *_others = three(accountant, sheet)
    seen = 4
    change_line(accountant, sheet, one.pk, seen, {"description": "first"})

    with pytest.raises(RevisionConflict) as outdated:
        line_order.remove_line(accountant, sheet, one.pk, seen)

    assert outdated.value.fields == ("description",)


def test_a_line_that_another_tab_removed_is_not_changed_unseen(accountant: EconRequest, sheet: WorkingDraft) -> None:
    one, *_others = three(accountant, sheet)
    line_order.remove_line(accountant, sheet, one.pk, 9)

    with pytest.raises(RevisionConflict) as outdated:
        change_line(accountant, sheet, one.pk, 9, {"description": "first"})

    assert outdated.value.fields == ("removed",)


def test_a_sheet_that_is_being_sent_is_not_changed(accountant: EconRequest, sheet: WorkingDraft) -> None:
    kept = product_line(accountant, sheet)
    WorkingDraft.objects.filter(pk=sheet.pk).update(state=WorkingDraft.State.SENDING)

    with pytest.raises(DraftNotEditable):
        change_line(accountant, sheet, kept.line.pk, 9, {"quantity": Decimal(5)})


def test_on_a_sheet_of_two_hundred_lines_a_quantity_is_one_call_and_one_row(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    first = product_line(accountant, sheet).line
    copies = [WorkingDraftLine(sheet=sheet, position=first.position + each, wire=first.wire) for each in range(1, 200)]
    WorkingDraftLine.objects.bulk_create(copies)
    others = list(WorkingDraftLine.objects.exclude(pk=first.pk).values())
    before = len(sandbox.log())

    with CaptureQueriesContext(connection) as queries:
        change_line(accountant, sheet, first.pk, 9, {"quantity": Decimal(5)})

    assert len(asked(sandbox, before)) == 1
    assert list(WorkingDraftLine.objects.exclude(pk=first.pk).values()) == others
    updates = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert len([update for update in updates if "workingdraftline" in update]) == 1
    assert len(queries) < 12


def test_what_we_have_no_name_for_survives_a_change(accountant: EconRequest, sheet: WorkingDraft) -> None:
    line = add_line(accountant, sheet, description="one").line
    line.wire = '{"description":"one","whatIsNew":{"deep":1.500000},"accrual":{"startDate":"2026-11-01"}}'
    line.save()

    kept = change_line(accountant, sheet, line.pk, 9, {"description": "two"})

    assert kept.line.wire == line.wire.replace('"one"', '"two"')
    assert InvoiceLine.decode(kept.line.wire.encode()).with_changes()["whatIsNew"] == {"deep": Decimal("1.500000")}
