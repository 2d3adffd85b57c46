"""The pages of the draft editor: starting, editing line by line, sending."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from customers.drafting.line_order import list_lines
from customers.models import WorkingDraft
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.page_urls import UrlNumbers

CUSTOMER = 10001


@pytest.fixture
def htmx_accountant(sign_in: Callable[..., Client]) -> Client:
    """The same accountant, with requests by htmx."""
    return sign_in("accountant", **{"HX-Request": "true"})


@pytest.fixture
def working_draft(accountant: Client) -> WorkingDraft:
    accountant.post(f"/sandbox/customers/{CUSTOMER}/unsent/")
    return WorkingDraft.objects.get()


@pytest.fixture
def product(economic: Gateway) -> str:
    return next(candidate.product_number for candidate in economic.products.page(size=50).items if not candidate.barred)


def editor_url(working_draft: WorkingDraft, tail: str = "") -> str:
    return f"/sandbox/unsent/{working_draft.pk}/{tail}"


def list_contents(working_draft: WorkingDraft) -> list[tuple[str, Decimal | None, Decimal | None]]:
    lines = [line.content for line in list_lines(working_draft)]
    return [
        (content.product.product_number if content.product else "", content.quantity, content.unit_net_price)
        for content in lines
    ]


def list_fingerprints(text: str) -> list[str]:
    return re.findall(r'name="seen" value="([0-9a-f]+)"', text)


def test_draft_is_started_from_the_customer_page(accountant: Client, sandbox: Sandbox) -> None:
    response = accountant.post(f"/sandbox/customers/{CUSTOMER}/unsent/", follow=True)

    assert response.status_code == 200
    assert WorkingDraft.objects.get().customer == CUSTOMER
    assert "Not in e-conomic yet." in response.text


def test_deleted_contact_is_not_offered(
    accountant: Client,
    working_draft: WorkingDraft,
    economic: Gateway,
    add_deleted_contact: Callable[[int, str], int],
) -> None:
    economic.contacts.add(CUSTOMER, {"name": "Eva Quxfriis"})
    add_deleted_contact(CUSTOMER, "Bo Quxlund")

    text = accountant.get(editor_url(working_draft)).text

    assert "Eva Quxfriis" in text
    assert "Bo Quxlund" not in text


def test_added_line_has_the_price_of_economic(
    htmx_accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    response = htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": product, "quantity": "2"})

    ((number, quantity, price),) = list_contents(working_draft)
    assert (number, quantity) == (product, Decimal(2))
    assert price
    assert response.status_code == 200
    assert f'value="{product}"' in response.text
    assert 'id="totals"' in response.text


def test_quantity_of_a_line_is_changed(htmx_accountant: Client, working_draft: WorkingDraft, product: str) -> None:
    htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": product})
    (line,) = list_lines(working_draft)

    response = htmx_accountant.post(
        editor_url(working_draft, f"lines/{line.pk}/"), {"quantity": "3", "revision": str(line.revision)}
    )

    assert response.status_code == 200
    assert list_contents(working_draft)[0][1] == 3


def test_form_without_scripts_saves_only_changed_fields(
    accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    accountant.post(editor_url(working_draft, "lines/"), {"product": product, "quantity": "2", "shown": "{}"})
    (line,) = list_lines(working_draft)
    page = accountant.get(editor_url(working_draft)).text
    previous_values = re.findall(r'name="shown" value="([^"]*)"', page)[1].replace("&quot;", '"')
    fields = {"product": product, "quantity": "2", "unit_net_price": "7,50", "shown": previous_values}

    response = accountant.post(
        editor_url(working_draft, f"lines/{line.pk}/"), {**fields, "revision": str(line.revision)}
    )

    assert response.status_code == 303
    assert list_contents(working_draft) == [(product, Decimal(2), Decimal("7.50"))]
    assert list_lines(working_draft)[0].price_by_hand


def test_invalid_input_is_kept_with_an_error(
    htmx_accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": product})
    (line,) = list_lines(working_draft)

    response = htmx_accountant.post(editor_url(working_draft, f"lines/{line.pk}/"), {"quantity": "1234.56"})

    assert response.status_code == 422
    assert 'value="1234.56"' in response.text
    assert "Did you mean 1.234,56?" in response.text
    assert list_contents(working_draft)[0][1] == 1


def test_repricing_leaves_manual_prices(
    htmx_accountant: Client, accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    for price in ("", "", "7,50"):
        htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": product, "unit_net_price": price})
    first = list_lines(working_draft)[0]
    price = str(list_contents(working_draft)[0][2])
    type(first).objects.filter(pk=first.pk).update(wire=first.wire.replace(price, "1.25"))

    response_text = htmx_accountant.post(editor_url(working_draft, "reprice/")).text
    page = accountant.post(editor_url(working_draft, "reprice/"), follow=True).text

    assert "2 lines repriced. Manual prices kept: 1. 1 line changed." in response_text
    assert f'id="line-{first.pk}"' in response_text
    assert "2 lines repriced. Manual prices kept: 1." in page
    assert [str(price) for _product, _quantity, price in list_contents(working_draft)] == [price, price, "7.50"]


def test_unknown_product_is_an_error_in_its_cell(htmx_accountant: Client, working_draft: WorkingDraft) -> None:
    response = htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": "nothing-like-it"})

    assert response.status_code == 422
    assert "No product matches nothing-like-it." in response.text
    assert 'value="nothing-like-it"' in response.text
    assert list_contents(working_draft) == []


def test_product_is_accepted_by_an_unambiguous_name(
    htmx_accountant: Client, working_draft: WorkingDraft, economic: Gateway, product: str
) -> None:
    name = economic.products.get(product).name

    added = htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": name.upper(), "quantity": "2"})
    (line,) = list_lines(working_draft)
    changed = htmx_accountant.post(
        editor_url(working_draft, f"lines/{line.pk}/"), {"product": name, "revision": str(line.revision)}
    )

    assert (added.status_code, changed.status_code) == (200, 200)
    assert [(number, quantity) for number, quantity, _price in list_contents(working_draft)] == [(product, Decimal(2))]


def test_ambiguous_product_name_is_refused(
    htmx_accountant: Client, working_draft: WorkingDraft, economic: Gateway
) -> None:
    response = htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": "ar"})

    assert response.status_code == 422
    assert re.search("[1-9][0-9]* products match ar. Choose one.", response.text)
    assert 'value="ar"' in response.text
    assert list_contents(working_draft) == []


def test_outdated_tab_is_shown_the_newer_value(
    htmx_accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": product})
    (line,) = list_lines(working_draft)
    htmx_accountant.post(
        editor_url(working_draft, f"lines/{line.pk}/"), {"quantity": "5", "revision": str(line.revision)}
    )

    response = htmx_accountant.post(
        editor_url(working_draft, f"lines/{line.pk}/"), {"quantity": "9", "revision": str(line.revision)}
    )

    assert response.status_code == 422
    assert 'value="9"' in response.text
    assert "It is now 5." in response.text
    assert list_contents(working_draft)[0][1] == 5


def test_lines_are_moved_duplicated_removed_and_restored(htmx_accountant: Client, working_draft: WorkingDraft) -> None:
    for text in ("one", "two"):
        htmx_accountant.post(editor_url(working_draft, "lines/"), {"description": text})
    first = list_lines(working_draft)[0]

    def post_action(action: str) -> list[str]:
        revision = WorkingDraft.objects.get().revision
        htmx_accountant.post(
            editor_url(working_draft, f"lines/{first.pk}/"), {"act": action, "revision": str(revision)}
        )
        return [line.content.description for line in list_lines(working_draft)]

    assert post_action("down") == ["two", "one"]
    assert post_action("up") == ["one", "two"]
    assert post_action("duplicate") == ["one", "one", "two"]
    assert post_action("remove") == ["one", "two"]
    assert post_action("restore") == ["one", "one", "two"]


def test_quantity_without_a_product_is_kept_but_blocks_sending(
    htmx_accountant: Client, working_draft: WorkingDraft
) -> None:
    htmx_accountant.post(editor_url(working_draft, "lines/"), {"description": "Work", "quantity": "5"})

    assert list_contents(working_draft) == [("", Decimal(5), None)]
    assert (
        "saves the line as text and drops the amount" in htmx_accountant.get(editor_url(working_draft, "review/")).text
    )


def test_pasted_rows_become_lines(htmx_accountant: Client, working_draft: WorkingDraft, product: str) -> None:
    response = htmx_accountant.post(
        editor_url(working_draft, "paste/"), {"rows": f"{product}\t2\t9,50\n\t\t\tOnly text"}
    )

    assert response.status_code == 200
    assert list_contents(working_draft) == [(product, Decimal(2), Decimal("9.50")), ("", None, None)]


def test_products_are_found_by_number_and_by_name(
    htmx_accountant: Client, working_draft: WorkingDraft, economic: Gateway, product: str
) -> None:
    name = economic.products.get(product).name

    by_number = htmx_accountant.get(editor_url(working_draft, "products/"), {"q": product}).text
    by_name = htmx_accountant.get(editor_url(working_draft, "products/"), {"q": name[:5].lower()}).text

    assert f'data-number="{product}"' in by_number
    assert 'role="option"' in by_name


def test_barred_product_is_disabled_in_the_list(
    htmx_accountant: Client, working_draft: WorkingDraft, economic: Gateway
) -> None:
    barred_product = next(product for product in economic.products.page(size=1000).items if product.barred)

    response = htmx_accountant.get(editor_url(working_draft, "products/"), {"q": barred_product.product_number})

    assert 'aria-disabled="true"' in response.text


def test_changed_date_updates_the_due_date(htmx_accountant: Client, working_draft: WorkingDraft) -> None:
    response = htmx_accountant.post(
        editor_url(working_draft, "fields/"), {"date": "01-12-2026", "revision": str(working_draft.revision)}
    )

    header = WorkingDraft.objects.get().header
    assert response.status_code == 200
    assert str(header.date) == "2026-12-01"
    assert header.due_date
    assert header.due_date.strftime("%d-%m-%Y") in response.text


def test_invalid_date_is_kept_in_its_field(htmx_accountant: Client, working_draft: WorkingDraft) -> None:
    response = htmx_accountant.post(
        editor_url(working_draft, "fields/"), {"date": "32-12-2026", "revision": str(working_draft.revision)}
    )

    assert response.status_code == 422
    assert 'value="32-12-2026"' in response.text
    assert WorkingDraft.objects.get().header.date == working_draft.header.date


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("project", "0", "Enter a number from 1 to 999999999."),
        ("exchange_rate", "0", "Enter a rate above 0 for 100 units of the currency, like 745,12."),
        ("exchange_rate", "745,1234567", "Enter at most six decimals, like 745,123456."),
    ],
)
def test_number_that_economic_would_refuse_is_kept_in_its_field(
    field: str, typed: str, message: str, htmx_accountant: Client, working_draft: WorkingDraft
) -> None:
    response = htmx_accountant.post(
        editor_url(working_draft, "fields/"), {field: typed, "revision": str(working_draft.revision)}
    )

    assert response.status_code == 422
    assert message in response.text
    assert f'value="{typed}"' in response.text
    assert WorkingDraft.objects.get().revision == working_draft.revision


def test_outdated_tab_can_keep_its_own_value_of_a_field(htmx_accountant: Client, working_draft: WorkingDraft) -> None:
    terms = {"payment_terms": "2", "notes.heading": "Theirs", "revision": str(working_draft.revision)}
    htmx_accountant.post(editor_url(working_draft, "fields/"), terms)
    theirs = WorkingDraft.objects.get()

    mine = {"payment_terms": "3", "notes.heading": "Mine", "revision": str(working_draft.revision)}
    refused = htmx_accountant.post(editor_url(working_draft, "fields/"), mine)
    accepted = htmx_accountant.post(editor_url(working_draft, "fields/"), mine | {"revision": str(theirs.revision)})

    name = theirs.header.payment_terms.name if theirs.header.payment_terms else ""
    assert refused.status_code == 422
    assert f"Someone changed this to: {name}" in refused.text
    assert refused.text.count("Use their value") == refused.text.count("Keep my value") == 2
    assert 'value="Mine"' in refused.text
    assert accepted.status_code == 200
    assert WorkingDraft.objects.get().header.notes.heading == "Mine"


def test_draft_is_sent_once_and_then_shown(
    accountant: Client, working_draft: WorkingDraft, product: str, economic: Gateway
) -> None:
    accountant.post(editor_url(working_draft, "lines/"), {"product": product, "quantity": "2"})
    before = economic.drafts.page().results
    seen = list_fingerprints(accountant.get(editor_url(working_draft, "review/")).text)
    revision = str(WorkingDraft.objects.get().revision)

    first = accountant.post(editor_url(working_draft, "send/"), {"revision": revision, "seen": seen})
    second = accountant.post(editor_url(working_draft, "send/"), {"revision": revision, "seen": seen})

    number = WorkingDraft.objects.get().draft_number
    assert economic.drafts.page().results == before + 1
    assert first["Location"] == second["Location"] == f"/sandbox/drafts/{number}/"


def test_warning_stops_sending_once(
    accountant: Client, htmx_accountant: Client, working_draft: WorkingDraft, economic: Gateway
) -> None:
    stopped = htmx_accountant.post(editor_url(working_draft, "send/"), {"revision": str(working_draft.revision)})
    sent = htmx_accountant.post(
        editor_url(working_draft, "send/"),
        {"revision": str(working_draft.revision), "seen": list_fingerprints(stopped.text)},
    )

    assert stopped.status_code == 422
    assert "The draft has no lines." in stopped.text
    assert sent["HX-Redirect"].startswith("/sandbox/drafts/")
    assert WorkingDraft.objects.get().overridden


def test_send_of_unknown_outcome_is_retried_and_makes_one_draft(
    accountant: Client, working_draft: WorkingDraft, product: str, economic: Gateway, sandbox: Sandbox
) -> None:
    accountant.post(editor_url(working_draft, "lines/"), {"product": product})
    before = economic.drafts.page().results
    seen = list_fingerprints(accountant.get(editor_url(working_draft, "review/")).text)
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    revision = str(WorkingDraft.objects.get().revision)
    unresolved = accountant.post(editor_url(working_draft, "send/"), {"revision": revision, "seen": seen}, follow=True)

    retried = accountant.post(editor_url(working_draft, "retry/"))

    assert "Try again" in unresolved.text
    assert 'fieldset class="bare" disabled' in unresolved.text
    assert retried["Location"].startswith("/sandbox/drafts/")
    assert economic.drafts.page().results == before + 1


def test_refusal_by_economic_is_shown_at_its_line(
    htmx_accountant: Client, working_draft: WorkingDraft, product: str, sandbox: Sandbox
) -> None:
    htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": product})
    (line,) = list_lines(working_draft)
    seen = list_fingerprints(htmx_accountant.get(editor_url(working_draft, "review/")).text)
    sandbox.fault("POST", "/invoices/drafts", "refuse:lines.0.quantity:E06010")

    response = htmx_accountant.post(
        editor_url(working_draft, "send/"), {"revision": str(WorkingDraft.objects.get().revision), "seen": seen}
    )

    assert response.status_code == 422
    assert f"c-{line.pk}-quantity" in response.text
    assert WorkingDraft.objects.get().state == WorkingDraft.State.OPEN


MARKUP_OF_REFUSALS = {
    "lines.0.quantity": r'id="c-\d+-quantity"[^>]*aria-invalid="true" aria-describedby="c-\d+-quantity-error"',
    "lines.0.accrual": r'<span class="mark-line bad">',
    "recipient.ean": r'aria-invalid="true" aria-describedby="f-recipient.ean_error"',
    "notes.heading": r'aria-invalid="true" aria-describedby="f-notes.heading_error"',
}


@pytest.mark.parametrize("path", MARKUP_OF_REFUSALS)
@pytest.mark.parametrize("scripts", [True, False])
def test_refusal_by_economic_is_shown_at_its_field(
    accountant: Client,
    htmx_accountant: Client,
    working_draft: WorkingDraft,
    product: str,
    sandbox: Sandbox,
    path: str,
    scripts: bool,
) -> None:
    htmx_accountant.post(editor_url(working_draft, "lines/"), {"product": product})
    seen = list_fingerprints(htmx_accountant.get(editor_url(working_draft, "review/")).text)
    sandbox.fault("POST", "/invoices/drafts", f"refuse:{path}:E06010")
    revision = str(WorkingDraft.objects.get().revision)

    response = (htmx_accountant if scripts else accountant).post(
        editor_url(working_draft, "send/"), {"revision": revision, "seen": seen}
    )

    assert response.status_code == 422
    assert re.search(MARKUP_OF_REFUSALS[path], response.text)
    assert ('id="details" open' in response.text) is ("." in path and not path.startswith(("lines", "notes")))


def test_cvr_number_is_the_customers_and_cannot_be_edited(
    accountant: Client, economic: Gateway, working_draft: WorkingDraft
) -> None:
    customer = economic.customers.get(CUSTOMER)
    document = customer.with_changes(corporate_identification_number="29188475")
    economic.customers.replace(CUSTOMER, document, customer)

    page = accountant.get(editor_url(working_draft)).text
    accountant.post(editor_url(working_draft, "fields/"), {"recipient.cvr": "1", "revision": "1", "shown": "{}"})

    assert "CVR number" in page
    assert "29 18 84 75" in page
    assert 'name="recipient.cvr"' not in page
    assert WorkingDraft.objects.get().header.recipient.cvr != "1"


def test_mobile_number_can_only_be_set_on_a_new_draft(
    accountant: Client, htmx_accountant: Client, economic: Gateway, working_draft: WorkingDraft
) -> None:
    mobile = {"recipient.mobile_phone": "20202020"}
    new_page = accountant.get(editor_url(working_draft)).text
    htmx_accountant.post(editor_url(working_draft, "fields/"), mobile | {"revision": "1", "shown": "{}"})
    seen = list_fingerprints(htmx_accountant.get(editor_url(working_draft, "review/")).text)
    revision = str(WorkingDraft.objects.get().revision)
    htmx_accountant.post(editor_url(working_draft, "send/"), {"revision": revision, "seen": seen})
    number = WorkingDraft.objects.get().draft_number

    edit_page = accountant.post(f"/sandbox/drafts/{number}/edit/", follow=True).text

    assert 'name="recipient.mobile_phone"' in new_page
    assert 'name="recipient.mobile_phone"' not in edit_page
    assert "20 20 20 20" in edit_page
    assert economic.drafts.get(number or 0).recipient.mobile_phone == "20202020"


def test_colleague_can_read_and_take_over_a_draft(sign_in: Callable[..., Client], working_draft: WorkingDraft) -> None:
    admin = sign_in("admin")
    opened = admin.get(editor_url(working_draft))
    refused = admin.post(editor_url(working_draft, "lines/"), {"description": "mine"})

    taken_over = admin.post(editor_url(working_draft, "take-over/"), follow=True)

    assert "accountant has taken over this draft." in opened.text
    assert refused.status_code == 409
    assert "You have taken over the draft." in taken_over.text
    assert WorkingDraft.objects.get().person.username == "admin"


def test_unsent_drafts_are_listed(accountant: Client, working_draft: WorkingDraft) -> None:
    response = accountant.get("/sandbox/unsent/")

    assert editor_url(working_draft) in response.text


def test_draft_is_discarded(accountant: Client, working_draft: WorkingDraft) -> None:
    response = accountant.post(editor_url(working_draft, "discard/"), follow=True)

    assert "Draft discarded. Nothing was sent to e-conomic." in response.text
    assert not WorkingDraft.objects.exists()


def test_drafts_and_booked_invoices_can_be_edited_copied_credited(accountant: Client, economic: Gateway) -> None:
    draft = economic.drafts.page(size=1).items[0].draft_invoice_number
    booked = economic.booked.page(size=1).items[0].booked_invoice_number
    for path in (
        f"drafts/{draft}/edit/",
        f"drafts/{draft}/copy/",
        f"booked/{booked}/copy/",
        f"booked/{booked}/credit/",
    ):
        response = accountant.post(f"/sandbox/{path}", follow=True)
        assert response.status_code == 200

    edited, copied, invoice_copy, credited = WorkingDraft.objects.order_by("pk")
    assert [edited.is_new, copied.is_new] == [False, True]
    assert [-(q or 0) for _p, q, _u in list_contents(credited)] == [q or 0 for _p, q, _u in list_contents(invoice_copy)]


def test_changing_currency_can_keep_the_prices(accountant: Client, working_draft: WorkingDraft, product: str) -> None:
    accountant.post(editor_url(working_draft, "lines/"), {"product": product})
    before = list_contents(working_draft)

    accountant.post(editor_url(working_draft, "currency/"), {"currency": "EUR", "again": "no"})

    assert WorkingDraft.objects.get().header.currency == "EUR"
    assert list_contents(working_draft) == before


def test_chosen_but_unapplied_currency_stops_sending(
    accountant: Client, htmx_accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    accountant.post(editor_url(working_draft, "lines/"), {"product": product, "quantity": "2", "shown": "{}"})
    working_draft.refresh_from_db()
    sent = {
        "revision": str(working_draft.revision),
        "seen": list_fingerprints(htmx_accountant.get(editor_url(working_draft, "review/")).text),
        "currency": "EUR",
    }

    page = accountant.post(editor_url(working_draft, "send/"), sent)
    panel = htmx_accountant.post(editor_url(working_draft, "send/"), sent)
    kept_currency = htmx_accountant.post(editor_url(working_draft, "send/"), {**sent, "currency": "DKK"})

    for answer in (page, panel):
        assert answer.status_code == 422
        assert "EUR is chosen, but the draft is still in DKK." in answer.text
        assert f'formaction="{editor_url(working_draft, "currency/")}"' in answer.text
        assert "Keep DKK" in answer.text
    assert '<option value="EUR" selected' in page.text
    assert "Not changed yet. The draft is still in DKK." in page.text
    assert kept_currency.status_code == 200
    working_draft.refresh_from_db()
    assert (working_draft.state, working_draft.header.currency) == (WorkingDraft.State.SENT, "DKK")


def test_currency_field_belongs_to_the_send_form(accountant: Client, working_draft: WorkingDraft) -> None:
    page = accountant.get(editor_url(working_draft)).text

    (select,) = re.findall(r'<select[^>]*name="currency"[^>]*>', page)
    assert 'form="send-form"' in select
    assert re.search(r'id="currency-pending"[^>]* hidden', page)


def test_pasted_but_unadded_rows_stop_sending(accountant: Client, working_draft: WorkingDraft, product: str) -> None:
    accountant.post(editor_url(working_draft, "lines/"), {"product": product, "shown": "{}"})
    working_draft.refresh_from_db()

    page = accountant.post(
        editor_url(working_draft, "send/"), {"revision": str(working_draft.revision), "rows": f"{product}\t7"}
    )

    assert page.status_code == 422
    assert "The rows in the paste area are not lines of the draft yet." in page.text
    assert f"{product}\t7</textarea>" in page.text
    working_draft.refresh_from_db()
    assert working_draft.state == WorkingDraft.State.OPEN


def get_paste_area(page: str) -> str:
    (area,) = re.findall(r'<details[^>]*id="paste-area".*?</details>', page, re.DOTALL)
    return html.unescape(area)


def test_bad_rows_come_back_in_the_paste_area_with_their_reasons(
    accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    page = accountant.post(
        editor_url(working_draft, "paste/"),
        {"rows": f"Varenr\tAntal\r\n{product}\t2\r\nNIX\t1\r\n{product}\t1.5\r\n", "revision": "1"},
    )

    area = get_paste_area(page.text)
    assert (page.status_code, len(list_lines(working_draft))) == (422, 1)
    assert f"\nNIX\t1\n{product}\t1.5</textarea>" in area
    assert "1 line added. 2 rows are still in the paste area. Header row skipped: Varenr, Antal." in area
    assert "Row 1: Product NIX does not exist." in area
    assert "Row 2: Did you mean 1,50?" in area
    assert re.search(r"<details[^>]* open>", area)


def test_posting_the_same_rows_again_adds_nothing(
    accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    form = {"rows": f"{product}\t2\nNIX\t1", "revision": str(working_draft.revision)}
    accountant.post(editor_url(working_draft, "paste/"), form)

    page = accountant.post(editor_url(working_draft, "paste/"), form)

    assert (page.status_code, len(list_lines(working_draft))) == (422, 1)
    assert "No line was added: the draft has changed" in page.text
    assert f"{product}\t2\nNIX\t1</textarea>" in page.text


def test_message_says_how_many_pasted_rows_were_added(
    accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    page = accountant.post(editor_url(working_draft, "paste/"), {"rows": f"{product}\r\n{product}\r\n"}, follow=True)

    assert "2 lines added." in page.text
    assert not re.search(r"<details[^>]* open>", get_paste_area(page.text))


def test_rows_already_in_the_paste_area_stay_there(
    htmx_accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    response = htmx_accountant.post(
        editor_url(working_draft, "paste/"), {"rows": f"{product}\nNUL", "left": f"NIX\t1.5\n{product}\t3"}
    )

    area = get_paste_area(response.text)
    assert (response.status_code, len(list_lines(working_draft))) == (422, 1)
    assert f"\nNIX\t1.5\n{product}\t3\nNUL</textarea>" in area
    reasons = ["Row 1: Did you mean 1,50?", "Row 2: Not added yet.", "Row 3: Product NUL does not exist."]
    assert re.findall(r"Row \d: [^<]*", area) == reasons
    assert '<p id="announcement">1 line added. 1 row is still in the paste area.</p>' in response.text


def test_unconverted_price_is_marked_and_named(
    accountant: Client, htmx_accountant: Client, working_draft: WorkingDraft, product: str
) -> None:
    accountant.post(editor_url(working_draft, "lines/"), {"product": product, "shown": "{}"})

    page = accountant.post(editor_url(working_draft, "currency/"), {"currency": "EUR", "again": "no"}, follow=True).text
    panel = htmx_accountant.get(editor_url(working_draft, "review/")).text

    assert "Not converted from DKK" in page
    assert "was in DKK and has not been converted to EUR." in panel


def test_manual_prices_are_repriced_on_request(accountant: Client, working_draft: WorkingDraft, product: str) -> None:
    accountant.post(editor_url(working_draft, "lines/"), {"product": product, "shown": "{}"})
    assert "Reprice manual prices too" not in accountant.get(editor_url(working_draft)).text
    accountant.post(editor_url(working_draft, "lines/"), {"product": product, "unit_net_price": "7,50", "shown": "{}"})
    assert "Reprice manual prices too" in accountant.get(editor_url(working_draft)).text

    accountant.post(editor_url(working_draft, "reprice/"), {"including_manual": "yes"})

    first, second = (price for _product, _quantity, price in list_contents(working_draft))
    assert first == second


def test_conflict_with_economic_is_resolved_per_field(
    accountant: Client, htmx_accountant: Client, economic: Gateway
) -> None:
    number = economic.drafts.page(size=1).items[0].draft_invoice_number
    accountant.post(f"/sandbox/drafts/{number}/edit/")
    working_draft = WorkingDraft.objects.get()
    htmx_accountant.post(
        editor_url(working_draft, "fields/"), {"notes.heading": "Mine", "revision": str(working_draft.revision)}
    )
    draft = economic.drafts.get(number)
    economic.drafts.replace(number, draft.with_changes(notes=draft.notes.with_changes(heading="Theirs")))
    revision = str(WorkingDraft.objects.get().revision)
    seen = list_fingerprints(htmx_accountant.get(editor_url(working_draft, "review/")).text)

    stopped = htmx_accountant.post(editor_url(working_draft, "send/"), {"revision": revision, "seen": seen})
    against = re.findall(r'name="against" value="([^"]+)"', stopped.text)
    choice = {"choice:notes.heading": "mine", "against": against}
    sent = htmx_accountant.post(editor_url(working_draft, "send/"), {"revision": revision, "seen": seen, **choice})

    assert stopped.status_code == 422
    assert list_fingerprints(stopped.text) == seen
    assert "Theirs" in stopped.text
    assert sent["HX-Redirect"] == f"/sandbox/drafts/{number}/"
    assert economic.drafts.get(number).notes.heading == "Mine"


def test_editor_of_a_sent_draft_links_to_its_pdf(
    accountant: Client, working_draft: WorkingDraft, economic: Gateway
) -> None:
    number = economic.drafts.page(size=1).items[0].draft_invoice_number

    page = accountant.post(f"/sandbox/drafts/{number}/edit/", follow=True).text

    assert f'href="/sandbox/drafts/{number}/pdf/"' in page
    assert "The PDF does not include your unsent changes" in page
    assert "Show PDF" not in accountant.get(editor_url(working_draft)).text


@pytest.fixture
def orphaned_draft(accountant: Client, economic: Gateway) -> WorkingDraft:
    """A working draft of an invoice that somebody has since deleted in e-conomic."""
    number = economic.drafts.page(size=1).items[0].draft_invoice_number
    accountant.post(f"/sandbox/drafts/{number}/edit/")
    economic.drafts.remove(number)
    return WorkingDraft.objects.get()


def test_draft_deleted_in_economic_can_be_sent_as_new(
    accountant: Client, orphaned_draft: WorkingDraft, economic: Gateway
) -> None:
    before, deleted_number = economic.drafts.page().results, orphaned_draft.draft_number
    panel = accountant.get(editor_url(orphaned_draft, "review/")).text
    form = {"revision": str(orphaned_draft.revision), "seen": list_fingerprints(panel)}

    first = accountant.post(editor_url(orphaned_draft, "send-as-new/"), form)
    second = accountant.post(editor_url(orphaned_draft, "send-as-new/"), form, follow=True)

    number = WorkingDraft.objects.get().draft_number
    assert f"Draft {deleted_number} is no longer in e-conomic" in panel
    assert "invoiced twice" in panel
    assert 'id="send"' not in panel
    assert number != deleted_number
    assert first["Location"] == f"/sandbox/drafts/{number}/" == second.redirect_chain[-1][0]
    assert economic.drafts.page().results == before + 1


def test_blocked_draft_is_not_sent_as_new_but_kept(
    accountant: Client, orphaned_draft: WorkingDraft, economic: Gateway
) -> None:
    before = economic.drafts.page().results
    accountant.post(editor_url(orphaned_draft, "lines/"), {"description": "5 hours", "quantity": "5"})
    revision = str(WorkingDraft.objects.get().revision)

    response = accountant.post(editor_url(orphaned_draft, "send-as-new/"), {"revision": revision}, follow=True)

    assert "This is now a new draft. It has not been sent." in response.text
    assert WorkingDraft.objects.get().is_new
    assert economic.drafts.page().results == before


def test_draft_still_in_economic_is_not_sent_as_new(accountant: Client, economic: Gateway) -> None:
    draft_page = economic.drafts.page(size=1)
    accountant.post(f"/sandbox/drafts/{draft_page.items[0].draft_invoice_number}/edit/")
    working_draft = WorkingDraft.objects.get()

    response = accountant.post(
        editor_url(working_draft, "send-as-new/"), {"revision": str(working_draft.revision)}, follow=True
    )

    assert "is still in e-conomic" in response.text
    assert economic.drafts.page().results == draft_page.results


def test_acknowledged_warning_does_not_stop_sending_again(
    htmx_accountant: Client, working_draft: WorkingDraft, economic: Gateway
) -> None:
    """The first warning does not need to be acknowledged again when a second one appears."""
    customer = economic.customers.get(CUSTOMER)
    htmx_accountant.post(editor_url(working_draft, "lines/"), {"description": "Only text"})
    economic.customers.replace(CUSTOMER, customer.with_changes(credit_limit=Decimal(-99999999)), customer)
    seen = list_fingerprints(htmx_accountant.get(editor_url(working_draft, "review/")).text)
    htmx_accountant.post(editor_url(working_draft, "fields/"), {"recipient.country": "Sverige", "revision": "99"})
    revision = str(WorkingDraft.objects.get().revision)

    stopped = htmx_accountant.post(editor_url(working_draft, "send/"), {"revision": revision, "seen": seen})
    sent = htmx_accountant.post(
        editor_url(working_draft, "send/"), {"revision": revision, "seen": list_fingerprints(stopped.text)}
    )

    assert seen
    assert stopped.status_code == 422
    assert sent["HX-Redirect"].startswith("/sandbox/drafts/")


def test_invoice_pages_link_to_the_editor(accountant: Client, economic: Gateway) -> None:
    draft = economic.drafts.page(size=1).items[0].draft_invoice_number
    booked = economic.booked.page(size=1).items[0].booked_invoice_number

    pages = [accountant.get(f"/sandbox/{path}").text for path in (f"drafts/{draft}/", f"booked/{booked}/", "drafts/")]

    assert f'action="/sandbox/drafts/{draft}/edit/"' in pages[0]
    assert f'action="/sandbox/booked/{booked}/credit/"' in pages[1]
    assert 'href="/sandbox/unsent/"' in pages[2]


@pytest.mark.parametrize("shown_json", ["[" * 100_000, '{"a":' * 50_000, "9" * 5000, "[]", "null"])
def test_invalid_shown_values_are_handled(shown_json: str, accountant: Client, url_numbers: UrlNumbers) -> None:
    draft_url = f"/sandbox/unsent/{url_numbers['pk']}/"

    lines = accountant.post(f"{draft_url}lines/", {"shown": shown_json, "description": "Hello"})
    fields = accountant.post(f"{draft_url}fields/", {"shown": shown_json, "heading": "Hello"})

    assert {lines.status_code, fields.status_code} <= {200, 303, 422}


def test_unknown_send_without_a_draft_that_changed_says_so(accountant: Client, working_draft: WorkingDraft) -> None:
    sent_at = timezone.now() - timedelta(hours=2)
    WorkingDraft.objects.update(state=WorkingDraft.State.IN_DOUBT, key=uuid4(), attempted_at=sent_at)

    page = accountant.get(editor_url(working_draft)).text

    assert "No draft of this customer has changed since you sent yours" in page
    assert "Edit the draft again" in page
    assert "None of these" not in page
