"""Pages show current data after any change, and the last known data during an outage."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.form_data import fill_in, submit
from tests.customers.page_reader import get_text
from tests.customers.page_urls import EDIT_URLS, VIEW_URLS, UrlNumbers


def change_elsewhere(sandbox: Sandbox, path: str, **changes: Any) -> None:
    """Change a document as another program, unknown to this one."""
    document = json.loads(sandbox.request("GET", path).body) | changes
    assert sandbox.request("PUT", path, document).status == 200


@pytest.mark.parametrize(
    ("name", "path", "field"),
    [
        ("edit customer", "/customers/{customer}", "city"),
        ("contact", "/customers/{customer}/contacts/{contact}", "notes"),
        ("delivery location", "/customers/{customer}/delivery-locations/{location}", "city"),
    ],
)
def test_form_opens_with_changes_by_another_program(
    name: str, path: str, field: str, client: Client, sandbox: Sandbox, url_numbers: UrlNumbers
) -> None:
    form = EDIT_URLS[name][0].format(**url_numbers)
    client.get(form)
    change_elsewhere(sandbox, path.format(**url_numbers), **{field: "Hjørring"})

    opened = client.get(form)

    assert "Hjørring" in opened.text
    assert submit(client, opened, field).status_code == 303
    assert sandbox.request("GET", path.format(**url_numbers)).json()[field] == "Hjørring"


def test_opening_a_form_refreshes_other_pages(client: Client, sandbox: Sandbox, url_numbers: UrlNumbers) -> None:
    page = VIEW_URLS["customer"].format(**url_numbers)
    client.get(page)
    change_elsewhere(sandbox, f"/customers/{url_numbers['customer']}", city="Hjørring")

    client.get(EDIT_URLS["edit customer"][0].format(**url_numbers))

    assert "Hjørring" in client.get(page).text


@pytest.mark.parametrize("down", [False, True])
def test_everybody_sees_a_save_at_once(
    client: Client, colleague: Client, economic: Gateway, sandbox: Sandbox, url_numbers: UrlNumbers, *, down: bool
) -> None:
    pages = [VIEW_URLS[name].format(**url_numbers) for name in ("customer", "contacts", "list")]
    for url in pages:
        colleague.get(url)

    fill_in(client, EDIT_URLS["edit customer"][0].format(**url_numbers), name="Aa Quxholm")
    texts = [colleague.get(url).text for url in pages]
    if down:
        economic.refresh()
        sandbox.fault("GET", "/", "silence-before", times=999)
        texts = [colleague.get(url).text for url in pages]

    assert ["Aa Quxholm" in text for text in texts] == [True, True, True]


def test_page_saved_before_an_outage_is_shown_as_stale(
    client: Client, colleague: Client, sandbox: Sandbox, url_numbers: UrlNumbers
) -> None:
    page = VIEW_URLS["customer"].format(**url_numbers)
    colleague.get(page)
    fill_in(client, EDIT_URLS["edit customer"][0].format(**url_numbers), city="Hjørring")
    sandbox.fault("GET", "/", "silence-before", times=999)

    answer = colleague.get(page)

    assert answer.status_code == 200
    assert "What you see is from" in get_text(answer.text)


def test_added_and_deleted_contacts_are_seen_at_once(
    client: Client, colleague: Client, economic: Gateway, url_numbers: UrlNumbers
) -> None:
    page = VIEW_URLS["contacts"].format(**url_numbers)
    colleague.get(page)

    fill_in(client, f"{page}new/", name="Bo Quxlund")
    added = colleague.get(page).text
    number = next(
        contact.customer_contact_number
        for contact in economic.contacts.of(url_numbers["customer"])
        if "Qux" in contact.name
    )
    fill_in(client, f"{page}{number}/delete/", "name")
    removed = colleague.get(page).text

    assert ("Bo Quxlund" in added, "Bo Quxlund" in removed) == (True, False)


def test_deleted_customer_leaves_the_list_at_once(
    client: Client, colleague: Client, add_customer: Callable[..., int]
) -> None:
    number = add_customer(name="Ada Quxholm")
    customer_url = f"/sandbox/customers/{number}/"
    before = colleague.get("/sandbox/customers/?q=quxholm").text, colleague.get(customer_url).status_code

    fill_in(client, f"{customer_url}delete/", "named", named="Ada Quxholm")

    assert ("Ada Quxholm" in before[0], before[1]) == (True, 200)
    assert "Ada Quxholm" not in colleague.get("/sandbox/customers/?q=quxholm").text.replace("Ada Quxholm deleted", "")
    assert colleague.get(customer_url).status_code == 404


def test_added_draft_is_listed_at_once(
    accountant: Client, colleague: Client, economic: Gateway, sandbox: Sandbox, url_numbers: UrlNumbers
) -> None:
    customers_drafts_url, all_drafts_url = (
        VIEW_URLS[name].format(**url_numbers) for name in ("customer's drafts", "drafts")
    )
    colleague.get(customers_drafts_url)
    colleague.get(all_drafts_url)
    draft = sandbox.request("GET", f"/invoices/drafts/{url_numbers['draft']}").json()

    added = economic.drafts.add({name: draft[name] for name in draft if name not in ("draftInvoiceNumber", "self")})

    for url in (customers_drafts_url, all_drafts_url):
        assert f"/sandbox/drafts/{added.draft_invoice_number}/" in colleague.get(url).text
