"""The search page and the palette's results: what is found, what is asked of e-conomic, and who sees what."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from customers.models import WorkingDraft
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import BookedInvoice
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer, list_requests
from tests.customers.page_reader import get_link

URL = "/sandbox/search/"


def list_found(client: Client, text: str, **parameters: str) -> dict[str, list[tuple[str, str]]]:
    """The text and URL of each entry on the search page, by group."""
    html = client.get(URL, {"q": text, **parameters}).text
    groups = re.findall(
        r'<section class="panel found"[^>]*><header><h2[^>]*>(.*?)</h2>.*?<ul>(.*?)</ul></section>', html, re.DOTALL
    )
    return {title: list_entries(body) for title, body in groups}


def list_entries(html: str) -> list[tuple[str, str]]:
    links = re.findall(r'<a[^>]* (?:data-)?href="([^"]*)"[^>]*>.*?<bdi>(.*?)</bdi>', html, re.DOTALL)
    return [(unescape(re.sub("<[^>]*>", "", text)), unescape(url)) for url, text in links]


def get_booked(economic: Gateway) -> BookedInvoice:
    """The latest booked invoice that has a reference of several characters."""
    invoices = economic.booked.walk(sort=("-bookedInvoiceNumber",))
    return next(invoice for invoice in invoices if len(invoice.references.other) > 5)


def test_customer_is_found_by_part_of_its_name(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Ørsteds Bådværft", city="Sæby")

    found = list_found(client, "bådvæ")

    assert found["Customers"] == [("Ørsteds Bådværft", f"/sandbox/customers/{number}/")]
    assert [text for text, _url in found["Actions"]] == [
        "Edit Ørsteds Bådværft",
        "Statement of account for Ørsteds Bådværft",
    ]


def test_names_that_begin_with_the_text_come_first(client: Client, add_customer: AddCustomer) -> None:
    for name in ("Alle Zebraer", "Bizebra 1", "Bizebra 2", "Bizebra 3", "Bizebra 4", "Zebra Byg"):
        add_customer(name=name)

    names = [name for name, _url in list_found(client, "zebra")["Customers"]]

    assert names == ["Zebra Byg", "Alle Zebraer", "Bizebra 1", "Bizebra 2", "Bizebra 3"]


def test_exact_number_is_found_among_many_that_contain_it(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Ægte", customer_number=77)
    for index in range(25):
        add_customer(name=f"Aa {index}", telephone_and_fax_number="77 77 77 77")

    assert list_found(client, "77")["Customers"][0] == ("Ægte", f"/sandbox/customers/{number}/")


@pytest.mark.parametrize(
    ("field", "value", "typed"),
    [
        ("corporate_identification_number", "29188475", "DK 29 18 84 75"),
        ("ean", "5790000123456", "EAN 5790 0001 2345 6"),
    ],
)
def test_customer_is_found_by_identifier(
    client: Client, add_customer: AddCustomer, field: str, value: str, typed: str
) -> None:
    number = add_customer(name="Ada Holm", **{field: value})

    assert ("Ada Holm", f"/sandbox/customers/{number}/") in list_found(client, typed)["Customers"]


def test_booked_invoice_is_found_by_number_and_by_reference(client: Client, economic: Gateway) -> None:
    invoice = get_booked(economic)
    number, url = invoice.booked_invoice_number, f"/sandbox/booked/{invoice.booked_invoice_number}/"
    entry = (f"Invoice {number}, {invoice.recipient.name}", url)

    assert list_found(client, f"Faktura nr. {number}")["Booked invoices"] == [entry]
    assert entry in list_found(client, invoice.references.other)["Booked invoices"]


def test_draft_is_found_by_number(client: Client, economic: Gateway) -> None:
    draft = next(economic.drafts.walk())
    number = draft.draft_invoice_number

    found = list_found(client, str(number))["Drafts"]

    assert (f"Draft {number}, {draft.recipient.name}", f"/sandbox/drafts/{number}/") in found


def test_invoice_number_is_no_customer(client: Client, add_customer: AddCustomer) -> None:
    add_customer(name="Ada Holm", customer_number=4711)

    assert "Customers" in list_found(client, "4711")
    assert "Customers" not in list_found(client, "Faktura 4711")


def test_nothing_found_is_said(client: Client) -> None:
    page = client.get(URL, {"q": "nobody is called this"})

    assert page.status_code == 200
    assert "Nothing found" in page.text
    assert "Nothing matches “nobody is called this”." in page.text


def test_pages_and_actions_are_found_by_role(sign_in: Callable[..., Client]) -> None:
    assert [text for text, _url in list_found(sign_in("viewer"), "dra")["Pages"]] == ["Drafts"]
    assert "Actions" not in list_found(sign_in("viewer"), "new")
    assert [text for text, _url in list_found(sign_in("editor"), "new")["Actions"]] == ["New customer"]
    assert [text for text, _url in list_found(sign_in("accountant"), "new")["Actions"]] == ["New draft", "New customer"]


def test_viewer_sees_no_changes_of_a_customer(sign_in: Callable[..., Client], add_customer: AddCustomer) -> None:
    add_customer(name="Enestående ApS")

    assert [text for text, _url in list_found(sign_in("viewer"), "enestående")["Actions"]] == [
        "Statement of account for Enestående ApS",
    ]
    assert [text for text, _url in list_found(sign_in("accountant"), "enestående")["Actions"]] == [
        "New draft for Enestående ApS",
        "Edit Enestående ApS",
        "Statement of account for Enestående ApS",
    ]


@pytest.fixture
def unsent_draft(sandbox: Sandbox, agreement: Agreement, people: dict[str, Person]) -> WorkingDraft:
    wire = sandbox.request("GET", "/customers/10007/templates/invoice").body.decode()
    return WorkingDraft.objects.create(
        person=people["admin"], agreement=agreement, customer=10007, price_currency="DKK", wire=wire
    )


@pytest.mark.parametrize("get_text", [lambda draft: draft.header.recipient.name[:8], lambda draft: str(draft.customer)])
def test_unsent_draft_is_found_by_those_who_may_open_it(
    sign_in: Callable[..., Client], unsent_draft: WorkingDraft, get_text: Callable[[WorkingDraft], str]
) -> None:
    url = f"/sandbox/unsent/{unsent_draft.pk}/"

    assert [
        found_url for _text, found_url in list_found(sign_in("accountant"), get_text(unsent_draft))["Unsent drafts"]
    ] == [url]
    assert "Unsent drafts" not in list_found(sign_in("editor"), get_text(unsent_draft))


def test_other_parts_are_shown_when_one_fails(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/invoices/booked", "status:403", times=9)

    page = client.get(URL, {"q": "an"})

    assert page.status_code == 200
    assert "This could not be loaded" in page.text
    assert list_found(client, "an")["Customers"]


def test_palette_names_the_part_that_failed(htmx: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/invoices/drafts", "status:403", times=9)

    assert re.search(
        r"<template data-missing-part>Drafts could not be searched\. .+</template>", htmx.get(URL, {"q": "an"}).text
    )


@pytest.mark.parametrize(
    ("typed", "requests"), [("a", 0), ("å", 0), ("", 0), ("7", 3), ("an", 3), ("77", 6), ("kunde 77", 2)]
)
def test_short_text_asks_nothing_of_economic(client: Client, sandbox: Sandbox, typed: str, requests: int) -> None:
    client.get("/sandbox/keyboard/")
    before = len(sandbox.log())

    client.get(URL, {"q": typed})

    assert len(list_requests(sandbox, before)) == requests


def test_palette_gets_options_only(htmx: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Enestående ApS")

    html = htmx.get(URL, {"q": "enest"}).text

    assert "<html" not in html
    assert re.search(rf'<a role="option"[^>]*href="/sandbox/customers/{number}/"', html)
    assert "<mark>Enest</mark>ående ApS" in html
    assert 'data-one="1 result" data-many="%(count)s results"' in html


def test_number_of_one_document_opens_it_on_submit(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Ada Holm", customer_number=881188)

    response = client.get(URL, {"q": " 88 11.88 ", "jump": "1"})

    assert (response.status_code, response["Location"]) == (303, f"/sandbox/customers/{number}/")
    assert client.get(URL, {"q": "881188"}).status_code == 200


def test_number_of_two_documents_is_shown_first(client: Client, add_customer: AddCustomer, economic: Gateway) -> None:
    invoice = get_booked(economic).booked_invoice_number
    add_customer(name="Ada Holm", customer_number=invoice)

    assert client.get(URL, {"q": str(invoice), "jump": "1"}).status_code == 200
    assert client.get(URL, {"q": f"Faktura {invoice}", "jump": "1"})["Location"] == f"/sandbox/booked/{invoice}/"


def test_number_is_shown_first_while_a_part_is_missing(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    add_customer(name="Ada Holm", customer_number=881188)
    sandbox.fault("GET", "/invoices/booked", "status:403", times=9)

    assert client.get(URL, {"q": "881188", "jump": "1"}).status_code == 200


def test_text_never_jumps(client: Client, add_customer: AddCustomer) -> None:
    add_customer(name="Enestående ApS")

    assert client.get(URL, {"q": "enestående", "jump": "1"}).status_code == 200


@pytest.mark.parametrize("typed", ['<script>alert("x")</script>', "%_[]*$,()", "\x00\x01", "a" * 500, "'; --", "😀"])
def test_hostile_text_is_only_text(client: Client, typed: str) -> None:
    page = client.get(URL, {"q": typed})

    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_list_link_shows_all_that_match(client: Client) -> None:
    page = client.get(URL, {"q": "an"})

    match = re.search(r"Show all [0-9]+", page.text)
    assert match
    assert get_link(page, f"{match[0]} Customers") == "/sandbox/customers/?q=an"


def test_top_bar_searches_without_scripts(client: Client) -> None:
    html = client.get("/sandbox/customers/").text

    form = re.search(r'<form class="jump".*?</form>', html, re.DOTALL)
    assert form
    assert 'method="get" action="/sandbox/search/"' in form[0]
    assert 'name="q"' in form[0]


def list_commands(client: Client) -> dict[str, str]:
    """The keys of the palette's commands, and where they lead."""
    html = client.get("/sandbox/customers/").text
    dialog = html[html.index('<dialog class="palette"') :]
    return dict(re.findall(r'<a role="option"[^>]* href="([^"]*)" data-key="([^"]*)"', dialog))


def test_palette_offers_pages_and_actions_by_role(sign_in: Callable[..., Client]) -> None:
    viewer: dict[str, Any] = {
        "/sandbox/": "g o",
        "/sandbox/customers/": "g c",
        "/sandbox/drafts/": "g d",
        "/sandbox/booked/": "g b",
        "/sandbox/history/": "g h",
        "/sandbox/keyboard/": "?",
    }

    assert list_commands(sign_in("viewer")) == viewer
    assert list_commands(sign_in("editor")) == viewer | {"/sandbox/customers/new/": "c"}
    assert list_commands(sign_in("accountant")) == viewer | {
        "/sandbox/customers/new/": "c",
        "/sandbox/drafts/new/": "n",
    }
