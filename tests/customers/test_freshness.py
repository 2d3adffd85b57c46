"""After any change, of ours or of others, pages show what is true now; and stand on it when e-conomic goes away."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.form_data import fill_in, send
from tests.customers.page_reader import text_of
from tests.customers.page_text import CHANGED_FROM, LOOKED_AT, Places


def elsewhere(sandbox: Sandbox, path: str, **changes: Any) -> None:
    """Another program changes a document: nobody here knows of it."""
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
def test_a_form_is_opened_on_what_another_program_has_made_of_it(
    name: str, path: str, field: str, client: Client, sandbox: Sandbox, places: Places
) -> None:
    form = CHANGED_FROM[name][0].format(**places)
    client.get(form)
    elsewhere(sandbox, path.format(**places), **{field: "Hjørring"})

    opened = client.get(form)

    assert "Hjørring" in opened.text
    assert send(client, opened, field).status_code == 303
    assert sandbox.request("GET", path.format(**places)).json()[field] == "Hjørring"


def test_what_a_form_was_told_is_what_pages_show_from_then_on(client: Client, sandbox: Sandbox, places: Places) -> None:
    page = LOOKED_AT["customer"].format(**places)
    client.get(page)
    elsewhere(sandbox, f"/customers/{places['customer']}", city="Hjørring")

    client.get(CHANGED_FROM["edit customer"][0].format(**places))

    assert "Hjørring" in client.get(page).text


@pytest.mark.parametrize("down", [False, True])
def test_after_a_save_everybody_sees_it(
    client: Client, colleague: Client, economic: Gateway, sandbox: Sandbox, places: Places, *, down: bool
) -> None:
    pages = [LOOKED_AT[name].format(**places) for name in ("customer", "contacts", "list")]
    for each in pages:
        colleague.get(each)

    fill_in(client, CHANGED_FROM["edit customer"][0].format(**places), name="Aa Quxholm")
    shown = [colleague.get(each).text for each in pages]
    if down:
        economic.refresh()
        sandbox.fault("GET", "/", "silence-before", times=999)
        shown = [colleague.get(each).text for each in pages]

    assert ["Aa Quxholm" in each for each in shown] == [True, True, True]


def test_a_save_that_nobody_has_looked_at_since_leaves_the_page_standing(
    client: Client, colleague: Client, sandbox: Sandbox, places: Places
) -> None:
    page = LOOKED_AT["customer"].format(**places)
    colleague.get(page)
    fill_in(client, CHANGED_FROM["edit customer"][0].format(**places), city="Hjørring")
    sandbox.fault("GET", "/", "silence-before", times=999)

    answer = colleague.get(page)

    assert answer.status_code == 200
    assert "What you see is from" in text_of(answer.text)


def test_a_new_contact_and_one_that_is_deleted_are_seen_at_once(
    client: Client, colleague: Client, economic: Gateway, places: Places
) -> None:
    page = LOOKED_AT["contacts"].format(**places)
    colleague.get(page)

    fill_in(client, f"{page}new/", name="Bo Quxlund")
    added = colleague.get(page).text
    number = next(
        each.customer_contact_number for each in economic.contacts.of(places["customer"]) if "Qux" in each.name
    )
    fill_in(client, f"{page}{number}/delete/", "name")
    removed = colleague.get(page).text

    assert ("Bo Quxlund" in added, "Bo Quxlund" in removed) == (True, False)


def test_a_deleted_customer_is_gone_from_the_list_at_once(
    client: Client, colleague: Client, register: Callable[..., int]
) -> None:
    number = register(name="Ada Quxholm")
    here = f"/sandbox/customers/{number}/"
    before = colleague.get("/sandbox/customers/?q=quxholm").text, colleague.get(here).status_code

    fill_in(client, f"{here}delete/", "named", named="Ada Quxholm")

    assert ("Ada Quxholm" in before[0], before[1]) == (True, 200)
    assert "Ada Quxholm" not in colleague.get("/sandbox/customers/?q=quxholm").text.replace(
        "Ada Quxholm is deleted", ""
    )
    assert colleague.get(here).status_code == 404


def test_a_draft_that_is_sent_stands_among_the_customers_drafts_at_once(
    accountant: Client, colleague: Client, economic: Gateway, sandbox: Sandbox, places: Places
) -> None:
    theirs, everybodys = (LOOKED_AT[name].format(**places) for name in ("customer's drafts", "drafts"))
    colleague.get(theirs)
    colleague.get(everybodys)
    draft = sandbox.request("GET", f"/invoices/drafts/{places['draft']}").json()

    made = economic.drafts.add({name: draft[name] for name in draft if name not in ("draftInvoiceNumber", "self")})

    for page in (theirs, everybodys):
        assert f"/sandbox/drafts/{made.draft_invoice_number}/" in colleague.get(page).text
