"""Deleting a draft in e-conomic, and restoring it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from customers.editing import unresolved_writes
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.json_codec import decode
from econ_admin.gateway.records import DraftInvoice
from econ_admin.sandbox import Sandbox
from econ_admin.trail.models import Intent
from tests.customers.page_reader import get_html, get_text

DRAFTS = "/sandbox/drafts/"


@pytest.fixture
def draft(economic: Gateway) -> DraftInvoice:
    return economic.drafts.get(economic.drafts.page(size=1).items[0].draft_invoice_number)


def get_restore_url(page: str) -> str:
    """The address of the toast's undo button."""
    match = re.search(r'<form class="undo" method="post" action="(.*?)"', page)
    return match[1] if match else ""


def get_retry_key(page: str) -> str:
    match = re.search(r'name="retry_key" value="(.*?)"', page)
    return match[1] if match else ""


def exists(economic: Gateway, number: int) -> bool:
    try:
        economic.drafts.get(number)
    except NotFound:
        return False
    return True


def get_content(draft: DraftInvoice) -> dict[str, object]:
    """The draft's content without its number."""
    document = draft.with_changes()
    return {name: value for name, value in document.items() if name != "draftInvoiceNumber"}


def test_deleted_draft_can_be_restored_with_a_new_number(
    accountant: Client, economic: Gateway, draft: DraftInvoice
) -> None:
    number = draft.draft_invoice_number
    draft = economic.drafts.replace(number, draft.with_changes() | {"externalId": "WEB-1"}, draft)
    page = get_html(accountant.post(f"{DRAFTS}{number}/delete/", follow=True))
    assert not exists(economic, number)
    assert "If you restore it, it gets a new number." in page

    response = accountant.post(get_restore_url(page), follow=True)

    new_number = int(response.redirect_chain[-1][0].split("/")[-2])
    assert get_content(economic.drafts.get(new_number)) == get_content(draft)
    assert get_content(draft)["externalId"] == "WEB-1"
    assert f"Draft restored with the number {new_number}." in get_text(get_html(response))


def test_restoring_twice_restores_one_draft(accountant: Client, economic: Gateway, draft: DraftInvoice) -> None:
    count_before = economic.drafts.page(size=1).results
    restore_url = get_restore_url(
        get_html(accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True))
    )

    first, second = accountant.post(restore_url), accountant.post(restore_url)

    assert first["Location"] == second["Location"]
    assert economic.drafts.page(size=1).results == count_before


def test_unknown_properties_of_the_draft_are_restored(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice
) -> None:
    restore_url = get_restore_url(
        get_html(accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True))
    )

    accountant.post(restore_url)

    sent = decode(bytes(Intent.objects.filter(method="POST", noun="drafts").latest("at").body))
    assert sent == {name: value for name, value in draft.with_changes().items() if name != "draftInvoiceNumber"}


def test_deletion_of_unknown_outcome_can_be_retried(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice
) -> None:
    url = f"{DRAFTS}{draft.draft_invoice_number}/delete/"
    sandbox.fault("DELETE", "/invoices/drafts", "silence-after")
    unresolved = accountant.post(url)
    assert unresolved.status_code == 504
    assert "know whether draft" in get_html(unresolved)

    response = accountant.post(url, {"retry_key": get_retry_key(get_html(unresolved))}, follow=True)

    assert not exists(economic, draft.draft_invoice_number)
    assert get_restore_url(get_html(response))


def test_restore_of_unknown_outcome_restores_one_draft(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice
) -> None:
    count_before = economic.drafts.page(size=1).results
    restore_url = get_restore_url(
        get_html(accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True))
    )
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    unresolved = accountant.post(restore_url)
    assert unresolved.status_code == 504

    response = accountant.post(restore_url, {"retry_key": get_retry_key(get_html(unresolved))})

    assert response.status_code == 303
    assert economic.drafts.page(size=1).results == count_before


def test_expired_retry_of_a_deletion_checks_whether_it_was_made(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{DRAFTS}{draft.draft_invoice_number}/delete/"
    sandbox.fault("DELETE", "/invoices/drafts", "silence-before")
    key = get_retry_key(get_html(accountant.post(url)))
    monkeypatch.setattr(unresolved_writes, "RETRY_WINDOW", timedelta(0))

    response = accountant.post(url, {"retry_key": key}, follow=True)

    assert exists(economic, draft.draft_invoice_number)
    assert "was not deleted. It is still in e-conomic." in get_text(get_html(response))


def test_deleting_a_draft_that_is_gone_says_so(accountant: Client, economic: Gateway, draft: DraftInvoice) -> None:
    economic.drafts.remove(draft.draft_invoice_number)

    response = accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True)

    assert "is no longer in e-conomic" in get_text(get_html(response))
    assert not get_restore_url(get_html(response))


def test_refused_deletion_keeps_the_draft(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice
) -> None:
    sandbox.fault("DELETE", "/invoices/drafts", "status:403")

    response = accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/")

    assert response.status_code == 502
    assert exists(economic, draft.draft_invoice_number)


def test_draft_cannot_be_restored_by_another_person(
    accountant: Client, sign_in: Callable[..., Client], economic: Gateway, draft: DraftInvoice
) -> None:
    restore_url = get_restore_url(
        get_html(accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True))
    )
    count_before = economic.drafts.page(size=1).results

    response = sign_in("admin").post(restore_url)

    assert response.status_code == 410
    assert economic.drafts.page(size=1).results == count_before
