"""The addresses of the invoices' PDFs."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.app import ORIGIN, SandboxResponse
from tests.sandbox.conftest import NOON

TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", 60, date(2026, 11, 23), lambda: NOON)
    yield sandbox
    sandbox.close()


def extract_text(response: SandboxResponse) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.body)).pages)


@pytest.mark.parametrize(
    ("address", "number", "titles"),
    [
        ("/invoices/drafts", "draftInvoiceNumber", {"Fakturakladde", "Kreditnotakladde"}),
        ("/invoices/booked", "bookedInvoiceNumber", {"Faktura", "Kreditnota"}),
    ],
)
def test_pdf_link_of_each_invoice_works(sandbox: Sandbox, address: str, number: str, titles: set[str]) -> None:
    invoices = sandbox.request("GET", address).json()["collection"]

    responses = [sandbox.request("GET", invoice["pdf"]["download"].removeprefix(ORIGIN)) for invoice in invoices]

    assert {(response.status, response.headers["Content-Type"]) for response in responses} == {(200, "application/pdf")}
    for invoice, response in zip(invoices, responses, strict=True):
        assert titles & {
            text_line.removesuffix(f" {invoice[number]}") for text_line in extract_text(response).splitlines()
        }


def test_draft_pdf_shows_names_and_line_vat(sandbox: Sandbox) -> None:
    customer = f"/customers/{sandbox.request('GET', '/customers').json()['collection'][0]['customerNumber']}"
    contact = sandbox.request("POST", f"{customer}/contacts", {"name": "Ada Åkjær"}).json()["customerContactNumber"]
    invoice = sandbox.request("GET", f"{customer}/templates/invoice").json()
    product = sandbox.request("GET", "/products").json()["collection"][0]["productNumber"]
    line = {"product": {"productNumber": product}, "quantity": 3, "unitNetPrice": 153.44, "discountPercentage": 10}
    invoice["recipient"] |= {"vatZone": {"vatZoneNumber": 1}, "attention": {"customerContactNumber": contact}}
    invoice["references"] = {"salesPerson": {"employeeNumber": 2}, "other": "Rekv. 4711"}
    invoice |= {"currency": "DKK", "exchangeRate": 100, "lines": [line | {"description": "Frisk torsk"}]}
    created = sandbox.request("POST", "/invoices/drafts", invoice)
    assert created.status == 201, created.body

    text = extract_text(sandbox.request("GET", created.json()["pdf"]["download"].removeprefix(ORIGIN))).splitlines()

    expected = ["Att.: Ada Åkjær", "Jens-Erik Thomsen", "Rekv. 4711", "Frisk torsk", "25 % moms af 414,29", "517,86"]
    assert [text_line for text_line in text if text_line in expected] == expected


def test_accepting_only_pdf_is_refused_and_anything_is_served(sandbox: Sandbox) -> None:
    address = sandbox.request("GET", "/invoices/booked").json()["collection"][0]["pdf"]["download"].removeprefix(ORIGIN)

    demanding = sandbox.request("GET", address, headers=TOKENS | {"Accept": "application/pdf"})
    open_minded = sandbox.request("GET", address, headers=TOKENS | {"Accept": "*/*"})

    assert (demanding.status, demanding.json()["httpStatusCode"]) == (406, 406)
    assert (open_minded.status, open_minded.body[:5]) == (200, b"%PDF-")


def test_demo_tokens_can_read_the_pdf_and_head_has_no_body(sandbox: Sandbox) -> None:
    address = sandbox.request("GET", "/invoices/drafts").json()["collection"][0]["pdf"]["download"].removeprefix(ORIGIN)

    get_response = sandbox.request("GET", f"{address}?demo=true", headers={})
    head_response = sandbox.request("HEAD", address)

    assert (get_response.status, get_response.headers["Content-Type"]) == (200, "application/pdf")
    assert (head_response.status, head_response.headers["Content-Type"], head_response.body) == (
        200,
        "application/pdf",
        b"",
    )


@pytest.mark.parametrize("address", ["/invoices/drafts/999999/pdf", "/invoices/booked/999999/pdf"])
def test_pdf_of_an_unknown_invoice_is_a_json_404(sandbox: Sandbox, address: str) -> None:
    response = sandbox.request("GET", address)

    assert (response.status, response.json()["errorCode"]) == (404, "E06000")
