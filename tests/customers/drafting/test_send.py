"""Sending: at most once, with refusals shown at their field or line and the draft kept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from customers.drafting import presend_facts, resolve_send
from customers.drafting.header import change_header
from customers.drafting.lines import add_line, change_line
from customers.drafting.ownership import find_draft
from customers.drafting.revisions import LASTS, DraftNotEditable, RevisionConflict
from customers.drafting.send import send_draft
from customers.drafting.send_outcomes import Blocked, Refused, Sent
from customers.editing.unresolved_writes import RETRY_WINDOW, RetryExpired
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import Forbidden, GatewayError, RateLimited
from econ_admin.sandbox import Sandbox
from econ_admin.trail.models import Entry, Intent, Outcome, State
from tests.customers.conftest import list_requests
from tests.customers.drafting.conftest import (
    CHAIR,
    STAMPS,
    MakeRequest,
    add_chairs,
    attempt_send,
    list_draft_numbers,
    send_acknowledged,
)

UNRESOLVED_FAULTS = [("slow:60000", 1), ("silence-before", 0), ("silence-after", 1), ("status:503", 0), ("garbage", 0)]
each_unresolved_fault = pytest.mark.parametrize(("fault", "expected_count"), UNRESOLVED_FAULTS)


def send_into_fault(
    request: EconRequest, sandbox: Sandbox, working_draft: WorkingDraft, fault: str = "silence-after"
) -> WorkingDraft:
    """Send the draft while e-conomic has this fault."""
    add_chairs(request, working_draft)
    sandbox.fault("POST", "/invoices/drafts", fault)
    with pytest.raises(GatewayError):
        send_acknowledged(request, working_draft)
    working_draft.refresh_from_db()
    return working_draft


def age_attempt(working_draft: WorkingDraft, age: timedelta) -> None:
    """Make the send attempt older, in the draft and in the audit trail."""
    WorkingDraft.objects.filter(pk=working_draft.pk).update(attempted_at=timezone.now() - age)
    QuerySet(Intent).filter(key=working_draft.key).update(at=timezone.now() - age)


def test_sent_draft_has_the_lines_of_the_working_draft(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    add_line(accountant, working_draft, CHAIR, Decimal(3))
    add_line(accountant, working_draft, description="Leveres samlet")
    add_line(accountant, working_draft, STAMPS, Decimal("2.50"), unit_net_price=Decimal("9.95"))

    sent = send_acknowledged(accountant, working_draft)

    lines = economic.drafts.get(sent.invoice.draft_invoice_number).lines
    assert [(line.product and line.product.product_number, line.quantity, line.description) for line in lines] == [
        (CHAIR, Decimal(3), "Kontorstol, sort net"),
        (None, None, "Leveres samlet"),
        (STAMPS, Decimal("2.50"), "Frimærker, ark med 50"),
    ]
    assert lines[2].unit_net_price == Decimal("9.95")
    assert (sent.differences, sent.dropped_fields) == ((), ())
    assert (sent.draft.state, sent.draft.draft_number) == (WorkingDraft.State.SENT, sent.invoice.draft_invoice_number)


def test_amounts_that_differ_from_economics_are_reported(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    add_chairs(accountant, working_draft)
    WorkingDraftLine.objects.filter(draft=working_draft).update(
        product_group=2
    )  # our total uses a product group without VAT

    sent = send_acknowledged(accountant, working_draft)

    assert {difference.field for difference in sent.differences} == {
        "vat_amount",
        "gross_amount",
        "gross_amount_in_base_currency",
    }
    assert sent.draft.differences[0]["theirs"] == str(sent.invoice.vat_amount)


def test_colleague_does_not_send_the_draft_of_another_person(
    accountant: EconRequest, colleague: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    add_chairs(accountant, working_draft)

    with pytest.raises(DraftNotEditable):
        send_acknowledged(colleague, working_draft)

    working_draft.refresh_from_db()
    assert working_draft.state == WorkingDraft.State.OPEN
    assert list_draft_numbers(economic, working_draft) == []
    send_acknowledged(accountant, working_draft)
    assert len(list_draft_numbers(economic, working_draft)) == 1


def test_second_click_does_not_send_again(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    revision = add_chairs(accountant, working_draft).revision
    send_acknowledged(accountant, working_draft)

    with pytest.raises(DraftNotEditable) as not_editable:
        send_draft(accountant, working_draft, revision)

    assert not_editable.value.draft.state == WorkingDraft.State.SENT
    assert len(list_draft_numbers(economic, working_draft)) == 1


def test_outdated_tab_cannot_send(accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft) -> None:
    seen_revision = add_chairs(accountant, working_draft).revision
    change_header(accountant, working_draft, seen_revision, {"notes.heading": "Tak"})

    with pytest.raises(RevisionConflict):
        send_draft(accountant, working_draft, seen_revision)

    assert list_draft_numbers(economic, working_draft) == []
    assert find_draft(accountant, working_draft.pk).state == WorkingDraft.State.OPEN


@each_unresolved_fault
def test_retry_after_an_unknown_outcome_makes_one_draft(
    accountant: EconRequest,
    economic: Gateway,
    sandbox: Sandbox,
    working_draft: WorkingDraft,
    fault: str,
    expected_count: int,
) -> None:
    send_into_fault(accountant, sandbox, working_draft, fault)
    draft_count = len(list_draft_numbers(economic, working_draft))
    state_before = working_draft.state

    sent = resolve_send.retry_send(accountant, working_draft)

    assert (state_before, draft_count) == (WorkingDraft.State.IN_DOUBT, expected_count)
    assert isinstance(sent, Sent)
    assert list_draft_numbers(economic, working_draft) == [sent.invoice.draft_invoice_number]
    assert (
        len(
            {
                exchange.idempotency_key
                for exchange in sandbox.log()
                if exchange.method == "POST" and "draft" in exchange.path
            }
        )
        == 1
    )


@pytest.mark.parametrize(("fault", "error"), [("throttle:7", RateLimited), ("status:403", Forbidden)])
def test_refused_send_makes_the_draft_editable_again(
    accountant: EconRequest,
    economic: Gateway,
    sandbox: Sandbox,
    working_draft: WorkingDraft,
    fault: str,
    error: type[GatewayError],
    reset_circuit: Callable[[], None],
) -> None:
    add_chairs(accountant, working_draft)
    sandbox.fault("POST", "/invoices/drafts", fault)

    with pytest.raises(error):
        send_acknowledged(accountant, working_draft)

    working_draft.refresh_from_db()
    assert (working_draft.state, working_draft.key) == (WorkingDraft.State.OPEN, "")
    reset_circuit()
    assert list_draft_numbers(economic, working_draft) == []
    send_acknowledged(accountant, working_draft)
    assert len(list_draft_numbers(economic, working_draft)) == 1


@pytest.mark.parametrize(
    ("path", "field", "line_field"),
    [
        ("lines.1.product", "", "product"),
        ("lines.0.unitNetPrice", "", "unit_net_price"),
        ("lines.1.product.productNumber", "", "product"),
        ("lines.0.whatIsNew", "", ""),
        ("paymentTerms", "payment_terms", ""),
        ("paymentTerms.paymentTermsType", "payment_terms", ""),
        ("recipient.vatZone", "recipient.vat_zone", ""),
        ("notes.textLine1", "notes.text_line1", ""),
        ("references.customerContact", "references.customer_contact", ""),
        ("references.salesPerson", "references.sales_person", ""),
        ("delivery.deliveryTerms", "delivery.delivery_terms", ""),
        ("recipient.whatIsNew", "", ""),
        ("whatIsNew", "", ""),
    ],
)
def test_refusal_is_shown_at_its_field_or_line(
    accountant: EconRequest, sandbox: Sandbox, working_draft: WorkingDraft, path: str, field: str, line_field: str
) -> None:
    lines = [add_line(accountant, working_draft, product, Decimal(1)).line for product in (CHAIR, STAMPS)]
    sandbox.fault("POST", "/invoices/drafts", f"refuse:{path}:E04300")

    rejected = attempt_send(accountant, working_draft)
    assert isinstance(rejected, Refused)

    if path.startswith("lines"):
        line_pk = lines[int(path.split(".")[1])].pk
        assert (list(rejected.line_errors), list(rejected.line_errors[line_pk])) == (
            [line_pk],
            [line_field],
        )
        assert rejected.field_errors == {}
    else:
        assert list(rejected.field_errors) == [field]
    working_draft.refresh_from_db()
    assert working_draft.state == WorkingDraft.State.OPEN


@pytest.mark.parametrize(
    ("refused_path", "expected_field"), [("delivery.zip", "delivery.zip"), ("recipient.zip", "recipient.zip")]
)
def test_refused_postal_code_is_shown_where_it_was_typed(
    accountant: EconRequest, sandbox: Sandbox, working_draft: WorkingDraft, refused_path: str, expected_field: str
) -> None:
    add_chairs(accountant, working_draft)
    change_header(accountant, working_draft, working_draft.revision, {"recipient.zip": "8000", "delivery.zip": "5000"})
    sandbox.fault("POST", "/invoices/drafts", f"refuse:{refused_path}:E04300")

    refused = attempt_send(accountant, working_draft)

    assert isinstance(refused, Refused)
    assert refused.field_errors == {expected_field: ["Zip is refused."]}


def test_barred_product_blocks_sending_at_its_line(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(accountant, working_draft, "9999", Decimal(1)).line

    blocked = attempt_send(accountant, working_draft)
    assert isinstance(blocked, Blocked)

    assert [(finding.code, finding.line_pk) for finding in blocked.findings if finding.is_blocking] == [
        ("barred-product", line.pk)
    ]


def test_warning_must_be_acknowledged_and_is_recorded(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    add_line(accountant, working_draft, CHAIR, Decimal(1), unit_net_price=Decimal(1))
    working_draft.refresh_from_db()

    blocked = send_draft(accountant, working_draft, working_draft.revision)
    assert isinstance(blocked, Blocked)
    sent = send_draft(
        accountant,
        working_draft,
        working_draft.revision,
        acknowledged=[finding.fingerprint for finding in blocked.findings],
    )

    assert isinstance(sent, Sent)
    assert [finding.code for finding in blocked.findings] == ["under-cost"]
    assert [override["code"] for override in sent.draft.overridden] == ["under-cost"]
    assert len(list_draft_numbers(economic, working_draft)) == 1


def test_send_is_resolved_after_a_worker_died_having_sent(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, working_draft: WorkingDraft
) -> None:
    send_into_fault(accountant, sandbox, working_draft)
    WorkingDraft.objects.filter(pk=working_draft.pk).update(
        state=WorkingDraft.State.SENDING, attempted_at=timezone.now() - LASTS
    )
    QuerySet(Outcome).delete()  # it died before recording an outcome

    unresolved_draft = find_draft(accountant, working_draft.pk)
    sent = resolve_send.retry_send(accountant, unresolved_draft)

    assert unresolved_draft.state == WorkingDraft.State.IN_DOUBT
    assert isinstance(sent, Sent)
    assert list_draft_numbers(economic, working_draft) == [sent.invoice.draft_invoice_number]


def test_send_is_resolved_after_a_worker_died_before_sending(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    add_chairs(accountant, working_draft)
    WorkingDraft.objects.filter(pk=working_draft.pk).update(
        state=WorkingDraft.State.SENDING,
        key="11111111-2222-3333-4444-555555555555",
        attempted_at=timezone.now() - LASTS,
    )

    sent = resolve_send.retry_send(accountant, working_draft)

    assert isinstance(sent, Sent)
    assert list_draft_numbers(economic, working_draft) == [sent.invoice.draft_invoice_number]
    assert Intent.objects.get(path="invoices/drafts").key == "11111111-2222-3333-4444-555555555555"


def test_send_in_progress_is_not_retried(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    add_chairs(accountant, working_draft)
    WorkingDraft.objects.filter(pk=working_draft.pk).update(
        state=WorkingDraft.State.SENDING, key="1", attempted_at=timezone.now()
    )

    with pytest.raises(DraftNotEditable) as not_editable:
        resolve_send.retry_send(accountant, working_draft)

    assert not_editable.value.draft.state == WorkingDraft.State.SENDING


def test_expired_send_is_resolved_by_choosing_its_draft(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, working_draft: WorkingDraft
) -> None:
    send_into_fault(accountant, sandbox, working_draft)
    age_attempt(working_draft, RETRY_WINDOW)
    before = len(sandbox.log())

    with pytest.raises(RetryExpired):
        resolve_send.retry_send(accountant, working_draft)
    candidates = resolve_send.list_candidates(accountant, find_draft(accountant, working_draft.pk))
    resolved = resolve_send.resolve_manually(accountant, working_draft, candidates[0].draft_invoice_number)

    assert [candidate.draft_invoice_number for candidate in candidates] == list_draft_numbers(economic, working_draft)
    assert (resolved.state, resolved.draft_number) == (WorkingDraft.State.SENT, candidates[0].draft_invoice_number)
    assert Entry.objects.get(noun="drafts").state == State.FOUND_DONE
    assert not [request_line for request_line in list_requests(sandbox, before) if request_line.startswith("POST")]


def test_expired_send_can_be_resolved_as_not_made_and_sent_again(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, working_draft: WorkingDraft
) -> None:
    send_into_fault(accountant, sandbox, working_draft, "silence-before")
    age_attempt(working_draft, RETRY_WINDOW)

    candidates = resolve_send.list_candidates(accountant, find_draft(accountant, working_draft.pk))
    opened = resolve_send.resolve_manually(accountant, working_draft, None)

    assert (candidates, opened.state) == ([], WorkingDraft.State.OPEN)
    assert Entry.objects.get(noun="drafts").state == State.FOUND_NOT_DONE
    send_acknowledged(accountant, working_draft)
    assert len(list_draft_numbers(economic, working_draft)) == 1


def test_draft_of_another_customer_cannot_resolve_a_send(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, working_draft: WorkingDraft
) -> None:
    send_into_fault(accountant, sandbox, working_draft, "silence-before")
    age_attempt(working_draft, RETRY_WINDOW)
    other_customers_draft = economic.drafts.page().items[0].draft_invoice_number

    with pytest.raises(DraftNotEditable):
        resolve_send.resolve_manually(accountant, working_draft, other_customers_draft)

    assert find_draft(accountant, working_draft.pk).state == WorkingDraft.State.IN_DOUBT


def test_send_that_can_be_retried_is_not_resolved_manually(
    accountant: EconRequest, sandbox: Sandbox, working_draft: WorkingDraft
) -> None:
    send_into_fault(accountant, sandbox, working_draft)

    with pytest.raises(DraftNotEditable):
        resolve_send.resolve_manually(accountant, working_draft, None)


def test_draft_with_an_unresolved_send_is_read_only(
    accountant: EconRequest, sandbox: Sandbox, working_draft: WorkingDraft
) -> None:
    send_into_fault(accountant, sandbox, working_draft)

    with pytest.raises(DraftNotEditable):
        change_header(accountant, working_draft, 99, {"notes.heading": "Tak"})
    with pytest.raises(DraftNotEditable):
        send_draft(
            accountant,
            working_draft,
            working_draft.revision,
            acknowledged=[finding.fingerprint for finding in presend_facts.check_draft(accountant, working_draft)],
        )


@pytest.mark.usefixtures("database_on_disk")
@pytest.mark.django_db(transaction=True)
def test_two_concurrent_sends_send_once(
    make_request: MakeRequest, economic: Gateway, accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    revision = add_chairs(accountant, working_draft).revision
    requests, barrier = [make_request("accountant"), make_request("accountant")], Barrier(2)

    def send(request: EconRequest) -> str:
        try:
            barrier.wait()
            return type(send_draft(request, working_draft, revision)).__name__
        except DraftNotEditable as not_editable:
            return str(type(not_editable).__name__)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(send, requests))

    assert sorted(outcomes) == ["DraftNotEditable", "Sent"]
    assert len(list_draft_numbers(economic, working_draft)) == 1


@pytest.mark.usefixtures("database_on_disk")
@pytest.mark.django_db(transaction=True)
def test_concurrent_line_changes_are_all_saved(
    make_request: MakeRequest, accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    lines = [add_line(accountant, working_draft, description=f"{index}").line for index in range(6)]
    requests = [make_request("accountant") for _ in lines]
    barrier = Barrier(len(lines))

    def change_description(request: EconRequest, line: WorkingDraftLine) -> None:
        try:
            barrier.wait()
            change_line(request, working_draft, line.pk, 7, {"description": "changed"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(lines)) as pool:
        list(pool.map(change_description, requests, lines))

    assert [row.content.description for row in WorkingDraftLine.objects.filter(draft=working_draft)] == ["changed"] * 6
    working_draft.refresh_from_db()
    assert working_draft.revision == 13
