"""Sending: once, whatever happens on the way; and every refusal on its field or line, with the sheet kept."""

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
from customers.drafting.field_errors import DraftRejected
from customers.drafting.header import change_header
from customers.drafting.lines import add_line, change_line
from customers.drafting.ownership import find_draft
from customers.drafting.revisions import LASTS, DraftNotEditable, RevisionConflict
from customers.drafting.send import SendBlocked, send_draft
from customers.editing.unresolved_writes import RETRY_WINDOW, RetryExpired
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import Forbidden, GatewayError, RateLimited
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from econ_admin.trail.models import Intent, Outcome
from tests.customers.conftest import asked
from tests.customers.drafting.conftest import CHAIR, STAMPS, Asking, chairs, drafts, send_all_the_same

DOUBTFUL = [("slow:60000", 1), ("silence-before", 0), ("silence-after", 1), ("status:503", 0), ("garbage", 0)]
doubtful = pytest.mark.parametrize(("fault", "done"), DOUBTFUL)


def in_doubt(request: EconRequest, sandbox: Sandbox, sheet: WorkingDraft, fault: str = "silence-after") -> WorkingDraft:
    """The sheet, sent into that fault."""
    chairs(request, sheet)
    sandbox.fault("POST", "/invoices/drafts", fault)
    with pytest.raises(GatewayError):
        send_all_the_same(request, sheet)
    sheet.refresh_from_db()
    return sheet


def later(sheet: WorkingDraft, by: timedelta) -> None:
    """Let the attempt be older, for us and for the trail."""
    WorkingDraft.objects.filter(pk=sheet.pk).update(attempted_at=timezone.now() - by)
    QuerySet(Intent).filter(key=sheet.key).update(at=timezone.now() - by)


def test_what_is_sent_is_what_stands_on_the_sheet(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft
) -> None:
    add_line(accountant, sheet, CHAIR, Decimal(3))
    add_line(accountant, sheet, description="Leveres samlet")
    add_line(accountant, sheet, STAMPS, Decimal("2.50"), unit_net_price=Decimal("9.95"))

    sent = send_all_the_same(accountant, sheet)

    lines = economic.drafts.get(sent.invoice.draft_invoice_number).lines
    assert [(each.product and each.product.product_number, each.quantity, each.description) for each in lines] == [
        (CHAIR, Decimal(3), "Kontorstol, sort net"),
        (None, None, "Leveres samlet"),
        (STAMPS, Decimal("2.50"), "Frimærker, ark med 50"),
    ]
    assert lines[2].unit_net_price == Decimal("9.95")
    assert (sent.differences, sent.dropped_fields) == ((), ())
    assert (sent.draft.state, sent.draft.draft_number) == (WorkingDraft.State.SENT, sent.invoice.draft_invoice_number)


def test_an_amount_that_e_conomic_reckons_otherwise_is_told(accountant: EconRequest, sheet: WorkingDraft) -> None:
    chairs(accountant, sheet)
    WorkingDraftLine.objects.filter(sheet=sheet).update(product_group=2)  # ours goes by a group that has no VAT

    sent = send_all_the_same(accountant, sheet)

    assert {each.field for each in sent.differences} == {"vat_amount", "gross_amount", "gross_amount_in_base_currency"}
    assert sent.draft.differences[0]["theirs"] == str(sent.invoice.vat_amount)


def test_a_second_click_finds_it_sent(accountant: EconRequest, economic: Gateway, sheet: WorkingDraft) -> None:
    revision = chairs(accountant, sheet).revision
    send_all_the_same(accountant, sheet)

    with pytest.raises(DraftNotEditable) as there:
        send_draft(accountant, sheet, revision)

    assert there.value.draft.state == WorkingDraft.State.SENT
    assert len(drafts(economic, sheet)) == 1


def test_a_tab_that_has_not_seen_the_latest_change_sends_nothing(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft
) -> None:
    seen = chairs(accountant, sheet).revision
    change_header(accountant, sheet, seen, {"notes.heading": "Tak"})

    with pytest.raises(RevisionConflict):
        send_draft(accountant, sheet, seen)

    assert drafts(economic, sheet) == []
    assert find_draft(accountant, sheet.pk).state == WorkingDraft.State.OPEN


@doubtful
def test_an_unknown_outcome_leaves_the_sheet_in_doubt_and_asking_again_makes_one_draft(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, sheet: WorkingDraft, fault: str, done: int
) -> None:
    in_doubt(accountant, sandbox, sheet, fault)
    made = len(drafts(economic, sheet))
    state = sheet.state

    sent = resolve_send.retry_send(accountant, sheet)

    assert (state, made) == (WorkingDraft.State.IN_DOUBT, done)
    assert sent
    assert drafts(economic, sheet) == [sent.invoice.draft_invoice_number]
    assert len({each.idempotency_key for each in sandbox.log() if each.method == "POST" and "draft" in each.path}) == 1


@pytest.mark.parametrize(("fault", "error"), [("throttle:7", RateLimited), ("status:403", Forbidden)])
def test_a_refusal_opens_the_sheet_again(
    accountant: EconRequest,
    economic: Gateway,
    sandbox: Sandbox,
    sheet: WorkingDraft,
    fault: str,
    error: type[GatewayError],
    later: Callable[[], None],
) -> None:
    chairs(accountant, sheet)
    sandbox.fault("POST", "/invoices/drafts", fault)

    with pytest.raises(error):
        send_all_the_same(accountant, sheet)

    sheet.refresh_from_db()
    assert (sheet.state, sheet.key) == (WorkingDraft.State.OPEN, "")
    later()
    assert drafts(economic, sheet) == []
    send_all_the_same(accountant, sheet)
    assert len(drafts(economic, sheet)) == 1


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
        ("customerContact", "references.customer_contact", ""),
        ("whatIsNew", "", ""),
    ],
)
def test_a_refusal_lands_on_its_field_or_line(
    accountant: EconRequest, sandbox: Sandbox, sheet: WorkingDraft, path: str, field: str, line_field: str
) -> None:
    lines = [add_line(accountant, sheet, product, Decimal(1)).line for product in (CHAIR, STAMPS)]
    sandbox.fault("POST", "/invoices/drafts", f"refuse:{path}:E04300")

    with pytest.raises(DraftRejected) as refused:
        send_all_the_same(accountant, sheet)

    if path.startswith("lines"):
        at = lines[int(path.split(".")[1])].pk
        assert (list(refused.value.line_errors), list(refused.value.line_errors[at])) == ([at], [line_field])
        assert refused.value.field_errors == {}
    else:
        assert list(refused.value.field_errors) == [field]
    sheet.refresh_from_db()
    assert sheet.state == WorkingDraft.State.OPEN


def test_a_barred_product_is_refused_on_its_line_where_nobody_looked_before(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    line = add_line(accountant, sheet, "9999", Decimal(1)).line

    with pytest.raises(SendBlocked) as stopped:
        send_all_the_same(accountant, sheet)

    assert [(each.code, each.line_pk) for each in stopped.value.findings if each.is_blocking] == [
        ("barred-product", line.pk)
    ]


def test_a_warning_must_be_seen_and_is_remembered(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft
) -> None:
    add_line(accountant, sheet, CHAIR, Decimal(1), unit_net_price=Decimal(1))
    sheet.refresh_from_db()

    with pytest.raises(SendBlocked) as stopped:
        send_draft(accountant, sheet, sheet.revision)
    sent = send_draft(
        accountant, sheet, sheet.revision, acknowledged=[each.fingerprint for each in stopped.value.findings]
    )

    assert [each.code for each in stopped.value.findings] == ["under-cost"]
    assert [each["code"] for each in sent.draft.overridden] == ["under-cost"]
    assert len(drafts(economic, sheet)) == 1


def test_a_worker_that_died_after_the_deed_is_followed_up(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, sheet: WorkingDraft
) -> None:
    in_doubt(accountant, sandbox, sheet)
    WorkingDraft.objects.filter(pk=sheet.pk).update(
        state=WorkingDraft.State.SENDING, attempted_at=timezone.now() - LASTS
    )
    QuerySet(Outcome).delete()  # it died before it could note one

    there = find_draft(accountant, sheet.pk)
    sent = resolve_send.retry_send(accountant, there)

    assert there.state == WorkingDraft.State.IN_DOUBT
    assert sent
    assert drafts(economic, sheet) == [sent.invoice.draft_invoice_number]


def test_a_worker_that_died_before_it_asked_is_followed_up(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft
) -> None:
    chairs(accountant, sheet)
    WorkingDraft.objects.filter(pk=sheet.pk).update(
        state=WorkingDraft.State.SENDING,
        key="11111111-2222-3333-4444-555555555555",
        attempted_at=timezone.now() - LASTS,
    )

    sent = resolve_send.retry_send(accountant, sheet)

    assert sent
    assert drafts(economic, sheet) == [sent.invoice.draft_invoice_number]
    assert Intent.objects.get(path="invoices/drafts").key == "11111111-2222-3333-4444-555555555555"


def test_one_that_is_still_at_it_is_left_alone(accountant: EconRequest, sheet: WorkingDraft) -> None:
    chairs(accountant, sheet)
    WorkingDraft.objects.filter(pk=sheet.pk).update(
        state=WorkingDraft.State.SENDING, key="1", attempted_at=timezone.now()
    )

    with pytest.raises(DraftNotEditable) as there:
        resolve_send.retry_send(accountant, sheet)

    assert there.value.draft.state == WorkingDraft.State.SENDING


def test_after_the_keys_time_nothing_is_sent_and_the_person_says_which_draft_it_is(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, sheet: WorkingDraft
) -> None:
    in_doubt(accountant, sandbox, sheet)
    later(sheet, RETRY_WINDOW)
    before = len(sandbox.log())

    with pytest.raises(RetryExpired):
        resolve_send.retry_send(accountant, sheet)
    found = resolve_send.list_candidates(accountant, find_draft(accountant, sheet.pk))
    decided = resolve_send.resolve_manually(accountant, sheet, found[0].draft_invoice_number)

    assert [each.draft_invoice_number for each in found] == drafts(economic, sheet)
    assert (decided.state, decided.draft_number) == (WorkingDraft.State.SENT, found[0].draft_invoice_number)
    assert not [each for each in asked(sandbox, before) if each.startswith("POST")]


def test_or_that_it_is_none_of_them_and_sends_it_again(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, sheet: WorkingDraft
) -> None:
    in_doubt(accountant, sandbox, sheet, "silence-before")
    later(sheet, RETRY_WINDOW)

    found = resolve_send.list_candidates(accountant, find_draft(accountant, sheet.pk))
    opened = resolve_send.resolve_manually(accountant, sheet, None)

    assert (found, opened.state) == ([], WorkingDraft.State.OPEN)
    send_all_the_same(accountant, sheet)
    assert len(drafts(economic, sheet)) == 1


def test_another_customers_draft_is_not_it(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, sheet: WorkingDraft
) -> None:
    in_doubt(accountant, sandbox, sheet, "silence-before")
    later(sheet, RETRY_WINDOW)
    foreign = economic.drafts.page().items[0].draft_invoice_number

    with pytest.raises(DraftNotEditable):
        resolve_send.resolve_manually(accountant, sheet, foreign)

    assert find_draft(accountant, sheet.pk).state == WorkingDraft.State.IN_DOUBT


def test_while_it_can_be_asked_again_nobody_decides(
    accountant: EconRequest, sandbox: Sandbox, sheet: WorkingDraft
) -> None:
    in_doubt(accountant, sandbox, sheet)

    with pytest.raises(DraftNotEditable):
        resolve_send.resolve_manually(accountant, sheet, None)


def test_a_sheet_in_doubt_is_read_only(accountant: EconRequest, sandbox: Sandbox, sheet: WorkingDraft) -> None:
    in_doubt(accountant, sandbox, sheet)

    with pytest.raises(DraftNotEditable):
        change_header(accountant, sheet, 99, {"notes.heading": "Tak"})
    with pytest.raises(DraftNotEditable):
        send_draft(
            accountant,
            sheet,
            sheet.revision,
            acknowledged=[each.fingerprint for each in presend_facts.check_draft(accountant, sheet)],
        )


@pytest.mark.usefixtures("on_disk")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_the_same_moment_one_does(
    asking: Asking, economic: Gateway, accountant: EconRequest, sheet: WorkingDraft
) -> None:
    revision = chairs(accountant, sheet).revision
    requests, together = [asking("accountant"), asking("accountant")], Barrier(2)

    def press(request: EconRequest) -> str:
        try:
            together.wait()
            return send_draft(request, sheet, revision).draft.state
        except DraftNotEditable as there:
            return str(type(there).__name__)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(press, requests))

    assert sorted(said) == ["DraftNotEditable", WorkingDraft.State.SENT]
    assert len(drafts(economic, sheet)) == 1


@pytest.mark.usefixtures("on_disk")
@pytest.mark.django_db(transaction=True)
def test_of_many_changes_at_the_same_moment_none_is_lost(
    asking: Asking, accountant: EconRequest, sheet: WorkingDraft
) -> None:
    lines = [add_line(accountant, sheet, description=f"{each}").line for each in range(6)]
    requests = [asking("accountant") for _line in lines]
    together = Barrier(len(lines))

    def change(request: EconRequest, line: WorkingDraftLine) -> None:
        try:
            together.wait()
            change_line(request, sheet, line.pk, 7, {"description": "changed"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(lines)) as pool:
        list(pool.map(change, requests, lines))

    assert [row.content.description for row in WorkingDraftLine.objects.filter(sheet=sheet)] == ["changed"] * 6
    sheet.refresh_from_db()
    assert sheet.revision == 13
