"""A draft's `externalId`, by which another program knows it, survives every edit, and is no part of a copy."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from customers.drafting import create, ownership, resolve_send
from customers.drafting.header import change_header
from customers.drafting.line_order import list_lines, remove_line
from customers.drafting.lines import add_line, change_line
from customers.drafting.send_outcomes import InConflict, Sent
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import DraftInvoice
from econ_admin.sandbox import Sandbox
from tests.customers.drafting.conftest import CHAIR, STAMPS, attempt_send, send_acknowledged

EXTERNAL_ID = "WEB-10432"
Edit = Callable[[EconRequest, WorkingDraft], object]


@pytest.fixture
def number(accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft) -> int:
    """The number of a draft in e-conomic that another program has given its own id."""
    add_line(accountant, working_draft, CHAIR, Decimal(3))
    add_line(accountant, working_draft, STAMPS, Decimal(2))
    draft = send_acknowledged(accountant, working_draft).invoice
    document = draft.with_changes() | {"externalId": EXTERNAL_ID}
    economic.drafts.replace(draft.draft_invoice_number, document, draft)
    return draft.draft_invoice_number


@pytest.fixture
def opened(accountant: EconRequest, number: int) -> WorkingDraft:
    return create.open_draft_invoice(accountant, number)


def get_external_id(draft: DraftInvoice) -> str | None:
    external_id: str | None = decode(draft.raw).get("externalId")
    return external_id


EDITS: dict[str, Edit] = {
    "header": lambda request, draft: change_header(request, draft, 99, {"notes.heading": "Rettet"}),
    "delivery": lambda request, draft: change_header(request, draft, 99, {"delivery.city": "Skagen"}),
    "line": lambda request, draft: change_line(request, draft, list_lines(draft)[0].pk, 99, {"quantity": Decimal(4)}),
    "new line": lambda request, draft: add_line(request, draft, description="Tak"),
    "removed line": lambda request, draft: remove_line(request, draft, list_lines(draft)[0].pk, 99),
}


@pytest.mark.parametrize("edit", EDITS)
def test_external_id_is_kept_through_an_edit(
    accountant: EconRequest, economic: Gateway, number: int, opened: WorkingDraft, edit: str
) -> None:
    before = economic.drafts.get(number)
    EDITS[edit](accountant, opened)

    send_acknowledged(accountant, opened)

    after = economic.drafts.get(number)
    assert after.with_changes() != before.with_changes()
    assert get_external_id(after) == EXTERNAL_ID


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_external_id_given_meanwhile_is_kept_through_a_conflict(
    accountant: EconRequest, economic: Gateway, number: int, opened: WorkingDraft, choice: str
) -> None:
    change_header(accountant, opened, 99, {"notes.heading": "Mit"})
    theirs = economic.drafts.get(number)
    document = theirs.with_changes(notes=theirs.notes.with_changes(heading="Deres")) | {"externalId": "WEB-2"}
    economic.drafts.replace(number, document, theirs)

    in_conflict = attempt_send(accountant, opened)
    assert isinstance(in_conflict, InConflict)
    send_acknowledged(accountant, opened, choices={"notes.heading": choice}, version=in_conflict.version)

    assert get_external_id(economic.drafts.get(number)) == "WEB-2"


def test_external_id_is_kept_through_a_retried_edit(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, number: int, opened: WorkingDraft
) -> None:
    change_header(accountant, opened, 99, {"notes.heading": "Mit"})
    sandbox.fault("PUT", "/invoices/drafts", "silence-before")
    with pytest.raises(GatewayError):
        send_acknowledged(accountant, opened)

    assert isinstance(resolve_send.retry_send(accountant, opened), Sent)
    assert get_external_id(economic.drafts.get(number)) == EXTERNAL_ID


def test_copy_of_a_draft_has_no_external_id(accountant: EconRequest, economic: Gateway, number: int) -> None:
    copy = create.create_from_invoice(accountant, economic.drafts.get(number))

    assert get_external_id(send_acknowledged(accountant, copy).invoice) is None


def test_draft_sent_as_new_has_no_external_id(
    accountant: EconRequest, economic: Gateway, number: int, opened: WorkingDraft
) -> None:
    economic.drafts.remove(number)
    ownership.convert_to_new(accountant, opened, opened.revision)

    assert get_external_id(send_acknowledged(accountant, opened).invoice) is None
