"""A credit note says which invoice it credits, and an unsent draft says how it began."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from customers.drafting import create
from customers.drafting.credit_note import find_credit_layout
from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line
from customers.drafting.presend_facts import check_draft
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import BookedInvoice, Layout
from tests.customers.drafting.conftest import CHAIR, add_chairs, send_acknowledged

CREDIT_LAYOUT = 22  # "DK. kreditnota", of the seed


@pytest.fixture
def booked(economic: Gateway) -> BookedInvoice:
    """An overdue invoice of a customer that may be invoiced."""
    listed = next(
        invoice
        for invoice in economic.booked.overdue.walk()
        if (invoice.remainder or 0) > 0 and not economic.customers.get(invoice.customer.customer_number).barred
    )
    return economic.booked.get(listed.booked_invoice_number)


@pytest.fixture
def credit_note(accountant: EconRequest, booked: BookedInvoice) -> WorkingDraft:
    return create.create_from_invoice(accountant, booked, credit=True)


@pytest.fixture
def client(sign_in: Callable[..., Client]) -> Client:
    return sign_in("accountant")


def read_heading(client: Client, draft: WorkingDraft) -> str:
    page = client.get(f"/sandbox/unsent/{draft.pk}/").text
    (heading,) = re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "", heading))


def list_codes(request: EconRequest, draft: WorkingDraft) -> list[str]:
    draft.refresh_from_db()
    return [finding.code for finding in check_draft(request, draft)]


def test_credit_note_is_headed_as_one_and_takes_its_layout(credit_note: WorkingDraft, booked: BookedInvoice) -> None:
    header = credit_note.header

    assert header.notes.heading == f"Credit note for invoice {booked.booked_invoice_number}"
    assert header.layout
    assert (header.layout.layout_number, booked.layout and booked.layout.layout_number) == (CREDIT_LAYOUT, 19)
    assert header.references.other == booked.references.other


def test_copied_invoice_keeps_its_heading_and_layout(accountant: EconRequest, booked: BookedInvoice) -> None:
    header = create.create_from_invoice(accountant, booked).header

    assert (header.notes, header.layout) == (booked.notes, booked.layout)


@pytest.mark.parametrize(
    ("names", "invoice_layout", "expected"),
    [
        (["DK. faktura", "DK. kreditnota", "Eng. credit note", "Eng. invoice"], 4, 3),
        (["DK. faktura", "DK. kreditnota", "Eng. credit note", "Eng. invoice"], 1, 2),
        (["DK. faktura", "KREDITNOTA"], None, 2),
        (["DK. faktura", "Krediteret"], 1, None),
    ],
)
def test_credit_layout_is_found_by_its_name(names: list[str], invoice_layout: int | None, expected: int | None) -> None:
    layouts = [Layout(layout_number=number, name=name) for number, name in enumerate(names, 1)]

    layout = find_credit_layout(layouts, invoice_layout)

    assert (layout and layout.layout_number) == expected


def test_deleted_credit_layout_is_not_taken() -> None:
    assert find_credit_layout([Layout(layout_number=1, name="Kreditnota", deleted=True)], None) is None


def test_credit_note_is_titled_as_one(client: Client, credit_note: WorkingDraft, booked: BookedInvoice) -> None:
    page = client.get(f"/sandbox/unsent/{credit_note.pk}/").text

    assert read_heading(client, credit_note).startswith(f"Credit note for invoice {booked.booked_invoice_number} to ")
    assert f"<title>Credit note for invoice {booked.booked_invoice_number}: " in page
    assert "New draft" not in page.partition("</main>")[0]


def test_sent_credit_note_is_titled_as_one_when_edited_again(
    client: Client, accountant: EconRequest, credit_note: WorkingDraft, booked: BookedInvoice
) -> None:
    sent = send_acknowledged(accountant, credit_note)

    opened = create.open_draft_invoice(accountant, sent.invoice.draft_invoice_number)

    assert not opened.is_new
    assert "Credit note</span>" in client.get(f"/sandbox/drafts/{opened.draft_number}/").text
    assert read_heading(client, opened).startswith(f"Credit note for invoice {booked.booked_invoice_number} to ")


def test_credit_note_warns_neither_of_overdue_invoices_nor_of_the_limit(
    accountant: EconRequest, economic: Gateway, booked: BookedInvoice, credit_note: WorkingDraft
) -> None:
    number = booked.customer.customer_number
    economic.customers.replace(number, economic.customers.get(number).with_changes(credit_limit=Decimal(1)))
    invoice = create.create_from_invoice(accountant, booked)

    assert {"overdue", "over-limit"} <= set(list_codes(accountant, invoice))
    assert not {"overdue", "over-limit"} & set(list_codes(accountant, credit_note))


def test_credit_note_with_a_positive_total_is_checked_as_an_invoice(
    accountant: EconRequest, credit_note: WorkingDraft
) -> None:
    credited = -sum(line.content.quantity or 0 for line in list_lines(credit_note))
    add_line(accountant, credit_note, CHAIR, Decimal(10_000), unit_net_price=Decimal(9999))

    assert credited > 0
    assert "overdue" in list_codes(accountant, credit_note)


def test_list_says_how_each_draft_began_and_what_it_comes_to(
    client: Client,
    accountant: EconRequest,
    working_draft: WorkingDraft,
    booked: BookedInvoice,
    credit_note: WorkingDraft,
) -> None:
    sent = send_acknowledged(accountant, add_chairs(accountant, working_draft)).invoice
    create.create_from_invoice(accountant, sent)
    create.open_draft_invoice(accountant, sent.draft_invoice_number)
    create.create_from_invoice(accountant, booked)
    add_chairs(accountant, create.create_draft(accountant, working_draft.customer), 2)

    page = unescape(client.get("/sandbox/unsent/").text)

    rows = [
        [re.sub(r"<[^>]*>|\s+", " ", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    ]
    net = f"{booked.net_amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert {re.sub(r"^.*?\d{5}\s+", "", row[0]): row[1:3] for row in rows} == {
        "New, from the customer's template": ["1", "DKK 2.990,00"],
        f"Copy of draft {sent.draft_invoice_number}": ["1", "DKK 4.485,00"],
        f"Changes to draft {sent.draft_invoice_number}": ["1", "DKK 4.485,00"],
        f"Copy of invoice {booked.booked_invoice_number}": [str(len(booked.lines)), f"DKK {net}"],
        f"Credit note for invoice {booked.booked_invoice_number}": [str(len(booked.lines)), f"DKK -{net}"],
    }
