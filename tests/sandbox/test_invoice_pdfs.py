"""The addresses of the invoices' PDFs."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.app import HOME, Answer
from tests.sandbox.conftest import NOON

PLAIN = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path / "sandbox.sqlite", 60, date(2026, 11, 23), lambda: NOON)
    yield made
    made.close()


def text_of(answer: Answer) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.body)).pages)


@pytest.mark.parametrize(
    ("address", "number", "titles"),
    [
        ("/invoices/drafts", "draftInvoiceNumber", {"Fakturakladde", "Kreditnotakladde"}),
        ("/invoices/booked", "bookedInvoiceNumber", {"Faktura", "Kreditnota"}),
    ],
)
def test_the_link_of_each_invoice_leads_to_its_pdf(
    sandbox: Sandbox, address: str, number: str, titles: set[str]
) -> None:
    invoices = sandbox.ask("GET", address).json()["collection"]

    answers = [sandbox.ask("GET", invoice["pdf"]["download"].removeprefix(HOME)) for invoice in invoices]

    assert {(response.status, response.headers["Content-Type"]) for response in answers} == {(200, "application/pdf")}
    for invoice, answer in zip(invoices, answers, strict=True):
        assert titles & {text_line.removesuffix(f" {invoice[number]}") for text_line in text_of(answer).splitlines()}


def test_a_draft_shows_the_people_behind_its_numbers_and_the_vat_of_its_lines(sandbox: Sandbox) -> None:
    customer = f"/customers/{sandbox.ask('GET', '/customers').json()['collection'][0]['customerNumber']}"
    contact = sandbox.ask("POST", f"{customer}/contacts", {"name": "Ada Åkjær"}).json()["customerContactNumber"]
    invoice = sandbox.ask("GET", f"{customer}/templates/invoice").json()
    product = sandbox.ask("GET", "/products").json()["collection"][0]["productNumber"]
    line = {"product": {"productNumber": product}, "quantity": 3, "unitNetPrice": 153.44, "discountPercentage": 10}
    invoice["recipient"] |= {"vatZone": {"vatZoneNumber": 1}, "attention": {"customerContactNumber": contact}}
    invoice["references"] = {"salesPerson": {"employeeNumber": 2}, "other": "Rekv. 4711"}
    invoice |= {"currency": "DKK", "exchangeRate": 100, "lines": [line | {"description": "Frisk torsk"}]}
    made = sandbox.ask("POST", "/invoices/drafts", invoice)
    assert made.status == 201, made.body

    text = text_of(sandbox.ask("GET", made.json()["pdf"]["download"].removeprefix(HOME))).splitlines()

    expected = ["Att.: Ada Åkjær", "Jens-Erik Thomsen", "Rekv. 4711", "Frisk torsk", "25 % moms af 414,29", "517,86"]
    assert [text_line for text_line in text if text_line in expected] == expected


def test_whoever_demands_a_pdf_is_refused_and_whoever_takes_anything_gets_it(sandbox: Sandbox) -> None:
    address = sandbox.ask("GET", "/invoices/booked").json()["collection"][0]["pdf"]["download"].removeprefix(HOME)

    demanding = sandbox.ask("GET", address, headers=PLAIN | {"Accept": "application/pdf"})
    open_minded = sandbox.ask("GET", address, headers=PLAIN | {"Accept": "*/*"})

    assert (demanding.status, demanding.json()["httpStatusCode"]) == (406, 406)
    assert (open_minded.status, open_minded.body[:5]) == (200, b"%PDF-")


def test_the_demo_tokens_may_read_it_and_head_has_no_body(sandbox: Sandbox) -> None:
    address = sandbox.ask("GET", "/invoices/drafts").json()["collection"][0]["pdf"]["download"].removeprefix(HOME)

    shown = sandbox.ask("GET", f"{address}?demo=true", headers={})
    head = sandbox.ask("HEAD", address)

    assert (shown.status, shown.headers["Content-Type"]) == (200, "application/pdf")
    assert (head.status, head.headers["Content-Type"], head.body) == (200, "application/pdf", b"")


@pytest.mark.parametrize("address", ["/invoices/drafts/999999/pdf", "/invoices/booked/999999/pdf"])
def test_the_pdf_of_no_invoice_is_a_404_in_json(sandbox: Sandbox, address: str) -> None:
    answer = sandbox.ask("GET", address)

    assert (answer.status, answer.json()["errorCode"]) == (404, "E06000")
