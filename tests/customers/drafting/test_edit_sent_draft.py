"""Editing a draft that is in e-conomic: nothing is lost; changes by others are merged or are conflicts."""

from decimal import Decimal
from typing import Any

import pytest

from customers.drafting import create, line_order, ownership, resolve_send
from customers.drafting.header import change_header
from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line, change_line
from customers.drafting.merge_draft import merge_draft
from customers.drafting.revisions import RevisionConflict
from customers.drafting.send_outcomes import Blocked, InConflict, Refused, Sent
from customers.drafting.serialize import serialize_merged_draft
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.json_codec import decode, encode
from econ_admin.gateway.records import DraftInvoice, InvoiceHeader, InvoiceLine, Notes
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import list_requests
from tests.customers.drafting.conftest import CHAIR, STAMPS, attempt_send, send_acknowledged
from tests.gateway.test_invoice_records import DRAFT


@pytest.fixture
def draft(accountant: EconRequest, working_draft: WorkingDraft) -> DraftInvoice:
    """A draft in e-conomic with chairs, stamps and a line of text."""
    add_line(accountant, working_draft, CHAIR, Decimal(3))
    add_line(accountant, working_draft, STAMPS, Decimal(2))
    add_line(accountant, working_draft, description="Tak")
    return send_acknowledged(accountant, working_draft).invoice


@pytest.fixture
def opened(accountant: EconRequest, draft: DraftInvoice) -> WorkingDraft:
    return create.open_draft_invoice(accountant, draft.draft_invoice_number)


def change_elsewhere(economic: Gateway, draft: DraftInvoice, **changes: Any) -> DraftInvoice:
    """Change the draft in e-conomic as another program."""
    theirs = economic.drafts.get(draft.draft_invoice_number)
    return economic.drafts.replace(draft.draft_invoice_number, theirs.with_changes(**changes), theirs)


def get_line_pk(working_draft: WorkingDraft, position: int) -> int:
    return list_lines(working_draft)[position].pk


def list_lines_with_change(draft: DraftInvoice, position: int, **changes: Any) -> list[Any]:
    """The draft's lines, with a change to one of them."""
    return [line.with_changes(**changes) if index == position else line for index, line in enumerate(draft.lines)]


def test_only_the_changed_field_is_changed_in_economic(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Rettet"})

    after = send_acknowledged(accountant, opened).invoice

    assert after.notes.heading == "Rettet"
    ignored_fields = {"notes", "last_updated", "raw"}
    fields = [field for field in draft.__struct_fields__ if field not in ignored_fields]
    assert [field for field in fields if getattr(draft, field) != getattr(after, field)] == []


def test_unchanged_draft_is_not_sent_again(accountant: EconRequest, sandbox: Sandbox, opened: WorkingDraft) -> None:
    before = len(sandbox.log())

    sent = send_acknowledged(accountant, opened)

    assert sent.draft.state == WorkingDraft.State.SENT
    assert not [request_line for request_line in list_requests(sandbox, before) if request_line.startswith("PUT")]


def test_lines_are_changed_added_moved_and_removed_in_one_put(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    chair_line, stamps_line, thanks_line = (line_row.pk for line_row in list_lines(opened))
    change_line(accountant, opened, chair_line, 99, {"quantity": Decimal(4)})
    line_order.remove_line(accountant, opened, stamps_line, 99)
    line_order.move_line(accountant, opened, thanks_line, 99, None)
    add_line(accountant, opened, "5001", Decimal(1))

    after = send_acknowledged(accountant, opened).invoice

    assert [
        (line.line_number, line.product and line.product.product_number, line.quantity) for line in after.lines
    ] == [
        (3, None, None),
        (1, CHAIR, Decimal(4)),
        (4, "5001", Decimal(1)),
    ]


def test_changes_made_elsewhere_are_kept(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    change_line(accountant, opened, get_line_pk(opened, 0), 99, {"quantity": Decimal(4)})
    change_elsewhere(
        economic,
        draft,
        notes=Notes.new_document(text_line1="Deres"),
        lines=list_lines_with_change(draft, 1, quantity=Decimal(9)),
    )

    after = send_acknowledged(accountant, opened).invoice

    assert (after.notes.heading, after.notes.text_line1) == ("Mit", "Deres")
    assert [line.quantity for line in after.lines] == [Decimal(4), Decimal(9), None]


@pytest.mark.parametrize(("choice", "expected_heading"), [("mine", "Mit"), ("theirs", "Deres")])
def test_field_changed_on_both_sides_is_a_conflict(
    accountant: EconRequest,
    economic: Gateway,
    draft: DraftInvoice,
    opened: WorkingDraft,
    choice: str,
    expected_heading: str,
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    change_elsewhere(economic, draft, notes=Notes.new_document(heading="Deres"))

    in_conflict = attempt_send(accountant, opened)
    assert isinstance(in_conflict, InConflict)
    (conflict,) = in_conflict.conflicts
    after = send_acknowledged(accountant, opened, choices={conflict.field: choice}, version=in_conflict.version).invoice

    assert (conflict.field, conflict.mine, conflict.theirs) == ("notes.heading", "Mit", "Deres")
    assert after.notes.heading == expected_heading


def test_choice_applies_only_to_the_version_shown(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    change_elsewhere(economic, draft, notes=Notes.new_document(heading="Deres"))
    in_conflict = attempt_send(accountant, opened)
    assert isinstance(in_conflict, InConflict)
    change_elsewhere(economic, draft, notes=Notes.new_document(heading="Deres igen"))

    assert isinstance(
        attempt_send(accountant, opened, choices={"notes.heading": "mine"}, version=in_conflict.version), InConflict
    )

    assert economic.drafts.get(draft.draft_invoice_number).notes.heading == "Deres igen"


@pytest.mark.parametrize(("choice", "expected_quantity"), [("mine", Decimal(4)), ("theirs", Decimal(9))])
def test_line_changed_on_both_sides_is_a_conflict(
    accountant: EconRequest,
    economic: Gateway,
    draft: DraftInvoice,
    opened: WorkingDraft,
    choice: str,
    expected_quantity: Decimal,
) -> None:
    change_line(accountant, opened, get_line_pk(opened, 0), 99, {"quantity": Decimal(4)})
    change_elsewhere(economic, draft, lines=list_lines_with_change(draft, 0, quantity=Decimal(9)))

    in_conflict = attempt_send(accountant, opened)
    assert isinstance(in_conflict, InConflict)
    choices = {conflict.field: choice for conflict in in_conflict.conflicts}
    after = send_acknowledged(accountant, opened, choices=choices, version=in_conflict.version).invoice

    assert list(choices) == ["lines.1.quantity"]
    assert after.lines[0].quantity == expected_quantity


def test_removing_a_line_changed_elsewhere_is_a_conflict(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    line_order.remove_line(accountant, opened, get_line_pk(opened, 0), 99)
    change_elsewhere(economic, draft, lines=list_lines_with_change(draft, 0, quantity=Decimal(9)))

    in_conflict = attempt_send(accountant, opened)
    assert isinstance(in_conflict, InConflict)

    assert [conflict.field for conflict in in_conflict.conflicts] == ["lines.1.removed"]


@pytest.mark.parametrize(
    ("choice", "expected_quantities"), [("mine", [Decimal(4), Decimal(2), None]), ("theirs", [Decimal(3), Decimal(2)])]
)
def test_lines_added_or_removed_elsewhere_are_one_conflict(
    accountant: EconRequest,
    economic: Gateway,
    draft: DraftInvoice,
    opened: WorkingDraft,
    choice: str,
    expected_quantities: list[Decimal | None],
) -> None:
    change_line(accountant, opened, get_line_pk(opened, 0), 99, {"quantity": Decimal(4)})
    change_elsewhere(economic, draft, lines=draft.lines[:2])

    in_conflict = attempt_send(accountant, opened)
    assert isinstance(in_conflict, InConflict)
    (conflict,) = in_conflict.conflicts
    after = send_acknowledged(accountant, opened, choices={"lines": choice}, version=in_conflict.version).invoice

    assert conflict.field == "lines"
    assert [line.quantity for line in after.lines] == expected_quantities


def test_untouched_lines_take_all_changes_made_elsewhere(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    change_elsewhere(economic, draft, lines=draft.lines[1:])

    after = send_acknowledged(accountant, opened).invoice

    assert [line.line_number for line in after.lines] == [2, 3]


def test_unknown_properties_of_draft_and_lines_are_kept() -> None:
    """The sandbox drops unknown properties, so this checks the document that is sent."""
    base = DraftInvoice.decode(encode(DRAFT | {"customText": {"field1": "A", "deep": [Decimal("1.500000")]}}))
    header = InvoiceHeader.decode(encode({**decode(base.raw), "notes": {"heading": "Mit"}}))
    mine = [InvoiceLine.decode(encode({**decode(line.raw), "description": "Mit"})) for line in base.lines]

    document = serialize_merged_draft(merge_draft(base, header, mine, base, {}))

    expected, lines = base.with_changes(), [line.with_changes() for line in base.lines]
    assert document == expected | {
        "notes": base.notes.with_changes(heading="Mit", text_line1="", text_line2=""),
        "lines": [line_document | {"description": "Mit"} for line_document in lines],
    }
    assert document["customText"] == {"field1": "A", "deep": [Decimal("1.500000")]}
    assert "whatIsNew" in document["lines"][0]


def test_draft_deleted_in_economic_can_be_sent_as_new(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    change = change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    economic.drafts.remove(draft.draft_invoice_number)

    blocked = attempt_send(accountant, opened)
    assert isinstance(blocked, Blocked)
    ownership.convert_to_new(accountant, opened, change.revision)
    sent = send_acknowledged(accountant, opened)

    assert [str(finding) for finding in blocked.findings if finding.is_blocking] == [
        f"Draft {draft.draft_invoice_number} is no longer in e-conomic. It was booked or deleted."
    ]
    assert sent.invoice.notes.heading == "Mit"
    assert len(sent.invoice.lines) == 3


def test_draft_still_in_economic_cannot_become_new(accountant: EconRequest, opened: WorkingDraft) -> None:
    assert ownership.convert_to_new(accountant, opened, opened.revision) is None
    assert not WorkingDraft.objects.get(pk=opened.pk).is_new


def test_converting_an_outdated_draft_to_new_is_a_conflict(
    accountant: EconRequest, economic: Gateway, draft: DraftInvoice, opened: WorkingDraft
) -> None:
    economic.drafts.remove(draft.draft_invoice_number)
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})

    with pytest.raises(RevisionConflict):
        ownership.convert_to_new(accountant, opened, opened.revision)

    assert not WorkingDraft.objects.get(pk=opened.pk).is_new


@pytest.mark.parametrize("fault", ["slow:60000", "silence-before", "silence-after", "status:503", "garbage"])
def test_update_of_unknown_outcome_is_retried(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice, opened: WorkingDraft, fault: str
) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    sandbox.fault("PUT", "/invoices/drafts", fault)
    with pytest.raises(GatewayError):
        send_acknowledged(accountant, opened)

    sent = resolve_send.retry_send(accountant, opened)

    assert isinstance(sent, Sent)
    assert economic.drafts.get(draft.draft_invoice_number).notes.heading == "Mit"
    assert sent.draft.state == WorkingDraft.State.SENT


def test_refused_update_is_shown_at_its_line(accountant: EconRequest, sandbox: Sandbox, opened: WorkingDraft) -> None:
    change_header(accountant, opened, 1, {"notes.heading": "Mit"})
    sandbox.fault("PUT", "/invoices/drafts", "refuse:lines.1.product:E06600")

    rejected = attempt_send(accountant, opened)
    assert isinstance(rejected, Refused)

    assert list(rejected.line_errors) == [get_line_pk(opened, 1)]
