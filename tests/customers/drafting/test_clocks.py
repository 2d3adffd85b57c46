"""Our clock is set while an outcome is unknown: nothing is sent again that e-conomic may have forgotten."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from customers.drafting import resolve_send
from customers.editing.unresolved_writes import ClocksDisagree, RetryExpired
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import GatewayError
from econ_admin.sandbox import Sandbox
from econ_admin.trail.models import Intent
from tests.customers.conftest import AddCustomer
from tests.customers.drafting.conftest import MakeRequest, add_chairs, list_draft_numbers, send_acknowledged
from tests.customers.form_data import Form, fill_in

HOUR = timedelta(hours=1)


@pytest.fixture
def unknown_draft(accountant: EconRequest, sandbox: Sandbox, working_draft: WorkingDraft) -> WorkingDraft:
    """A draft that e-conomic has, though we got no answer."""
    add_chairs(accountant, working_draft)
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    with pytest.raises(GatewayError):
        send_acknowledged(accountant, working_draft)
    working_draft.refresh_from_db()
    return working_draft


def ask_economic(request: EconRequest) -> None:
    """Any call, whose answer has the Date."""
    request.economic.refreshed().customers.page(size=3)


def test_attempt_is_recorded_with_the_time_at_e_conomic(sandbox: Sandbox, unknown_draft: WorkingDraft) -> None:
    server_at = Intent.objects.get(key=unknown_draft.key).server_at

    assert server_at is not None
    assert abs(sandbox.now() - server_at) < timedelta(minutes=1)


def test_retry_after_setting_the_clock_back_does_not_make_a_second_draft(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, unknown_draft: WorkingDraft
) -> None:
    sandbox.advance(70 * 60)  # e-conomic has forgotten the key, and by our clock a moment has passed
    ask_economic(accountant)

    with pytest.raises(ClocksDisagree):
        resolve_send.retry_send(accountant, unknown_draft)

    assert len(list_draft_numbers(economic, unknown_draft)) == 1
    assert not resolve_send.is_retry_safe(accountant, unknown_draft)


def test_retry_asks_e_conomic_for_the_time_if_no_answer_told_it(
    make_request: MakeRequest, sandbox: Sandbox, unknown_draft: WorkingDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = make_request("accountant")
    clock = request.economic.transport._session.get_server_clock(request.economic.transport.upstream)
    monkeypatch.setattr(clock, "_latest", None)  # as in a process that has just started
    sandbox.advance(70 * 60)

    with pytest.raises(RetryExpired):
        resolve_send.retry_send(request, unknown_draft)


@pytest.mark.parametrize("latest", [None, "ten minutes slow"], ids=["just started", "slept"])
def test_retry_asks_again_before_it_doubts_the_clocks(
    make_request: MakeRequest,
    economic: Gateway,
    unknown_draft: WorkingDraft,
    monkeypatch: pytest.MonkeyPatch,
    latest: str | None,
) -> None:
    """Also with the agreement in the cache, which a page has just shown."""
    request = make_request("accountant")
    request.economic.agreement.get()
    transport = request.economic.transport
    clock = transport._session.get_server_clock(transport.upstream)
    server_time = transport.get_server_time()
    assert server_time
    slow = (server_time - timedelta(minutes=10), time.monotonic())
    monkeypatch.setattr(clock, "_latest", slow if latest else None)

    resolve_send.retry_send(request, unknown_draft)

    assert len(list_draft_numbers(economic, unknown_draft)) == 1


def test_both_clocks_within_the_window_allow_a_retry(
    accountant: EconRequest, economic: Gateway, sandbox: Sandbox, unknown_draft: WorkingDraft
) -> None:
    resolve_send.retry_send(accountant, unknown_draft)

    assert len(list_draft_numbers(economic, unknown_draft)) == 1


def test_attempt_in_the_future_is_not_sent_again(
    accountant: EconRequest, economic: Gateway, unknown_draft: WorkingDraft
) -> None:
    QuerySet(Intent).filter(key=unknown_draft.key).update(at=timezone.now() + HOUR, server_at=None)

    with pytest.raises(ClocksDisagree):
        resolve_send.retry_send(accountant, unknown_draft)

    assert len(list_draft_numbers(economic, unknown_draft)) == 1


def test_answer_without_a_date_falls_back_on_our_clock(
    accountant: EconRequest, economic: Gateway, unknown_draft: WorkingDraft
) -> None:
    QuerySet(Intent).filter(key=unknown_draft.key).update(server_at=None)

    resolve_send.retry_send(accountant, unknown_draft)

    assert len(list_draft_numbers(economic, unknown_draft)) == 1


def test_page_says_that_the_clocks_disagree_and_keeps_the_input(
    sign_in: Callable[..., Client], add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    client, number = sign_in("editor"), add_customer()
    sandbox.fault("PUT", f"/customers/{number}", "silence-before")
    unknown = fill_in(client, f"/sandbox/customers/{number}/edit/", name="Ada Holms Eftf.")
    sandbox.advance(70 * 60)
    client.get(f"/sandbox/customers/{number}/?refresh=1")
    writes = [exchange.method for exchange in sandbox.log()].count("PUT")
    form = Form(unknown.text, "name")

    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=True):
        response = client.post(form.action, form.fields)

    assert "The clocks of this server and of e-conomic disagree" in response.text
    assert 'value="Ada Holms Eftf."' in response.text
    assert [exchange.method for exchange in sandbox.log()].count("PUT") == writes
