"""Drafts and booked invoices in a browser: lists that swap, a PDF in its frame, a deletion that is taken back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox


def newest_draft(economic: Gateway) -> int:
    return economic.drafts.page(sort=("-draftInvoiceNumber",), size=1).items[0].draft_invoice_number


def test_a_state_and_a_date_swap_the_table_and_back_undoes_them(signed_in: Callable[[str], Page], site: str) -> None:
    page = signed_in("viewer")
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


def test_a_customers_booked_invoices_swap_below_the_customer(
    signed_in: Callable[[str], Page], site: str, economic: Gateway
) -> None:
    somebody = economic.booked.page(size=1).items[0].customer.customer_number
    page = signed_in("viewer")
    page.goto(f"{site}/sandbox/customers/{somebody}/")

    page.get_by_role("navigation", name="The pages of this customer").get_by_role("link", name="Booked").click()
    page.get_by_role("columnheader").get_by_role("link", name="Date").click()

    expect(page).to_have_url(re.compile(rf"customers/{somebody}/booked/\?sort=-date"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(somebody))


def test_the_pdf_stands_in_the_page(signed_in: Callable[[str], Page], site: str, economic: Gateway) -> None:
    number = newest_draft(economic)
    page = signed_in("viewer")

    with page.expect_response(re.compile(rf"/drafts/{number}/pdf/")) as answer:
        page.goto(f"{site}/sandbox/drafts/{number}/")
        page.get_by_title(f"PDF of draft {number}").scroll_into_view_if_needed()

    assert answer.value.status == 200
    assert answer.value.headers["content-type"] == "application/pdf"


def test_a_pdf_that_fails_is_a_sentence_in_its_frame(
    signed_in: Callable[[str], Page], site: str, economic: Gateway, sandbox: Sandbox, axe: Callable[[Page], str]
) -> None:
    number = newest_draft(economic)
    sandbox.fault("GET", f"/invoices/drafts/{number}/pdf", "status:503", times=9)
    page = signed_in("viewer")
    page.goto(f"{site}/sandbox/drafts/{number}/")
    page.get_by_title(f"PDF of draft {number}").scroll_into_view_if_needed()

    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="The PDF could not be loaded")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(number))
    assert axe(page) == ""
    page.get_by_role("link", name="Download PDF").click()

    expect(page.locator("#alerts")).to_contain_text("There is no PDF")


def test_the_pdf_is_saved_under_its_number(signed_in: Callable[[str], Page], site: str, economic: Gateway) -> None:
    number = newest_draft(economic)
    page = signed_in("viewer")
    page.goto(f"{site}/sandbox/drafts/{number}/")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()

    assert download.value.suggested_filename == f"draft-{number}.pdf"


def test_a_deleted_draft_is_made_again_from_the_toast(
    signed_in: Callable[[str], Page], site: str, economic: Gateway, axe: Callable[[Page], str]
) -> None:
    number, before = newest_draft(economic), economic.drafts.page(size=1).results
    page = signed_in("accountant")
    page.goto(f"{site}/sandbox/drafts/{number}/")

    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text(f"Draft {number} is deleted in e-conomic.")).to_be_visible()
    assert axe(page) == ""
    page.get_by_role("button", name="Make it again").click()

    expect(page.get_by_text("The draft is made again, with the number")).to_be_visible()
    assert economic.drafts.page(size=1).results == before


def test_lists_and_documents_work_without_javascript(
    browser_without_scripts: Callable[[str], Page], site: str, economic: Gateway
) -> None:
    number = newest_draft(economic)
    page = browser_without_scripts("viewer")
    page.goto(f"{site}/sandbox/drafts/")

    page.get_by_role("searchbox").fill(str(number))
    page.get_by_role("button", name="Search").click()
    page.get_by_role("rowheader").get_by_role("link", name=str(number)).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Draft {number}")
