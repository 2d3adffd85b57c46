"""A sheet on a draft that is in e-conomic: nothing of it is lost, and what others did meanwhile is merged or asked."""

from decimal import Decimal
from typing import Any

import pytest

from customers.drafting import create, line_order, ownership, resolve_send
from customers.drafting.field_errors import DraftRejected
from customers.drafting.header import change_header
from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line, change_line
from customers.drafting.merge_draft import merge_draft
from customers.drafting.ownership import DraftStillExists
from customers.drafting.revisions import RevisionConflict
from customers.drafting.send import SendBlocked, SendConflict
from customers.drafting.serialize import serialize_merged_draft
from customers.models import WorkingDraft
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import DraftInvoice, InvoiceHeader, InvoiceLine, Notes
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import asked
from tests.customers.drafting.conftest import CHAIR, STAMPS, send_all_the_same
from tests.gateway.test_invoice_records import DRAFT


@pytest.fixture
def draft(accountant: EconRequest, sheet: WorkingDraft) -> DraftInvoice:
    """In e-conomic: three chairs, two sheets of stamps, and a word of thanks."""
    add_line(accountant, sheet, CHAIR, Decimal(3))
    add_line(accountant, sheet, STAMPS, Decimal(2))
    add_line(accountant, sheet, description="Tak")
    return send_all_the_same(accountant, sheet).invoice


@pytest.fixture
def opened(accountant: EconRequest, draft: DraftInvoice) -> WorkingDraft:
    return create.open_draft_invoice(accountant, draft.draft_invoice_number)


def they_change(economic: Gateway, draft: DraftInvoice, **changes: Any) -> DraftInvoice:
    """Another program puts the draft."""
    theirs = economic.drafts.get(draft.draft_invoice_number)
    return economic.drafts.replace(draft.draft_invoice_number, theirs.with_changes(**changes), theirs)


def row(sheet: WorkingDraft, place: int) -> int:
    return list_lines(sheet)[place].pk


def with_line(draft: DraftInvoice, place: int, **changes: Any) -> list[Any]:
    """The draft's lines with a change in one."""
    return [each.with_changes(**changes) if at == place else each for at, each in enumerate(draft.lines)]


def test_one_changed_field_is_all_that_changes(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Rettet"})

    after = send_all_the_same(accountant, opened).invoice

    assert after.notes.heading == "Rettet"
    unlike = {"notes", "last_updated", "raw"}
    fields = [each for each in draft.__struct_fields__ if each not in unlike]
    assert [each for each in fields if getattr(draft, each) != getattr(after, each)] == []


def test_an_opened_draft_that_nobody_changed_is_not_sent(
    accountant: EconRequest, sandbox: Sandbox, opened: WorkingDraft
) -> None:
    before = len(sandbox.log())

    sent = send_all_the_same(accountant, opened)

    assert sent.draft.state == WorkingDraft.State.SENT
    assert not [each for each in asked(sandbox, before) if each.startswith("PUT")]


def test_lines_are_changed_added_moved_and_removed_in_one_put(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    chairs, stamps, thanks = (each.pk for each in list_lines(opened))
    change_line(accountant, opened, chairs, 99, {"quantity": Decimal(4)})
    line_order.remove_line(accountant, opened, stamps, 99)
    line_order.move_line(accountant, opened, thanks, 99, None)
    add_line(accountant, opened, "5001", Decimal(1))

    after = send_all_the_same(accountant, opened).invoice

    assert [
        (each.line_number, each.product and each.product.product_number, each.quantity) for each in after.lines
    ] == [
        (3, None, None),
        (1, CHAIR, Decimal(4)),
        (4, "5001", Decimal(1)),
    ]


def test_what_they_changed_elsewhere_stays(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    change_line(accountant, opened, row(opened, 0), 99, {"quantity": Decimal(4)})
    they_change(
        economic, draft, notes=Notes.new_document(text_line1="Deres"), lines=with_line(draft, 1, quantity=Decimal(9))
    )

    after = send_all_the_same(accountant, opened).invoice

    assert (after.notes.heading, after.notes.text_line1) == ("Mit", "Deres")
    assert [each.quantity for each in after.lines] == [Decimal(4), Decimal(9), None]


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mit"), ("theirs", "Deres")])
def test_a_field_that_both_changed_is_asked(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft, choice: str, kept: str
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    they_change(economic, draft, notes=Notes.new_document(heading="Deres"))

    with pytest.raises(SendConflict) as conflicted:
        send_all_the_same(accountant, opened)
    (conflict,) = conflicted.value.conflicts
    after = send_all_the_same(
        accountant, opened, choices={conflict.field: choice}, version=conflicted.value.version
    ).invoice

    assert (conflict.field, conflict.mine, conflict.theirs) == ("notes.heading", "Mit", "Deres")
    assert after.notes.heading == kept


def test_a_choice_is_about_what_was_shown(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    they_change(economic, draft, notes=Notes.new_document(heading="Deres"))
    with pytest.raises(SendConflict) as shown:
        send_all_the_same(accountant, opened)
    they_change(economic, draft, notes=Notes.new_document(heading="Deres igen"))

    with pytest.raises(SendConflict):
        send_all_the_same(accountant, opened, choices={"notes.heading": "mine"}, version=shown.value.version)

    assert economic.drafts.get(draft.draft_invoice_number).notes.heading == "Deres igen"


@pytest.mark.parametrize(("choice", "kept"), [("mine", Decimal(4)), ("theirs", Decimal(9))])
def test_a_line_that_both_changed_is_asked(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft, choice: str, kept: Decimal
) -> None:
    change_line(accountant, opened, row(opened, 0), 99, {"quantity": Decimal(4)})
    they_change(economic, draft, lines=with_line(draft, 0, quantity=Decimal(9)))

    with pytest.raises(SendConflict) as conflicted:
        send_all_the_same(accountant, opened)
    choices = {each.field: choice for each in conflicted.value.conflicts}
    after = send_all_the_same(accountant, opened, choices=choices, version=conflicted.value.version).invoice

    assert list(choices) == ["lines.1.quantity"]
    assert after.lines[0].quantity == kept


def test_a_line_that_they_changed_and_i_removed_is_asked(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    line_order.remove_line(accountant, opened, row(opened, 0), 99)
    they_change(economic, draft, lines=with_line(draft, 0, quantity=Decimal(9)))

    with pytest.raises(SendConflict) as conflicted:
        send_all_the_same(accountant, opened)

    assert [each.field for each in conflicted.value.conflicts] == ["lines.1.removed"]


@pytest.mark.parametrize(
    ("choice", "kept"), [("mine", [Decimal(4), Decimal(2), None]), ("theirs", [Decimal(3), Decimal(2)])]
)
def test_other_numbers_or_products_make_the_lines_one_conflict(
    accountant: EconRequest,
    economic: Gateway,
    draft: DraftInvoice,
    opened: WorkingDraft,
    choice: str,
    kept: list[Decimal | None],
) -> None:
    change_line(accountant, opened, row(opened, 0), 99, {"quantity": Decimal(4)})
    they_change(economic, draft, lines=draft.lines[:2])

    with pytest.raises(SendConflict) as conflicted:
        send_all_the_same(accountant, opened)
    (conflict,) = conflicted.value.conflicts
    after = send_all_the_same(accountant, opened, choices={"lines": choice}, version=conflicted.value.version).invoice

    assert conflict.field == "lines"
    assert [each.quantity for each in after.lines] == kept


def test_lines_that_i_left_alone_are_theirs_whatever_they_did(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    they_change(economic, draft, lines=draft.lines[1:])

    after = send_all_the_same(accountant, opened).invoice

    assert [each.line_number for each in after.lines] == [2, 3]


def test_what_we_do_not_show_survives_inside_lines_too() -> None:
    """The sandbox drops what its schema has no name for, so this is about the document that is sent."""
    base = DraftInvoice.decode(encode(DRAFT | {"customText": {"field1": "A", "deep": [Decimal("1.500000")]}}))
    head = InvoiceHeader.decode(encode({**decode(base.raw), "notes": {"heading": "Mit"}}))
    mine = [InvoiceLine.decode(encode({**decode(each.raw), "description": "Mit"})) for each in base.lines]

    document = serialize_merged_draft(merge_draft(base, head, mine, base, {}))

    whole, lines = base.with_changes(), [each.with_changes() for each in base.lines]
    assert document == whole | {
        "notes": base.notes.with_changes(heading="Mit", text_line1="", text_line2=""),
        "lines": [each | {"description": "Mit"} for each in lines],
    }
    assert document["customText"] == {"field1": "A", "deep": [Decimal("1.500000")]}
    assert "whatIsNew" in document["lines"][0]


def test_a_draft_that_is_gone_leaves_the_sheet_and_can_be_made_anew(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    now = change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    economic.drafts.remove(draft.draft_invoice_number)

    with pytest.raises(SendBlocked) as stopped:
        send_all_the_same(accountant, opened)
    ownership.convert_to_new(accountant, opened, now.revision)
    sent = send_all_the_same(accountant, opened)

    assert [str(each) for each in stopped.value.findings if each.is_blocking] == [
        f"e-conomic has no draft {draft.draft_invoice_number} any more: it was booked or deleted."
    ]
    assert sent.invoice.notes.heading == "Mit"
    assert len(sent.invoice.lines) == 3


def test_a_draft_that_is_there_is_not_made_anew(accountant: EconRequest, opened: WorkingDraft) -> None:
    with pytest.raises(DraftStillExists):
        ownership.convert_to_new(accountant, opened, opened.revision)

    assert not WorkingDraft.objects.get(pk=opened.pk).is_new


def test_what_another_tab_changed_meanwhile_is_looked_at_before_it_is_made_anew(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    economic.drafts.remove(draft.draft_invoice_number)
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})

    with pytest.raises(RevisionConflict):
        ownership.convert_to_new(accountant, opened, opened.revision)

    assert not WorkingDraft.objects.get(pk=opened.pk).is_new


@pytest.mark.parametrize("fault", ["slow:60000", "silence-before", "silence-after", "status:503", "garbage"])
def test_a_put_of_unknown_outcome_is_asked_again(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice, opened: WorkingDraft, fault: str
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    sandbox.fault("PUT", "/invoices/drafts", fault)
    with pytest.raises(GatewayError):
        send_all_the_same(accountant, opened)

    sent = resolve_send.retry_send(accountant, opened)

    assert sent
    assert economic.drafts.get(draft.draft_invoice_number).notes.heading == "Mit"
    assert sent.draft.state == WorkingDraft.State.SENT


def test_a_refused_put_lands_on_its_line(accountant: EconRequest, sandbox: Sandbox, opened: WorkingDraft) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    sandbox.fault("PUT", "/invoices/drafts", "refuse:lines.1.product:E06600")

    with pytest.raises(DraftRejected) as refused:
        send_all_the_same(accountant, opened)

    assert list(refused.value.line_errors) == [row(opened, 1)]
