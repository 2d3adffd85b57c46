"""The lines of a draft: priced by e-conomic, except for manual prices, and edited safely from two tabs."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.drafting import line_order
from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line, change_line
from customers.drafting.revisions import DraftNotEditable, LineChange, RevisionConflict
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import InvoiceLine
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import list_requests
from tests.customers.drafting.conftest import CHAIR, DISCOUNT_STEP, GLOVES


def add_product_line(
    request: EconRequest, working_draft: WorkingDraft, product: str = CHAIR, quantity: int = 3
) -> LineChange:
    return add_line(request, working_draft, product, Decimal(quantity))


def get_amounts(line: WorkingDraftLine) -> tuple[Decimal | None, ...]:
    content = line.content
    return content.quantity, content.unit_net_price, content.discount_percentage


def list_descriptions(working_draft: WorkingDraft) -> list[str]:
    return [row.content.description for row in list_lines(working_draft)]


def add_three_lines(request: EconRequest, working_draft: WorkingDraft) -> list[WorkingDraftLine]:
    """Add text lines: one, two, three."""
    return [add_line(request, working_draft, description=text).line for text in ("one", "two", "three")]


def test_new_line_has_the_values_of_its_template(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_product_line(accountant, working_draft).line

    template = accountant.economic.templates.line(working_draft.customer, CHAIR, 3)
    content = line.content
    assert (content.description, content.unit, content.unit_net_price, content.unit_cost_price) == (
        template.description,
        template.unit,
        template.unit_net_price,
        template.unit_cost_price,
    )
    assert (content.quantity, line.product_group) == (Decimal(3), 1)


def test_text_line_has_only_a_description(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(accountant, working_draft, description="Med venlig hilsen").line

    assert line.wire == '{"description":"Med venlig hilsen"}'


def test_unknown_product_adds_no_line(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    with pytest.raises(NotFound):
        add_product_line(accountant, working_draft, "NIX")

    assert list_lines(working_draft) == []


def test_changed_quantity_sends_one_request(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    change = add_product_line(accountant, working_draft)
    before = len(sandbox.log())

    change_line(accountant, working_draft, change.line.pk, change.draft.revision, {"quantity": Decimal(4)})

    assert list_requests(sandbox, before) == [f"GET /customers/{working_draft.customer}/templates/invoiceline/{CHAIR}"]


def test_quantity_beyond_a_discount_step_is_repriced_and_marked(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    change = add_product_line(accountant, working_draft, GLOVES, 1)

    repriced = change_line(
        accountant, working_draft, change.line.pk, change.draft.revision, {"quantity": Decimal(DISCOUNT_STEP)}
    )
    unchanged = change_line(
        accountant, working_draft, change.line.pk, repriced.draft.revision, {"quantity": Decimal(DISCOUNT_STEP + 1)}
    )

    assert repriced.is_repriced
    assert (get_amounts(repriced.line)[2], repriced.line.was) == (Decimal("7.50"), {"discount_percentage": "0.00"})
    assert (unchanged.is_repriced, unchanged.line.was) == (False, {"discount_percentage": "0.00"})


def test_manual_price_is_kept_while_the_discount_is_updated(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    change = add_product_line(accountant, working_draft, GLOVES, 1)
    change = change_line(
        accountant, working_draft, change.line.pk, change.draft.revision, {"unit_net_price": Decimal("50.00")}
    )

    change = change_line(
        accountant, working_draft, change.line.pk, change.draft.revision, {"quantity": Decimal(DISCOUNT_STEP)}
    )

    assert get_amounts(change.line) == (Decimal(DISCOUNT_STEP), Decimal("50.00"), Decimal("7.50"))
    assert (change.line.price_by_hand, change.line.was) == (True, {"discount_percentage": "0.00"})


def test_manual_price_and_discount_are_kept_without_a_request(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    change = add_product_line(accountant, working_draft, GLOVES, 1)
    by_hand = {"unit_net_price": Decimal("50.00"), "discount_percentage": None}
    change = change_line(accountant, working_draft, change.line.pk, change.draft.revision, by_hand)
    before = len(sandbox.log())

    change = change_line(
        accountant, working_draft, change.line.pk, change.draft.revision, {"quantity": Decimal(DISCOUNT_STEP)}
    )

    assert get_amounts(change.line) == (Decimal(DISCOUNT_STEP), Decimal("50.00"), None)
    assert list_requests(sandbox, before) == []


def test_manual_discount_is_kept_beyond_a_discount_step(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    change = add_product_line(accountant, working_draft, GLOVES, 1)
    by_hand = {"discount_percentage": Decimal(2)}
    change = change_line(accountant, working_draft, change.line.pk, change.draft.revision, by_hand)

    change = change_line(
        accountant, working_draft, change.line.pk, change.draft.revision, {"quantity": Decimal(DISCOUNT_STEP)}
    )

    assert get_amounts(change.line)[2] == Decimal(2)


def test_emptied_price_is_fetched_from_economic(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    change = add_product_line(accountant, working_draft, GLOVES, DISCOUNT_STEP)
    price = get_amounts(change.line)[1]
    change = change_line(
        accountant, working_draft, change.line.pk, change.draft.revision, {"unit_net_price": Decimal(1)}
    )

    change = change_line(accountant, working_draft, change.line.pk, change.draft.revision, {"unit_net_price": None})

    assert (get_amounts(change.line)[1], change.line.price_by_hand) == (price, False)


def test_changed_product_sets_its_text_unit_and_price(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    change = add_product_line(accountant, working_draft)

    change = change_line(accountant, working_draft, change.line.pk, change.draft.revision, {"product": "5001"})

    template = accountant.economic.templates.line(working_draft.customer, "5001", 3)
    content = change.line.content
    assert (content.description, content.unit, content.unit_net_price) == (
        template.description,
        template.unit,
        template.unit_net_price,
    )
    assert (change.line.product_number, content.quantity, change.line.product_group) == ("5001", Decimal(3), 3)


def test_removing_the_product_leaves_a_text_line(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    change = add_product_line(accountant, working_draft)
    description = change.line.content.description

    change = change_line(accountant, working_draft, change.line.pk, change.draft.revision, {"product": ""})

    assert change.line.wire == f'{{"description":"{description}"}}'


@pytest.mark.parametrize("fault", ["silence-before", "status:503", "throttle:9", "garbage"])
def test_changes_during_an_outage_are_kept_without_a_price(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox, fault: str
) -> None:
    change = add_product_line(accountant, working_draft)
    sandbox.fault("GET", f"/customers/{working_draft.customer}/templates", fault, 9)

    change = change_line(accountant, working_draft, change.line.pk, change.draft.revision, {"quantity": Decimal(7)})
    added = add_product_line(accountant, working_draft, "NEW", 2)

    assert (get_amounts(change.line)[0], change.line.unpriced) == (Decimal(7), True)
    assert (added.line.product_number, get_amounts(added.line), added.line.unpriced) == (
        "NEW",
        (Decimal(2), None, None),
        True,
    )


def test_two_tabs_changing_different_fields_are_both_saved(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    change = add_product_line(accountant, working_draft)
    seen_revision = change.draft.revision

    change_line(accountant, working_draft, change.line.pk, seen_revision, {"description": "Stole"})
    change = change_line(accountant, working_draft, change.line.pk, seen_revision, {"quantity": Decimal(5)})

    assert (change.line.content.description, change.line.content.quantity) == ("Stole", Decimal(5))


def test_two_tabs_changing_one_field_differently_conflict(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    change = add_product_line(accountant, working_draft)
    seen_revision = change.draft.revision
    change_line(accountant, working_draft, change.line.pk, seen_revision, {"quantity": Decimal(5)})

    with pytest.raises(RevisionConflict) as conflict:
        change_line(accountant, working_draft, change.line.pk, seen_revision, {"quantity": Decimal(6)})

    assert conflict.value.fields == ("quantity",)
    assert conflict.value.line
    assert conflict.value.line.content.quantity == Decimal(5)


def test_price_that_arrives_after_another_change_is_not_saved(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    change = add_product_line(accountant, working_draft)

    def change_in_another_tab() -> None:
        """Change the line in another tab before e-conomic answers."""
        WorkingDraftLine.objects.filter(pk=change.line.pk).update(price_by_hand=True)

    accountant.economic.transport.guard = change_in_another_tab

    with pytest.raises(RevisionConflict) as conflict:
        change_line(accountant, working_draft, change.line.pk, change.draft.revision, {"quantity": Decimal(5)})

    assert conflict.value.fields == ("price",)
    assert get_amounts(WorkingDraftLine.objects.get(pk=change.line.pk))[0] == Decimal(3)


def test_a_line_moves_between_others_and_to_the_top(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    first, second, third = add_three_lines(accountant, working_draft)

    line_order.move_line(accountant, working_draft, first.pk, 9, second.pk)
    assert list_descriptions(working_draft) == ["two", "one", "three"]
    line_order.move_line(accountant, working_draft, third.pk, 9, None)
    assert list_descriptions(working_draft) == ["three", "two", "one"]


def test_lines_can_be_moved_any_number_of_times(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    add_three_lines(accountant, working_draft)

    for _ in range(30):
        first, second, third = list_lines(working_draft)
        line_order.move_line(accountant, working_draft, third.pk, 99, first.pk)
        assert list_lines(working_draft) == [first, third, second]


def test_two_tabs_moving_one_line_conflict(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    first, second, third = add_three_lines(accountant, working_draft)
    seen_revision = line_order.move_line(accountant, working_draft, first.pk, 9, second.pk).draft.revision

    with pytest.raises(RevisionConflict):
        line_order.move_line(accountant, working_draft, first.pk, seen_revision - 1, third.pk)


def test_duplicate_is_a_new_line_below_the_original(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    first, *_rest = add_three_lines(accountant, working_draft)

    duplicate = line_order.duplicate_line(accountant, working_draft, first.pk).line

    assert list_descriptions(working_draft) == ["one", "one", "two", "three"]
    assert duplicate.pk != first.pk


def test_restored_line_returns_to_its_position(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    _first, second, _third = add_three_lines(accountant, working_draft)

    line_order.remove_line(accountant, working_draft, second.pk, 9)
    assert list_descriptions(working_draft) == ["one", "three"]
    line_order.restore_line(accountant, working_draft, second.pk)
    assert list_descriptions(working_draft) == ["one", "two", "three"]


def test_removing_a_line_changed_in_another_tab_conflicts(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    first, *_rest = add_three_lines(accountant, working_draft)
    seen_revision = 4
    change_line(accountant, working_draft, first.pk, seen_revision, {"description": "first"})

    with pytest.raises(RevisionConflict) as conflict:
        line_order.remove_line(accountant, working_draft, first.pk, seen_revision)

    assert conflict.value.fields == ("description",)


def test_changing_a_line_removed_in_another_tab_conflicts(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    first, *_rest = add_three_lines(accountant, working_draft)
    line_order.remove_line(accountant, working_draft, first.pk, 9)

    with pytest.raises(RevisionConflict) as conflict:
        change_line(accountant, working_draft, first.pk, 9, {"description": "first"})

    assert conflict.value.fields == ("removed",)


def test_draft_being_sent_cannot_be_changed(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    change = add_product_line(accountant, working_draft)
    WorkingDraft.objects.filter(pk=working_draft.pk).update(state=WorkingDraft.State.SENDING)

    with pytest.raises(DraftNotEditable):
        change_line(accountant, working_draft, change.line.pk, 9, {"quantity": Decimal(5)})


def test_changing_one_of_200_lines_updates_one_row(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    first = add_product_line(accountant, working_draft).line
    copies = [
        WorkingDraftLine(draft=working_draft, position=first.position + offset, wire=first.wire)
        for offset in range(1, 200)
    ]
    WorkingDraftLine.objects.bulk_create(copies)
    other_lines = list(WorkingDraftLine.objects.exclude(pk=first.pk).values())
    before = len(sandbox.log())

    with CaptureQueriesContext(connection) as queries:
        change_line(accountant, working_draft, first.pk, 9, {"quantity": Decimal(5)})

    assert len(list_requests(sandbox, before)) == 1
    assert list(WorkingDraftLine.objects.exclude(pk=first.pk).values()) == other_lines
    updates = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert len([update for update in updates if "workingdraftline" in update]) == 1
    assert len(queries) < 12


def test_unknown_properties_of_a_line_are_kept(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(accountant, working_draft, description="one").line
    line.wire = '{"description":"one","whatIsNew":{"deep":1.500000},"accrual":{"startDate":"2026-11-01"}}'
    line.save()

    change = change_line(accountant, working_draft, line.pk, 9, {"description": "two"})

    assert change.line.wire == line.wire.replace('"one"', '"two"')
    assert InvoiceLine.decode(change.line.wire.encode()).with_changes()["whatIsNew"] == {"deep": Decimal("1.500000")}
