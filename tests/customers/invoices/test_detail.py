"""The pages of a draft and of a booked invoice, and their PDFs."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from msgspec import structs

from customers.invoices.invoice_totals import build_invoice_rows
from customers.shared import formatting
from econ_admin.gateway import Gateway, where
from econ_admin.gateway.records import BookedInvoice, BookedLine, DeliveryLocation, DraftInvoice
from econ_admin.gateway.records.references import ProductReference
from econ_admin.sandbox import Sandbox
from tests.customers.page_reader import get_facts, get_html, get_link, get_text


def get_draft(economic: Gateway) -> DraftInvoice:
    return economic.drafts.get(economic.drafts.page(size=1).items[0].draft_invoice_number)


def get_booked_invoice(economic: Gateway) -> BookedInvoice:
    return economic.booked.get(economic.booked.page(size=1).items[0].booked_invoice_number)


def test_booked_invoice_shows_its_fields_lines_and_total(client: Client, economic: Gateway) -> None:
    invoice = get_booked_invoice(economic)

    response = client.get(f"/sandbox/booked/{invoice.booked_invoice_number}/")

    assert any(line.product for line in invoice.lines)
    text, facts = get_text(get_html(response)), get_facts(response)
    assert facts["Name"] == invoice.recipient.name
    assert facts["Payment terms"] == invoice.payment_terms.name
    assert get_link(response, invoice.recipient.name) == f"/sandbox/customers/{invoice.customer.customer_number}/"
    for line in invoice.lines:
        assert " ".join(line.description.split()) in text
        if line.product:
            assert formatting.format_amount(line.total_net_amount or Decimal()) in text
    assert f"Total {invoice.currency} {formatting.format_amount(invoice.gross_amount or Decimal())}" in text


def test_nemhandel_type_and_mobile_of_the_recipient_are_shown(client: Client, economic: Gateway) -> None:
    draft = get_draft(economic)
    document = draft.with_changes(
        recipient=draft.recipient.with_changes(nem_handel_type="corporateIdentificationNumber", mobile_phone="20202020")
    )
    number = economic.drafts.add(document).draft_invoice_number

    facts = get_facts(client.get(f"/sandbox/drafts/{number}/"))

    assert (facts["NemHandel type"], facts["Mobile"]) == ("CVR", "20 20 20 20")


def test_vat_of_a_booked_invoice_is_shown_per_rate(client: Client, economic: Gateway) -> None:
    invoice = get_booked_invoice(economic)
    rates = {line.vat_rate for line in invoice.lines if line.vat_rate is not None}

    assert len(rates) == 2
    text = get_text(get_html(client.get(f"/sandbox/booked/{invoice.booked_invoice_number}/")))

    for rate in rates:
        rate_lines = [line for line in invoice.lines if line.vat_rate == rate]
        net, vat = (sum(getattr(line, name) for line in rate_lines) for name in ("total_net_amount", "vat_amount"))
        percent, net_amount, amount = formatting.format_quantity(rate), *map(formatting.format_amount, (net, vat))
        assert f"VAT {percent} % of {net_amount} {amount}" in text


def get_draft_with_products(economic: Gateway, *products: str) -> DraftInvoice:
    """A draft with a line for each of these products."""
    draft = get_draft(economic)
    lines = [
        economic.templates.line(draft.customer.customer_number, product).with_changes(
            line_number=number, sort_key=number, quantity=Decimal(1)
        )
        for number, product in enumerate(products, 1)
    ]
    return economic.drafts.replace(draft.draft_invoice_number, draft.with_changes(lines=lines), draft)


def test_vat_of_a_draft_is_shown_per_rate(client: Client, economic: Gateway) -> None:
    """Stamps have no VAT."""
    draft = get_draft_with_products(economic, "1010", "6001")
    vat, net = draft.vat_amount or Decimal(), draft.net_amount or Decimal()

    text = get_text(get_html(client.get(f"/sandbox/drafts/{draft.draft_invoice_number}/")))

    net_with_vat = formatting.format_amount(vat * 4)
    assert f"VAT 25 % of {net_with_vat} {formatting.format_amount(vat)}" in text
    assert f"VAT 0 % of {formatting.format_amount(net - vat * 4)} 0,00" in text


@pytest.mark.parametrize("path", ["/product-groups", "/products", "/vat-accounts"])
def test_vat_of_a_draft_is_one_sum_if_rates_are_unknown(
    client: Client, economic: Gateway, sandbox: Sandbox, path: str
) -> None:
    draft = get_draft_with_products(economic, "1010", "6001")
    sandbox.fault("GET", path, "status:503", times=99)

    text = get_text(get_html(client.get(f"/sandbox/drafts/{draft.draft_invoice_number}/")))

    assert f"VAT {formatting.format_amount(draft.vat_amount or Decimal())}" in text
    assert "VAT 25 %" not in text


def test_draft_margin_is_shown_only_to_accountants(sign_in: Callable[..., Client], economic: Gateway) -> None:
    draft = get_draft(economic)
    url = f"/sandbox/drafts/{draft.draft_invoice_number}/"

    text_by_person = {name: get_text(get_html(sign_in(name).get(url))) for name in ("viewer", "accountant")}

    assert all(formatting.format_amount(draft.gross_amount or Decimal()) in text for text in text_by_person.values())
    assert "Margin" not in text_by_person["viewer"]
    assert "Margin" in text_by_person["accountant"]
    assert "Delete" not in text_by_person["viewer"]


def test_cost_and_margin_of_draft_lines_are_shown_only_to_accountants(
    sign_in: Callable[..., Client], economic: Gateway
) -> None:
    draft = get_draft_with_products(economic, "1010", "6001")
    url, line = f"/sandbox/drafts/{draft.draft_invoice_number}/", draft.lines[0]

    text_by_person = {name: get_text(get_html(sign_in(name).get(url))) for name in ("editor", "accountant")}

    assert line.unit_cost_price
    assert line.margin_in_base_currency
    assert line.margin_percentage
    cost, margin = map(formatting.format_amount, (line.unit_cost_price, line.margin_in_base_currency))
    shown = f"{cost} {margin} {formatting.format_quantity(line.margin_percentage)} %"
    assert shown in text_by_person["accountant"]
    assert "Cost price" not in text_by_person["editor"]
    assert shown not in text_by_person["editor"]


def test_booked_invoice_shows_order_number_and_vat_of_each_line(client: Client, economic: Gateway) -> None:
    invoice = get_booked_invoice(economic)
    line = next(line for line in invoice.lines if line.vat_amount)

    response = client.get(f"/sandbox/booked/{invoice.booked_invoice_number}/")

    assert get_facts(response)["Order number"] == str(invoice.order_number)
    assert line.vat_rate
    percent = formatting.format_quantity(line.vat_rate)
    amounts = " ".join(
        formatting.format_amount(amount or Decimal()) for amount in (line.vat_amount, line.total_net_amount)
    )
    assert f"{percent} % {amounts}" in get_text(get_html(response))


def test_foreign_invoice_is_also_totalled_in_the_agreements_currency(client: Client, economic: Gateway) -> None:
    foreign = next(economic.booked.unpaid.walk(where("currency").eq("EUR")))
    danish = next(economic.booked.unpaid.walk(where("currency").eq("DKK")))

    text, danish_text = (
        get_text(get_html(client.get(f"/sandbox/booked/{invoice.booked_invoice_number}/")))
        for invoice in (foreign, danish)
    )

    amounts = [
        formatting.format_amount(amount or Decimal())
        for amount in (
            foreign.net_amount_in_base_currency,
            foreign.gross_amount_in_base_currency,
            foreign.remainder_in_base_currency,
        )
    ]
    assert "In the agreement's currency Subtotal {} Total {} Unpaid amount {}".format(*amounts) in text
    assert "In the agreement's currency" not in danish_text


def test_delivery_date_of_a_line_is_shown(economic: Gateway) -> None:
    """No document of the sandbox has one; the published schema of booked invoices does."""
    invoice = get_booked_invoice(economic)
    line = BookedLine(product=ProductReference("1010"), delivery_date=date(2026, 3, 7))

    assert [row.delivery_date for row in build_invoice_rows(structs.replace(invoice, lines=(line,)))] == ["07-03-2026"]


def test_text_lines_and_notes_are_shown_escaped(client: Client, economic: Gateway) -> None:
    draft = get_draft(economic)
    document = draft.with_changes(notes={"heading": "Kære kunde", "textLine1": "Over", "textLine2": "Under"})
    document["lines"] = [*document["lines"], {"description": "<b>Kun tekst</b>"}]
    economic.drafts.replace(draft.draft_invoice_number, document)

    page = get_html(client.get(f"/sandbox/drafts/{draft.draft_invoice_number}/"))

    assert all(text in get_text(page) for text in ("Kære kunde", "Over", "Under"))
    assert "&lt;b&gt;Kun tekst&lt;/b&gt;" in page


def test_line_breaks_of_a_text_are_shown(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    draft = get_draft(economic)
    number = draft.draft_invoice_number
    economic.drafts.replace(number, draft.with_changes() | {"lines": [{"description": "First\nsecond"}]})

    draft_page = get_html(client.get(f"/sandbox/drafts/{number}/"))
    booked = sandbox.request("POST", "/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": number}}).json()
    booked_page = get_html(client.get(f"/sandbox/booked/{booked['bookedInvoiceNumber']}/"))

    assert all("First<br>second" in page for page in (draft_page, booked_page))


def test_unknown_invoice_is_not_found(client: Client) -> None:
    for url in ("/sandbox/drafts/99999999/", "/sandbox/booked/99999999/"):
        response = client.get(url)
        assert response.status_code == 404
        assert "e-conomic has no" in get_html(response)


def test_pdf_is_streamed_and_can_be_framed_only_by_our_pages(client: Client, economic: Gateway) -> None:
    number = get_draft(economic).draft_invoice_number

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


def test_downloaded_pdf_is_named_by_its_number(client: Client, economic: Gateway) -> None:
    number = get_booked_invoice(economic).booked_invoice_number

    response = client.get(f"/sandbox/booked/{number}/pdf/?download=1")

    assert response["Content-Disposition"] == f'attachment; filename="invoice-{number}.pdf"'
    response.close()


def test_failed_pdf_shows_a_message_in_its_frame(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    number = get_booked_invoice(economic).booked_invoice_number
    sandbox.fault("GET", f"/invoices/booked/{number}/pdf", "status:503", times=9)

    frame_response = client.get(f"/sandbox/booked/{number}/pdf/")
    download_response = client.get(f"/sandbox/booked/{number}/pdf/?download=1", headers={"HX-Request": "true"})

    assert frame_response.status_code == download_response.status_code == 502
    assert "The PDF could not be loaded" in get_html(frame_response)
    assert frame_response["X-Frame-Options"] == "SAMEORIGIN"
    assert "PDF not available" in get_html(download_response)
    assert "<html" not in get_html(download_response)


def test_content_that_is_not_a_pdf_is_not_passed_on(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    number = get_booked_invoice(economic).booked_invoice_number
    sandbox.fault("GET", f"/invoices/booked/{number}/pdf", "garbage", times=9)

    response = client.get(f"/sandbox/booked/{number}/pdf/")

    assert response.status_code == 502
    assert "could not read the response" in get_html(response)


def test_delivery_location_is_named(client: Client, economic: Gateway) -> None:
    draft = get_draft(economic)
    location = DeliveryLocation.new_document(address="Havnen 1", postal_code="9990", city="Skagen")
    customer = draft.customer.customer_number
    number = economic.delivery_locations.add(customer, location).delivery_location_number
    economic.drafts.replace(draft.draft_invoice_number, draft.with_changes(delivery_location=number), draft)

    facts = get_facts(client.get(f"/sandbox/drafts/{draft.draft_invoice_number}/"))

    assert facts["Delivery location"] == "Havnen 1, 9990 Skagen"


def test_age_of_a_draft_is_its_own_and_not_that_of_names_around_it(
    client: Client, economic: Gateway, gateway_in_the_past: Callable[[timedelta], Gateway]
) -> None:
    draft = get_draft_with_products(economic, "1010")
    path = f"/sandbox/drafts/{draft.draft_invoice_number}/"
    gateway_in_the_past(timedelta(seconds=45)).products.page(filter=where("productNumber").eq("1010"), size=1000)

    page = get_html(client.get(path))

    ages = [int(seconds) for seconds in re.findall(r'data-age="(\d+)"', page)]
    assert ages
    assert max(ages) < 30
