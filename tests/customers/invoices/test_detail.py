"""One draft and one booked invoice as a document, and its PDF."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from customers.shared import formatting
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import BookedInvoice, DraftInvoice
from econ_admin.sandbox import Sandbox
from tests.customers.page_reader import facts_of, html_of, link_of, text_of


def a_draft(economic: Gateway) -> DraftInvoice:
    return economic.drafts.get(economic.drafts.page(size=1).items[0].draft_invoice_number)


def a_booked(economic: Gateway) -> BookedInvoice:
    return economic.booked.get(economic.booked.page(size=1).items[0].booked_invoice_number)


def test_a_booked_invoice_reads_as_a_document(client: Client, economic: Gateway) -> None:
    invoice = a_booked(economic)

    response = client.get(f"/sandbox/booked/{invoice.booked_invoice_number}/")

    text, facts = text_of(html_of(response)), facts_of(response)
    assert facts["Name"] == invoice.recipient.name
    assert facts["Payment terms"] == invoice.payment_terms.name
    assert link_of(response, invoice.recipient.name) == f"/sandbox/customers/{invoice.customer.customer_number}/"
    for line in invoice.lines:
        assert " ".join(line.description.split()) in text
        if line.product:
            assert formatting.format_amount(line.total_net_amount or Decimal()) in text
    assert f"Total {invoice.currency} {formatting.format_amount(invoice.gross_amount or Decimal())}" in text


def test_vat_is_told_per_rate(client: Client, economic: Gateway) -> None:
    invoice = a_booked(economic)
    rates = {line.vat_rate for line in invoice.lines if line.vat_rate is not None}

    text = text_of(html_of(client.get(f"/sandbox/booked/{invoice.booked_invoice_number}/")))

    for rate in rates:
        of_it = [line for line in invoice.lines if line.vat_rate == rate]
        net, vat = (sum(getattr(line, name) for line in of_it) for name in ("total_net_amount", "vat_amount"))
        percent, on, amount = formatting.format_quantity(rate), *map(formatting.format_amount, (net, vat))
        assert f"VAT {percent} % of {on} {amount}" in text


def with_lines(economic: Gateway, *products: str) -> DraftInvoice:
    """A draft with one of each."""
    draft = a_draft(economic)
    lines = [
        economic.templates.line(draft.customer.customer_number, product).with_changes(
            line_number=number, sort_key=number, quantity=Decimal(1)
        )
        for number, product in enumerate(products, 1)
    ]
    return economic.drafts.replace(draft.draft_invoice_number, draft.with_changes(lines=lines), draft)


def test_vat_of_a_draft_is_told_per_rate(client: Client, economic: Gateway) -> None:
    """Of stamps there is none."""
    draft = with_lines(economic, "1010", "6001")
    vat, net = draft.vat_amount or Decimal(), draft.net_amount or Decimal()

    text = text_of(html_of(client.get(f"/sandbox/drafts/{draft.draft_invoice_number}/")))

    with_vat = formatting.format_amount(vat * 4)
    assert f"VAT 25 % of {with_vat} {formatting.format_amount(vat)}" in text
    assert f"VAT 0 % of {formatting.format_amount(net - vat * 4)} 0,00" in text


@pytest.mark.parametrize("path", ["/product-groups", "/products", "/vat-accounts"])
def test_vat_of_a_draft_is_one_sum_where_its_rates_are_not_known(
    client: Client, economic: Gateway, sandbox: Sandbox, path: str
) -> None:
    draft = with_lines(economic, "1010", "6001")
    sandbox.fault("GET", path, "status:503", times=99)

    text = text_of(html_of(client.get(f"/sandbox/drafts/{draft.draft_invoice_number}/")))

    assert f"VAT {formatting.format_amount(draft.vat_amount or Decimal())}" in text
    assert "VAT 25 %" not in text


def test_a_draft_reads_as_a_document_and_its_margin_is_for_accountants(
    sign_in: Callable[..., Client], economic: Gateway
) -> None:
    draft = a_draft(economic)
    url = f"/sandbox/drafts/{draft.draft_invoice_number}/"

    seen = {name: text_of(html_of(sign_in(name).get(url))) for name in ("viewer", "accountant")}

    assert all(formatting.format_amount(draft.gross_amount or Decimal()) in text for text in seen.values())
    assert "Margin" not in seen["viewer"]
    assert "Margin" in seen["accountant"]
    assert "Delete" not in seen["viewer"]


def test_texts_stand_between_the_lines_and_around_them(client: Client, economic: Gateway) -> None:
    draft = a_draft(economic)
    document = draft.with_changes(notes={"heading": "Kære kunde", "textLine1": "Over", "textLine2": "Under"})
    document["lines"] = [*document["lines"], {"description": "<b>Kun tekst</b>"}]
    economic.drafts.replace(draft.draft_invoice_number, document)

    page = html_of(client.get(f"/sandbox/drafts/{draft.draft_invoice_number}/"))

    assert all(text in text_of(page) for text in ("Kære kunde", "Over", "Under"))
    assert "&lt;b&gt;Kun tekst&lt;/b&gt;" in page


def test_an_invoice_that_is_not_there_says_so(client: Client) -> None:
    for url in ("/sandbox/drafts/99999999/", "/sandbox/booked/99999999/"):
        response = client.get(url)
        assert response.status_code == 404
        assert "e-conomic has no" in html_of(response)


def test_the_pdf_is_streamed_and_may_stand_in_our_own_page_alone(client: Client, economic: Gateway) -> None:
    number = a_draft(economic).draft_invoice_number

    page, pdf = client.get(f"/sandbox/drafts/{number}/"), client.get(f"/sandbox/drafts/{number}/pdf/")

    assert pdf.streaming
    assert pdf.getvalue().startswith(b"%PDF-")
    assert pdf["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in pdf["Content-Security-Policy"]
    assert "default-src 'none'" in pdf["Content-Security-Policy"]
    assert pdf["Content-Disposition"] == f'inline; filename="draft-{number}.pdf"'
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-src" not in client.get("/sandbox/drafts/")["Content-Security-Policy"]


def test_the_pdf_is_a_file_by_its_number(client: Client, economic: Gateway) -> None:
    number = a_booked(economic).booked_invoice_number

    response = client.get(f"/sandbox/booked/{number}/pdf/?download=1")

    assert response["Content-Disposition"] == f'attachment; filename="invoice-{number}.pdf"'
    response.close()


def test_a_pdf_that_fails_is_a_sentence_in_its_frame(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    number = a_booked(economic).booked_invoice_number
    sandbox.fault("GET", f"/invoices/booked/{number}/pdf", "status:503", times=9)

    framed = client.get(f"/sandbox/booked/{number}/pdf/")
    wanted = client.get(f"/sandbox/booked/{number}/pdf/?download=1", headers={"HX-Request": "true"})

    assert framed.status_code == wanted.status_code == 502
    assert "The PDF could not be loaded" in html_of(framed)
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "There is no PDF" in html_of(wanted)
    assert "<html" not in html_of(wanted)


def test_what_is_no_pdf_is_not_passed_on(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    number = a_booked(economic).booked_invoice_number
    sandbox.fault("GET", f"/invoices/booked/{number}/pdf", "garbage", times=9)

    response = client.get(f"/sandbox/booked/{number}/pdf/")

    assert response.status_code == 502
    assert "could not be understood" in html_of(response)
