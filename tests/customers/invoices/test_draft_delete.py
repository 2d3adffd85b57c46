"""Deleting a draft in e-conomic, and making it again."""

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
from tests.customers.page_reader import html_of, text_of

DRAFTS = "/sandbox/drafts/"


@pytest.fixture
def draft(economic: Gateway) -> DraftInvoice:
    return economic.drafts.get(economic.drafts.page(size=1).items[0].draft_invoice_number)


def offer_of(page: str) -> str:
    """Where the toast's button leads."""
    found = re.search(r'<form class="undo" method="post" action="(.*?)"', page)
    return found[1] if found else ""


def key_of(page: str) -> str:
    found = re.search(r'name="unsettled" value="(.*?)"', page)
    return found[1] if found else ""


def exists(economic: Gateway, number: int) -> bool:
    try:
        economic.drafts.get(number)
    except NotFound:
        return False
    return True


def said_of(draft: DraftInvoice) -> dict[str, object]:
    """What makes two drafts the same but for their numbers."""
    document = draft.with_changes()
    return {name: value for name, value in document.items() if name != "draftInvoiceNumber"}


def test_a_draft_is_deleted_unasked_and_made_again_with_a_new_number(
    accountant: Client, economic: Gateway, draft: DraftInvoice
) -> None:
    number = draft.draft_invoice_number
    page = html_of(accountant.post(f"{DRAFTS}{number}/delete/", follow=True))
    assert not exists(economic, number)
    assert "Made again, it gets a new number." in page

    response = accountant.post(offer_of(page), follow=True)

    made = int(response.redirect_chain[-1][0].split("/")[-2])
    assert said_of(economic.drafts.get(made)) == said_of(draft)
    assert f"The draft is made again, with the number {made}." in text_of(html_of(response))


def test_a_second_click_shows_the_one_that_was_made(accountant: Client, economic: Gateway, draft: DraftInvoice) -> None:
    before = economic.drafts.page(size=1).results
    offer = offer_of(html_of(accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True)))

    first, second = accountant.post(offer), accountant.post(offer)

    assert first["Location"] == second["Location"]
    assert economic.drafts.page(size=1).results == before


def test_what_e_conomic_holds_beside_what_we_know_comes_back(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice
) -> None:
    offer = offer_of(html_of(accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True)))

    accountant.post(offer)

    sent = decode(bytes(Intent.objects.filter(method="POST", noun="drafts").latest("at").body))
    assert sent == {name: value for name, value in draft.with_changes().items() if name != "draftInvoiceNumber"}


def test_silence_after_a_deletion_is_asked_again_and_settled(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice
) -> None:
    url = f"{DRAFTS}{draft.draft_invoice_number}/delete/"
    sandbox.fault("DELETE", "/invoices/drafts", "silence-after")
    doubtful = accountant.post(url)
    assert doubtful.status_code == 504
    assert "is not known" in html_of(doubtful)

    response = accountant.post(url, {"unsettled": key_of(html_of(doubtful))}, follow=True)

    assert not exists(economic, draft.draft_invoice_number)
    assert offer_of(html_of(response))


def test_silence_after_making_it_again_makes_one(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice
) -> None:
    before = economic.drafts.page(size=1).results
    offer = offer_of(html_of(accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True)))
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    doubtful = accountant.post(offer)
    assert doubtful.status_code == 504

    response = accountant.post(offer, {"unsettled": key_of(html_of(doubtful))})

    assert response.status_code == 303
    assert economic.drafts.page(size=1).results == before


def test_too_late_to_ask_it_looks(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{DRAFTS}{draft.draft_invoice_number}/delete/"
    sandbox.fault("DELETE", "/invoices/drafts", "silence-before")
    key = key_of(html_of(accountant.post(url)))
    monkeypatch.setattr(unresolved_writes, "RETRY_WINDOW", timedelta(0))

    response = accountant.post(url, {"unsettled": key}, follow=True)

    assert exists(economic, draft.draft_invoice_number)
    assert "was not deleted: e-conomic still has it." in text_of(html_of(response))


def test_a_draft_that_is_gone_already_is_said_to_be(accountant: Client, economic: Gateway, draft: DraftInvoice) -> None:
    economic.drafts.remove(draft.draft_invoice_number)

    response = accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True)

    assert "is no longer in e-conomic" in text_of(html_of(response))
    assert not offer_of(html_of(response))


def test_a_refusal_is_said_and_the_draft_stands(
    accountant: Client, economic: Gateway, sandbox: Sandbox, draft: DraftInvoice
) -> None:
    sandbox.fault("DELETE", "/invoices/drafts", "status:403")

    response = accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/")

    assert response.status_code == 502
    assert exists(economic, draft.draft_invoice_number)


def test_nobody_makes_again_what_another_deleted(
    accountant: Client, sign_in: Callable[..., Client], economic: Gateway, draft: DraftInvoice
) -> None:
    offer = offer_of(html_of(accountant.post(f"{DRAFTS}{draft.draft_invoice_number}/delete/", follow=True)))
    before = economic.drafts.page(size=1).results

    response = sign_in("admin").post(offer)

    assert response.status_code == 410
    assert economic.drafts.page(size=1).results == before
