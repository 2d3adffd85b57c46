"""Drafts and booked invoices in a browser: lists, PDFs, and undoing a deletion."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.browser.conftest import HoldRequests
from tests.browser.keyboard import tab_to


def get_newest_draft_number(economic: Gateway) -> int:
    return economic.drafts.page(sort=("-draftInvoiceNumber",), size=1).items[0].draft_invoice_number


def test_state_and_date_swap_the_table_and_back_undoes_them(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/booked/")

    page.get_by_role("navigation", name="Views").get_by_role("link", name="Unpaid").click()
    expect(page).to_have_url(re.compile("state=unpaid"))
    page.get_by_role("textbox", name="From").fill("1-10")
    page.get_by_role("textbox", name="From").press("Enter")
    expect(page.get_by_role("link", name=re.compile("Remove the filter From 01-10-"))).to_be_visible()
    expect(page).to_have_url(re.compile("state=unpaid"))
    page.get_by_role("columnheader").get_by_role("link", name="Date").click()
    expect(page.get_by_role("columnheader", name="Date", exact=True)).to_have_attribute("aria-sort", "descending")
    page.go_back()
    page.go_back()

    expect(page.get_by_role("textbox", name="From")).to_have_value("")


def test_late_answer_of_an_earlier_back_is_not_shown(
    open_as: Callable[[str], Page], site: str, hold_requests: HoldRequests
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/booked/")
    page.get_by_role("textbox", name="From").fill("1-10")
    page.get_by_role("textbox", name="From").press("Enter")
    expect(page.get_by_role("link", name=re.compile("Remove the filter From 01-10-"))).to_be_visible()
    page.get_by_role("columnheader").get_by_role("link", name="Date").click()
    expect(page.get_by_role("columnheader", name="Date", exact=True)).to_have_attribute("aria-sort", "descending")

    with hold_requests(page, re.compile(r"since=[^&]*1-10")):
        page.go_back()
        page.go_back()
        expect(page.get_by_role("textbox", name="From")).to_have_value("")
    page.evaluate("() => fetch(location.href).then((response) => response.text())")  # behind the one that was held

    expect(page.get_by_role("textbox", name="From")).to_have_value("")


def test_booked_invoices_of_a_customer_swap_below_its_header(
    open_as: Callable[[str], Page], site: str, economic: Gateway
) -> None:
    customer_number = economic.booked.page(size=1).items[0].customer.customer_number
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/{customer_number}/")

    page.get_by_role("navigation", name="Customer pages").get_by_role("link", name="Booked").click()
    page.get_by_role("columnheader").get_by_role("link", name="Date").click()

    expect(page).to_have_url(re.compile(rf"customers/{customer_number}/booked/\?sort=-date"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(customer_number))


def test_pdf_is_shown_in_the_page(open_as: Callable[[str], Page], site: str, economic: Gateway) -> None:
    number = get_newest_draft_number(economic)
    page = open_as("viewer")

    with page.expect_response(re.compile(rf"/drafts/{number}/pdf/")) as response:
        page.goto(f"{site}/sandbox/drafts/{number}/")
        page.get_by_title(f"PDF of draft {number}").scroll_into_view_if_needed()

    assert response.value.status == 200
    assert response.value.headers["content-type"] == "application/pdf"


def test_failed_pdf_shows_a_message_in_its_frame(
    open_as: Callable[[str], Page], site: str, economic: Gateway, sandbox: Sandbox, run_axe: Callable[[Page], str]
) -> None:
    number = get_newest_draft_number(economic)
    sandbox.fault("GET", f"/invoices/drafts/{number}/pdf", "status:503", times=9)
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/drafts/{number}/")
    page.get_by_title(f"PDF of draft {number}").scroll_into_view_if_needed()

    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="The PDF could not be loaded")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(number))
    assert run_axe(page) == ""
    page.get_by_role("link", name="Download PDF").click()

    expect(page.locator("#alerts")).to_contain_text("PDF not available")


def test_pdf_is_downloaded_under_its_number(open_as: Callable[[str], Page], site: str, economic: Gateway) -> None:
    number = get_newest_draft_number(economic)
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/drafts/{number}/")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()

    assert download.value.suggested_filename == f"draft-{number}.pdf"


def test_deleted_draft_is_restored_from_the_toast(
    open_as: Callable[[str], Page], site: str, economic: Gateway, run_axe: Callable[[Page], str]
) -> None:
    number, count_before = get_newest_draft_number(economic), economic.drafts.page(size=1).results
    page = open_as("accountant")
    page.goto(f"{site}/sandbox/drafts/{number}/")

    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text(f"Draft {number} deleted in e-conomic.")).to_be_visible()
    assert run_axe(page) == ""
    page.get_by_role("button", name="Restore").click()

    expect(page.get_by_text("Draft restored with the number")).to_be_visible()
    assert economic.drafts.page(size=1).results == count_before


def test_lists_and_documents_work_without_javascript(
    browser_without_scripts: Callable[[str], Page], site: str, economic: Gateway
) -> None:
    number = get_newest_draft_number(economic)
    page = browser_without_scripts("viewer")
    page.goto(f"{site}/sandbox/drafts/")

    page.get_by_role("searchbox").fill(str(number))
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("rowheader").get_by_role("link", name=str(number)).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Draft {number}")


def test_statement_is_opened_and_downloaded_by_keyboard(
    open_as: Callable[[str], Page], site: str, economic: Gateway, tmp_path: Path
) -> None:
    invoice = next(invoice for invoice in economic.booked.unpaid.walk() if (invoice.remainder or 0) > 0)
    customer = invoice.customer.customer_number
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/{customer}/")

    tab_to(page.get_by_role("link", name="Statement of account"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Statement of account")).to_be_visible()
    expect(page.get_by_role("rowheader", name=str(invoice.booked_invoice_number))).to_be_visible()
    with page.expect_download() as download:
        tab_to(page.get_by_role("link", name="Download PDF"))
        page.keyboard.press("Enter")

    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == f"statement-{customer}.pdf"
    assert f"{invoice.booked_invoice_number}" in PdfReader(file).pages[0].extract_text()
    expect(page.locator("#live")).to_have_text("PDF downloaded.")


def test_printed_statement_has_no_controls(open_as: Callable[[str], Page], site: str, economic: Gateway) -> None:
    customer = economic.booked.unpaid.page(size=1).items[0].customer.customer_number
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/customers/{customer}/statement/")
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible()

    page.emulate_media(media="print", color_scheme="dark")

    expect(page.get_by_role("heading", name="Statement of account")).to_be_visible()
    expect(page.get_by_role("link", name="Download PDF")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Customer pages")).to_be_hidden()
    expect(page.get_by_text("Credit limit")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_own_view_of_booked_invoices_is_saved_from_the_list(open_as: Callable[[str], Page], site: str) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/booked/")
    views = page.get_by_role("navigation", name="Views")
    views.get_by_role("link", name="Unpaid").click()
    expect(page).to_have_url(re.compile("state=unpaid"))
    page.get_by_role("columnheader").get_by_role("link", name="Date").click()
    expect(page.get_by_role("columnheader", name="Date", exact=True)).to_have_attribute("aria-sort", "descending")

    page.locator("summary", has_text="Save view").click()
    page.get_by_role("textbox", name="View name").fill("Newest unpaid")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(views.get_by_role("link", name="Newest unpaid")).to_have_attribute("aria-current", "page")
    expect(page).to_have_url(re.compile("state=unpaid"))
    expect(page.get_by_role("columnheader", name="Date", exact=True)).to_have_attribute("aria-sort", "descending")


def test_booked_invoices_are_downloaded_as_the_list_shows_them(
    open_as: Callable[[str], Page], site: str, tmp_path: Path
) -> None:
    page = open_as("viewer")
    page.goto(f"{site}/sandbox/booked/")
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Overdue").click()
    expect(page.get_by_role("columnheader", name="Days overdue")).to_be_visible()
    rows = page.get_by_role("rowheader").count()

    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name.startswith("sandbox-booked-invoices-overdue-")
    assert len(file.read_text("utf-8-sig").splitlines()) == rows + 1
