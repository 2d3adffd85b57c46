"""A sheet on its pages: begun, written line by line, sent."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from customers.drafting.line_order import list_lines
from customers.models import WorkingDraft
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.page_text import Places

CUSTOMER = 10001


@pytest.fixture
def quick(sign_in: Callable[..., Client]) -> Client:
    """The same accountant, asking as htmx does."""
    return sign_in("accountant", **{"HX-Request": "true"})


@pytest.fixture
def sheet(accountant: Client) -> WorkingDraft:
    accountant.post(f"/sandbox/customers/{CUSTOMER}/sheets/")
    return WorkingDraft.objects.get()


@pytest.fixture
def product(economic: Gateway) -> str:
    return next(each.product_number for each in economic.products.page(size=50).items if not each.barred)


def here(sheet: WorkingDraft, tail: str = "") -> str:
    return f"/sandbox/sheets/{sheet.pk}/{tail}"


def contents(sheet: WorkingDraft) -> list[tuple[str, Decimal | None, Decimal | None]]:
    lines = [line.content for line in list_lines(sheet)]
    return [(each.product.product_number if each.product else "", each.quantity, each.unit_net_price) for each in lines]


def marks(text: str) -> list[str]:
    return re.findall(r'name="seen" value="([0-9a-f]+)"', text)


def test_a_sheet_begins_on_the_customers_page(accountant: Client, sandbox: Sandbox) -> None:
    response = accountant.post(f"/sandbox/customers/{CUSTOMER}/sheets/", follow=True)

    assert response.status_code == 200
    assert WorkingDraft.objects.get().customer == CUSTOMER
    assert "Not in e-conomic yet." in response.text


def test_a_line_is_added_with_the_price_of_e_conomic(quick: Client, sheet: WorkingDraft, product: str) -> None:
    response = quick.post(here(sheet, "lines/"), {"product": product, "quantity": "2"})

    ((number, quantity, price),) = contents(sheet)
    assert (number, quantity) == (product, Decimal(2))
    assert price
    assert response.status_code == 200
    assert f'value="{product}"' in response.text
    assert 'id="totals"' in response.text


def test_a_quantity_alone_is_changed(quick: Client, sheet: WorkingDraft, product: str) -> None:
    quick.post(here(sheet, "lines/"), {"product": product})
    (line,) = list_lines(sheet)

    response = quick.post(here(sheet, f"lines/{line.pk}/"), {"quantity": "3", "revision": str(line.revision)})

    assert response.status_code == 200
    assert contents(sheet)[0][1] == 3


def test_without_scripts_only_what_was_changed_counts(accountant: Client, sheet: WorkingDraft, product: str) -> None:
    accountant.post(here(sheet, "lines/"), {"product": product, "quantity": "2", "shown": "{}"})
    (line,) = list_lines(sheet)
    page = accountant.get(here(sheet)).text
    shown = re.findall(r'name="shown" value="([^"]*)"', page)[1].replace("&quot;", '"')
    fields = {"product": product, "quantity": "2", "unit_net_price": "7,50", "shown": shown}

    response = accountant.post(here(sheet, f"lines/{line.pk}/"), {**fields, "revision": str(line.revision)})

    assert response.status_code == 303
    assert contents(sheet) == [(product, Decimal(2), Decimal("7.50"))]
    assert list_lines(sheet)[0].price_by_hand


def test_what_cannot_be_understood_stays_as_it_was_typed(quick: Client, sheet: WorkingDraft, product: str) -> None:
    quick.post(here(sheet, "lines/"), {"product": product})
    (line,) = list_lines(sheet)

    response = quick.post(here(sheet, f"lines/{line.pk}/"), {"quantity": "1234.56"})

    assert response.status_code == 422
    assert 'value="1234.56"' in response.text
    assert "Did you mean 1.234,56?" in response.text
    assert contents(sheet)[0][1] == 1


def test_all_lines_are_repriced_but_those_set_by_hand(
    quick: Client, accountant: Client, sheet: WorkingDraft, product: str
) -> None:
    for price in ("", "", "7,50"):
        quick.post(here(sheet, "lines/"), {"product": product, "unit_net_price": price})
    first = list_lines(sheet)[0]
    price = str(contents(sheet)[0][2])
    type(first).objects.filter(pk=first.pk).update(wire=first.wire.replace(price, "1.25"))

    said = quick.post(here(sheet, "repriced/")).text
    page = accountant.post(here(sheet, "repriced/"), follow=True).text

    assert "2 lines repriced, 1 set by hand left. 1 has changed." in said
    assert f'id="line-{first.pk}"' in said
    assert "2 lines repriced, 1 set by hand left." in page
    assert [str(price) for _product, _quantity, price in contents(sheet)] == [price, price, "7.50"]


def test_a_product_that_is_not_there_is_said_in_its_cell(quick: Client, sheet: WorkingDraft) -> None:
    response = quick.post(here(sheet, "lines/"), {"product": "nothing-like-it"})

    assert response.status_code == 422
    assert "No product has the number or the name nothing-like-it." in response.text
    assert 'value="nothing-like-it"' in response.text
    assert contents(sheet) == []


def test_a_product_is_taken_by_its_name_where_one_has_it(
    quick: Client, sheet: WorkingDraft, economic: Gateway, product: str
) -> None:
    name = economic.products.get(product).name

    added = quick.post(here(sheet, "lines/"), {"product": name.upper(), "quantity": "2"})
    (line,) = list_lines(sheet)
    changed = quick.post(here(sheet, f"lines/{line.pk}/"), {"product": name, "revision": str(line.revision)})

    assert (added.status_code, changed.status_code) == (200, 200)
    assert [(number, quantity) for number, quantity, _price in contents(sheet)] == [(product, Decimal(2))]


def test_a_name_of_several_products_is_asked_about(quick: Client, sheet: WorkingDraft, economic: Gateway) -> None:
    response = quick.post(here(sheet, "lines/"), {"product": "ar"})

    assert response.status_code == 422
    assert re.search("[1-9][0-9]* products are called like ar: choose one.", response.text)
    assert 'value="ar"' in response.text
    assert contents(sheet) == []


def test_an_older_tab_is_shown_what_is_newer(quick: Client, sheet: WorkingDraft, product: str) -> None:
    quick.post(here(sheet, "lines/"), {"product": product})
    (line,) = list_lines(sheet)
    quick.post(here(sheet, f"lines/{line.pk}/"), {"quantity": "5", "revision": str(line.revision)})

    response = quick.post(here(sheet, f"lines/{line.pk}/"), {"quantity": "9", "revision": str(line.revision)})

    assert response.status_code == 422
    assert 'value="9"' in response.text
    assert "Now 5." in response.text
    assert contents(sheet)[0][1] == 5


def test_lines_are_moved_doubled_removed_and_brought_back(quick: Client, sheet: WorkingDraft) -> None:
    for text in ("one", "two"):
        quick.post(here(sheet, "lines/"), {"description": text})
    first = list_lines(sheet)[0]

    def act(what: str) -> list[str]:
        now = WorkingDraft.objects.get().revision
        quick.post(here(sheet, f"lines/{first.pk}/"), {"act": what, "revision": str(now)})
        return [line.content.description for line in list_lines(sheet)]

    assert act("down") == ["two", "one"]
    assert act("up") == ["one", "two"]
    assert act("duplicate") == ["one", "one", "two"]
    assert act("remove") == ["one", "two"]
    assert act("restore") == ["one", "one", "two"]


def test_a_quantity_without_a_product_is_kept_and_stands_against_sending(quick: Client, sheet: WorkingDraft) -> None:
    quick.post(here(sheet, "lines/"), {"description": "Work", "quantity": "5"})

    assert contents(sheet) == [("", Decimal(5), None)]
    assert "Without a product the amount would be lost" in quick.get(here(sheet, "before/")).text


def test_rows_of_a_spreadsheet_become_lines(quick: Client, sheet: WorkingDraft, product: str) -> None:
    response = quick.post(here(sheet, "pasted/"), {"rows": f"{product}\t2\t9,50\n\t\t\tOnly text"})

    assert response.status_code == 200
    assert contents(sheet) == [(product, Decimal(2), Decimal("9.50")), ("", None, None)]


def test_products_are_found_by_number_and_by_name(
    quick: Client, sheet: WorkingDraft, economic: Gateway, product: str
) -> None:
    name = economic.products.get(product).name

    by_number = quick.get(here(sheet, "products/"), {"q": product}).text
    by_name = quick.get(here(sheet, "products/"), {"q": name[:5].lower()}).text

    assert f'data-number="{product}"' in by_number
    assert 'role="option"' in by_name


def test_a_barred_product_is_shown_as_such(quick: Client, sheet: WorkingDraft, economic: Gateway) -> None:
    barred = next(each for each in economic.products.page(size=1000).items if each.barred)

    response = quick.get(here(sheet, "products/"), {"q": barred.product_number})

    assert 'aria-disabled="true"' in response.text


def test_a_field_alone_is_changed_and_the_due_date_follows(quick: Client, sheet: WorkingDraft) -> None:
    response = quick.post(here(sheet, "fields/"), {"date": "01-12-2026", "revision": str(sheet.revision)})

    head = WorkingDraft.objects.get().header
    assert response.status_code == 200
    assert str(head.date) == "2026-12-01"
    assert head.due_date
    assert head.due_date.strftime("%d-%m-%Y") in response.text


def test_a_date_misread_stays_in_its_field(quick: Client, sheet: WorkingDraft) -> None:
    response = quick.post(here(sheet, "fields/"), {"date": "32-12-2026", "revision": str(sheet.revision)})

    assert response.status_code == 422
    assert 'value="32-12-2026"' in response.text
    assert WorkingDraft.objects.get().header.date == sheet.header.date


def test_an_older_tab_is_shown_a_newer_field_and_keeps_its_own_if_one_wants(quick: Client, sheet: WorkingDraft) -> None:
    terms = {"payment_terms": "2", "notes.heading": "Theirs", "revision": str(sheet.revision)}
    quick.post(here(sheet, "fields/"), terms)
    theirs = WorkingDraft.objects.get()

    mine = {"payment_terms": "3", "notes.heading": "Mine", "revision": str(sheet.revision)}
    refused = quick.post(here(sheet, "fields/"), mine)
    kept = quick.post(here(sheet, "fields/"), mine | {"revision": str(theirs.revision)})

    name = theirs.header.payment_terms.name if theirs.header.payment_terms else ""
    assert refused.status_code == 422
    assert f"meanwhile to: {name}" in refused.text
    assert refused.text.count("Take theirs") == refused.text.count("Keep mine") == 2
    assert 'value="Mine"' in refused.text
    assert kept.status_code == 200
    assert WorkingDraft.objects.get().header.notes.heading == "Mine"


def test_the_sheet_is_sent_once_and_the_draft_is_shown(
    accountant: Client, sheet: WorkingDraft, product: str, economic: Gateway
) -> None:
    accountant.post(here(sheet, "lines/"), {"product": product, "quantity": "2"})
    before = economic.drafts.page().results
    seen = marks(accountant.get(here(sheet, "before/")).text)
    revision = str(WorkingDraft.objects.get().revision)

    first = accountant.post(here(sheet, "send/"), {"revision": revision, "seen": seen})
    second = accountant.post(here(sheet, "send/"), {"revision": revision, "seen": seen})

    number = WorkingDraft.objects.get().draft_number
    assert economic.drafts.page().results == before + 1
    assert first["Location"] == second["Location"] == f"/sandbox/drafts/{number}/"


def test_what_deserves_a_thought_stops_it_once(
    accountant: Client, quick: Client, sheet: WorkingDraft, economic: Gateway
) -> None:
    stopped = quick.post(here(sheet, "send/"), {"revision": str(sheet.revision)})
    sent = quick.post(here(sheet, "send/"), {"revision": str(sheet.revision), "seen": marks(stopped.text)})

    assert stopped.status_code == 422
    assert "There are no lines." in stopped.text
    assert sent["HX-Redirect"].startswith("/sandbox/drafts/")
    assert WorkingDraft.objects.get().overridden


def test_silence_after_the_deed_is_asked_again_and_makes_one_draft(
    accountant: Client, sheet: WorkingDraft, product: str, economic: Gateway, sandbox: Sandbox
) -> None:
    accountant.post(here(sheet, "lines/"), {"product": product})
    before = economic.drafts.page().results
    seen = marks(accountant.get(here(sheet, "before/")).text)
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    revision = str(WorkingDraft.objects.get().revision)
    doubtful = accountant.post(here(sheet, "send/"), {"revision": revision, "seen": seen}, follow=True)

    settled = accountant.post(here(sheet, "asked-again/"))

    assert "Ask again" in doubtful.text
    assert 'fieldset class="bare" disabled' in doubtful.text
    assert settled["Location"].startswith("/sandbox/drafts/")
    assert economic.drafts.page().results == before + 1


def test_what_e_conomic_refuses_is_said_at_its_line(
    quick: Client, sheet: WorkingDraft, product: str, sandbox: Sandbox
) -> None:
    quick.post(here(sheet, "lines/"), {"product": product})
    (line,) = list_lines(sheet)
    seen = marks(quick.get(here(sheet, "before/")).text)
    sandbox.fault("POST", "/invoices/drafts", "refuse:lines.0.quantity:E06010")

    response = quick.post(here(sheet, "send/"), {"revision": str(WorkingDraft.objects.get().revision), "seen": seen})

    assert response.status_code == 422
    assert f"c-{line.pk}-quantity" in response.text
    assert WorkingDraft.objects.get().state == WorkingDraft.State.OPEN


REFUSALS = {
    "lines.0.quantity": r'id="c-\d+-quantity"[^>]*aria-invalid="true" aria-describedby="c-\d+-quantity-error"',
    "lines.0.accrual": r'<span class="mark-line bad">',
    "recipient.ean": r'aria-invalid="true" aria-describedby="f-recipient.ean_error"',
    "notes.heading": r'aria-invalid="true" aria-describedby="f-notes.heading_error"',
}


@pytest.mark.parametrize("path", REFUSALS)
@pytest.mark.parametrize("scripts", [True, False])
def test_what_e_conomic_refuses_stands_beside_its_field(
    accountant: Client, quick: Client, sheet: WorkingDraft, product: str, sandbox: Sandbox, path: str, scripts: bool
) -> None:
    quick.post(here(sheet, "lines/"), {"product": product})
    seen = marks(quick.get(here(sheet, "before/")).text)
    sandbox.fault("POST", "/invoices/drafts", f"refuse:{path}:E06010")
    revision = str(WorkingDraft.objects.get().revision)

    response = (quick if scripts else accountant).post(here(sheet, "send/"), {"revision": revision, "seen": seen})

    assert response.status_code == 422
    assert re.search(REFUSALS[path], response.text)
    assert ('id="details" open' in response.text) is ("." in path and not path.startswith("lines"))


def test_a_colleague_reads_it_and_takes_it_over(sign_in: Callable[..., Client], sheet: WorkingDraft) -> None:
    admin = sign_in("admin")
    read = admin.get(here(sheet))
    refused = admin.post(here(sheet, "lines/"), {"description": "mine"})

    taken = admin.post(here(sheet, "taken-over/"), follow=True)

    assert "accountant has this sheet now." in read.text
    assert refused.status_code == 409
    assert "The sheet is yours now." in taken.text
    assert WorkingDraft.objects.get().person.username == "admin"


def test_unsent_sheets_are_listed(accountant: Client, sheet: WorkingDraft) -> None:
    response = accountant.get("/sandbox/sheets/")

    assert here(sheet) in response.text


def test_a_sheet_is_thrown_away(accountant: Client, sheet: WorkingDraft) -> None:
    accountant.post(here(sheet, "thrown-away/"))

    assert not WorkingDraft.objects.exists()


def test_a_draft_is_edited_copied_and_a_booked_invoice_credited(accountant: Client, economic: Gateway) -> None:
    draft = economic.drafts.page(size=1).items[0].draft_invoice_number
    booked = economic.booked.page(size=1).items[0].booked_invoice_number
    for begun in (
        f"drafts/{draft}/edit/",
        f"drafts/{draft}/copy/",
        f"booked/{booked}/copy/",
        f"booked/{booked}/credit/",
    ):
        response = accountant.post(f"/sandbox/{begun}", follow=True)
        assert response.status_code == 200

    edited, copied, again, credited = WorkingDraft.objects.order_by("pk")
    assert [edited.is_new, copied.is_new] == [False, True]
    assert [-(q or 0) for _p, q, _u in contents(credited)] == [q or 0 for _p, q, _u in contents(again)]


def test_another_currency_keeps_the_numbers_if_one_wants(accountant: Client, sheet: WorkingDraft, product: str) -> None:
    accountant.post(here(sheet, "lines/"), {"product": product})
    before = contents(sheet)

    accountant.post(here(sheet, "currency/"), {"currency": "EUR", "again": "no"})

    assert WorkingDraft.objects.get().header.currency == "EUR"
    assert contents(sheet) == before


def test_a_currency_that_is_only_chosen_is_asked_about_before_sending(
    accountant: Client, quick: Client, sheet: WorkingDraft, product: str
) -> None:
    accountant.post(here(sheet, "lines/"), {"product": product, "quantity": "2", "shown": "{}"})
    sheet.refresh_from_db()
    sent = {"revision": str(sheet.revision), "seen": marks(quick.get(here(sheet, "before/")).text), "currency": "EUR"}

    page = accountant.post(here(sheet, "send/"), sent)
    panel = quick.post(here(sheet, "send/"), sent)
    left = quick.post(here(sheet, "send/"), {**sent, "currency": "DKK"})

    for answer in (page, panel):
        assert answer.status_code == 422
        assert "EUR is chosen, but the draft is still in DKK." in answer.text
        assert f'formaction="{here(sheet, "currency/")}"' in answer.text
        assert "Leave it in DKK" in answer.text
    assert '<option value="EUR" selected' in page.text
    assert "Not changed yet: the draft is still in DKK." in page.text
    assert left.status_code == 200
    sheet.refresh_from_db()
    assert (sheet.state, sheet.header.currency) == (WorkingDraft.State.SENT, "DKK")


def test_the_currency_belongs_to_the_form_that_sends(accountant: Client, sheet: WorkingDraft) -> None:
    page = accountant.get(here(sheet)).text

    (select,) = re.findall(r'<select[^>]*name="currency"[^>]*>', page)
    assert 'form="send-form"' in select
    assert re.search(r'id="currency-pending"[^>]* hidden', page)


def test_pasted_rows_that_are_not_added_are_asked_about_before_sending(
    accountant: Client, sheet: WorkingDraft, product: str
) -> None:
    accountant.post(here(sheet, "lines/"), {"product": product, "shown": "{}"})
    sheet.refresh_from_db()

    page = accountant.post(here(sheet, "send/"), {"revision": str(sheet.revision), "rows": f"{product}\t7"})

    assert page.status_code == 422
    assert "The rows in the paste area are not lines of the draft yet." in page.text
    assert f"{product}\t7</textarea>" in page.text
    sheet.refresh_from_db()
    assert sheet.state == WorkingDraft.State.OPEN


def test_pasted_rows_that_cannot_be_read_stay_in_their_area(accountant: Client, sheet: WorkingDraft) -> None:
    page = accountant.post(here(sheet, "pasted/"), {"rows": "1\t2\t3\t4\t5\t6"})

    assert page.status_code == 422
    assert "1\t2\t3\t4\t5\t6</textarea>" in page.text


def test_a_line_that_keeps_its_number_is_marked_and_named(
    accountant: Client, quick: Client, sheet: WorkingDraft, product: str
) -> None:
    accountant.post(here(sheet, "lines/"), {"product": product, "shown": "{}"})

    page = accountant.post(here(sheet, "currency/"), {"currency": "EUR", "again": "no"}, follow=True).text
    panel = quick.get(here(sheet, "before/")).text

    assert "Not converted from DKK" in page
    assert "was in DKK and was not converted to EUR." in panel


def test_prices_by_hand_are_repriced_too_where_that_is_asked(
    accountant: Client, sheet: WorkingDraft, product: str
) -> None:
    accountant.post(here(sheet, "lines/"), {"product": product, "shown": "{}"})
    assert "Reprice manual prices too" not in accountant.get(here(sheet)).text
    accountant.post(here(sheet, "lines/"), {"product": product, "unit_net_price": "7,50", "shown": "{}"})
    assert "Reprice manual prices too" in accountant.get(here(sheet)).text

    accountant.post(here(sheet, "repriced/"), {"by_hand": "yes"})

    first, second = (price for _product, _quantity, price in contents(sheet))
    assert first == second


def test_a_draft_changed_in_e_conomic_too_is_decided_field_by_field(
    accountant: Client, quick: Client, economic: Gateway
) -> None:
    number = economic.drafts.page(size=1).items[0].draft_invoice_number
    accountant.post(f"/sandbox/drafts/{number}/edit/")
    sheet = WorkingDraft.objects.get()
    quick.post(here(sheet, "fields/"), {"notes.heading": "Mine", "revision": str(sheet.revision)})
    draft = economic.drafts.get(number)
    economic.drafts.replace(number, draft.with_changes(notes=draft.notes.with_changes(heading="Theirs")))
    revision = str(WorkingDraft.objects.get().revision)
    seen = marks(quick.get(here(sheet, "before/")).text)

    stopped = quick.post(here(sheet, "send/"), {"revision": revision, "seen": seen})
    against = re.findall(r'name="against" value="([^"]+)"', stopped.text)
    choice = {"choice:notes.heading": "mine", "against": against}
    sent = quick.post(here(sheet, "send/"), {"revision": revision, "seen": seen, **choice})

    assert stopped.status_code == 422
    assert marks(stopped.text) == seen
    assert "Theirs" in stopped.text
    assert sent["HX-Redirect"] == f"/sandbox/drafts/{number}/"
    assert economic.drafts.get(number).notes.heading == "Mine"


def test_a_sheet_on_a_draft_shows_the_pdf_of_what_e_conomic_holds(
    accountant: Client, sheet: WorkingDraft, economic: Gateway
) -> None:
    number = economic.drafts.page(size=1).items[0].draft_invoice_number

    page = accountant.post(f"/sandbox/drafts/{number}/edit/", follow=True).text

    assert f'href="/sandbox/drafts/{number}/pdf/"' in page
    assert "As e-conomic has it, not as it is typed here" in page
    assert "Show PDF" not in accountant.get(here(sheet)).text


@pytest.fixture
def orphan(accountant: Client, economic: Gateway) -> WorkingDraft:
    """A sheet on a draft that somebody deleted meanwhile."""
    number = economic.drafts.page(size=1).items[0].draft_invoice_number
    accountant.post(f"/sandbox/drafts/{number}/edit/")
    economic.drafts.remove(number)
    return WorkingDraft.objects.get()


def test_a_sheet_on_a_draft_that_is_gone_says_so_and_becomes_a_new_one(
    accountant: Client, orphan: WorkingDraft, economic: Gateway
) -> None:
    before, gone = economic.drafts.page().results, orphan.draft_number
    said = accountant.get(here(orphan, "before/")).text
    asked = {"revision": str(orphan.revision), "seen": marks(said)}

    first = accountant.post(here(orphan, "sent-as-new/"), asked)
    second = accountant.post(here(orphan, "sent-as-new/"), asked, follow=True)

    number = WorkingDraft.objects.get().draft_number
    assert f"e-conomic has no draft {gone} any more" in said
    assert "invoiced twice" in said
    assert 'id="send"' not in said
    assert number != gone
    assert first["Location"] == f"/sandbox/drafts/{number}/" == second.redirect_chain[-1][0]
    assert economic.drafts.page().results == before + 1


def test_a_new_draft_that_something_stands_against_is_not_sent_and_the_sheet_is_kept(
    accountant: Client, orphan: WorkingDraft, economic: Gateway
) -> None:
    before = economic.drafts.page().results
    accountant.post(here(orphan, "lines/"), {"description": "5 hours", "quantity": "5"})
    revision = str(WorkingDraft.objects.get().revision)

    response = accountant.post(here(orphan, "sent-as-new/"), {"revision": revision}, follow=True)

    assert "It is a new draft now, and not sent yet" in response.text
    assert WorkingDraft.objects.get().is_new
    assert economic.drafts.page().results == before


def test_a_draft_that_is_there_after_all_is_not_made_twice(accountant: Client, economic: Gateway) -> None:
    listed = economic.drafts.page(size=1)
    accountant.post(f"/sandbox/drafts/{listed.items[0].draft_invoice_number}/edit/")
    sheet = WorkingDraft.objects.get()

    response = accountant.post(here(sheet, "sent-as-new/"), {"revision": str(sheet.revision)}, follow=True)

    assert "is in e-conomic after all" in response.text
    assert economic.drafts.page().results == listed.results


def test_what_was_seen_once_does_not_stop_it_again(quick: Client, sheet: WorkingDraft, economic: Gateway) -> None:
    """One warning after the other: the first is not asked about again when the second turns up."""
    owner = economic.customers.get(CUSTOMER)
    quick.post(here(sheet, "lines/"), {"description": "Only text"})
    economic.customers.replace(CUSTOMER, owner.with_changes(credit_limit=Decimal(-99999999)), owner)
    seen = marks(quick.get(here(sheet, "before/")).text)
    quick.post(here(sheet, "fields/"), {"recipient.country": "Sverige", "revision": "99"})
    revision = str(WorkingDraft.objects.get().revision)

    stopped = quick.post(here(sheet, "send/"), {"revision": revision, "seen": seen})
    sent = quick.post(here(sheet, "send/"), {"revision": revision, "seen": marks(stopped.text)})

    assert seen
    assert stopped.status_code == 422
    assert sent["HX-Redirect"].startswith("/sandbox/drafts/")


def test_a_draft_and_an_invoice_lead_to_sheets(accountant: Client, economic: Gateway) -> None:
    draft = economic.drafts.page(size=1).items[0].draft_invoice_number
    booked = economic.booked.page(size=1).items[0].booked_invoice_number

    pages = [accountant.get(f"/sandbox/{path}").text for path in (f"drafts/{draft}/", f"booked/{booked}/", "drafts/")]

    assert f'action="/sandbox/drafts/{draft}/edit/"' in pages[0]
    assert f'action="/sandbox/booked/{booked}/credit/"' in pages[1]
    assert 'href="/sandbox/sheets/"' in pages[2]


@pytest.mark.parametrize("shown", ["[" * 100_000, '{"a":' * 50_000, "9" * 5000, "[]", "null"])
def test_what_the_page_is_said_to_have_shown_may_be_anything(shown: str, accountant: Client, places: Places) -> None:
    sheet = f"/sandbox/sheets/{places['sheet']}/"

    lines = accountant.post(f"{sheet}lines/", {"shown": shown, "description": "Hello"})
    fields = accountant.post(f"{sheet}fields/", {"shown": shown, "heading": "Hello"})

    assert {lines.status_code, fields.status_code} <= {200, 303, 422}
