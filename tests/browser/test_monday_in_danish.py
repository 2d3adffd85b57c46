"""An accountant's Monday in Danish by keyboard alone: what is overdue, a bank line, old drafts, a new customer."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from customers.shared import formatting
from customers.shared.ages import AGE_GROUPS_BY_KEY
from econ_admin.access.models import Person
from econ_admin.gateway import Gateway, where
from tests.browser.keyboard import tab_to
from tests.browser.test_day_in_danish import find_by_palette, sign_in
from tests.english import find_english

BANK_LINE = "57.481,25"


def open_focused(page: Page) -> None:
    page.keyboard.press("Enter")


def test_monday_is_done_in_danish_by_keyboard(
    page: Page, site: str, people: dict[str, Person], economic: Gateway, tmp_path: Path
) -> None:
    people["accountant"].language = "da"
    people["accountant"].save()
    names = {"Sandbox", "accountant", *(customer.name for customer in economic.customers.page(size=100).items)}

    sign_in(page, site)
    for panel in ("ageing", "months", "attention"):
        expect(page.locator(f"#panel-{panel}")).to_have_attribute("aria-busy", "false")
    assert find_english(page.content(), names) == []
    customer = open_oldest_overdue(page, economic)
    save_statement(page, customer, tmp_path)
    find_bank_line(page, economic)
    work_through_old_drafts(page, economic)
    enter_customer(page, economic)


def open_oldest_overdue(page: Page, economic: Gateway) -> int:
    """From the front page to the customers that are more than 90 days late, and to the first of them."""
    today, late = timezone.localdate(), AGE_GROUPS_BY_KEY["91"]
    expected = {
        invoice.customer.customer_number
        for invoice in economic.booked.overdue.walk()
        if late.contains((today - (invoice.due_date or invoice.date)).days)
    }
    tab_to(page.get_by_role("link", name="Over 90 dage"))
    open_focused(page)
    expect(page.locator(".chip").filter(has_text="Forfaldne over 90 dage")).to_be_visible()
    first = page.get_by_role("rowheader").get_by_role("link").first
    customer = int(first.inner_text())
    assert customer in expected
    tab_to(first)
    open_focused(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(customer))
    return customer


def save_statement(page: Page, customer: int, folder: Path) -> None:
    tab_to(page.get_by_role("link", name="Kontoudtog"))
    open_focused(page)
    expect(page.get_by_role("heading", name="Kontoudtog")).to_be_visible()
    with page.expect_download() as download:
        tab_to(page.get_by_role("link", name="Hent PDF"))
        open_focused(page)
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    assert str(customer) in file.name
    assert "Kontoudtog" in PdfReader(file).pages[0].extract_text()


def find_bank_line(page: Page, economic: Gateway) -> None:
    (invoice,) = [
        invoice
        for invoice in economic.booked.unpaid.walk()
        if invoice.gross_amount is not None and formatting.format_amount(invoice.gross_amount) == BANK_LINE
    ]
    find_by_palette(page, BANK_LINE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Faktura {invoice.booked_invoice_number}")


def work_through_old_drafts(page: Page, economic: Gateway) -> None:
    last_day = timezone.localdate() - timedelta(days=14)
    drafts = list(economic.drafts.walk(where("date").lte(last_day), ["date", "draftInvoiceNumber"]))
    assert len(drafts) > 1
    page.wait_for_load_state()  # the scripts are there
    page.locator("body").press("g")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="Overblik", level=1)).to_be_visible()
    expect(page.locator("#panel-attention")).to_have_attribute("aria-busy", "false")
    tab_to(page.get_by_role("link", name="Kladder ældre end 14 dage"))
    open_focused(page)
    expect(page.get_by_role("heading", name="Kladder", level=1)).to_be_visible()
    tab_to(page.get_by_role("link", name=str(drafts[0].draft_invoice_number)))
    open_focused(page)
    for place, draft in enumerate(drafts, 1):
        expect(page.get_by_role("heading", level=1)).to_contain_text(str(draft.draft_invoice_number))
        expect(page.get_by_text(f"{place} af {len(drafts)}")).to_be_visible()
        if place < len(drafts):
            tab_to(page.get_by_role("link", name="Næste:"))
            open_focused(page)


def enter_customer(page: Page, economic: Gateway) -> None:
    page.keyboard.press("c")
    expect(page.get_by_label("Navn", exact=True)).to_be_focused()
    page.keyboard.type("Mandagens Bageri ApS")
    tab_to(page.locator("#id_zip"))
    page.keyboard.type("9990")
    expect(page.locator("#id_city")).to_have_value("Skagen")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("er oprettet med nummer")).to_be_visible()
    (customer,) = economic.customers.page(where("name").eq("Mandagens Bageri ApS")).items
    assert customer.city == "Skagen"
