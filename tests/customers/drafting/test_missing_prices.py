"""A product without a price is distinguished from a failed request for its price."""

from decimal import Decimal

import pytest
from django.test import Client

from customers.drafting import reprice
from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line, change_line
from customers.drafting.paste import paste_rows
from customers.drafting.presend_facts import check_draft
from customers.drafting.views.input import describe_product_error
from customers.models import WorkingDraft, WorkingDraftLine
from customers.shared.products import AmbiguousProduct
from econ_admin.access.request import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.drafting.conftest import CHAIR, GLOVES, STAMPS

NO_PRICE = f"Product {GLOVES} has no price in EUR. Enter a price."


@pytest.fixture
def euro_draft(accountant: EconRequest, working_draft: WorkingDraft) -> WorkingDraft:
    """A draft in euros for a customer with Danish prices. A chair has a price in euros, gloves have none."""
    draft = reprice.change_currency(accountant, working_draft, 9, "EUR", with_new_prices=False).draft
    draft.refresh_from_db()
    return draft


@pytest.fixture
def htmx_accountant(sign_in: object) -> Client:
    return sign_in("accountant", **{"HX-Request": "true"})  # type: ignore[operator, no-any-return]  # a fixture


def post(client: Client, draft: WorkingDraft, path: str, **fields: str) -> str:
    return client.post(f"/sandbox/unsent/{draft.pk}/{path}", fields).text


def list_sentences(request: EconRequest, draft: WorkingDraft) -> list[str]:
    draft.refresh_from_db()
    return [str(finding) for finding in check_draft(request, draft)]


def test_added_product_without_a_price_is_announced(htmx_accountant: Client, euro_draft: WorkingDraft) -> None:
    page = post(htmx_accountant, euro_draft, "lines/", product=GLOVES, shown="{}")

    assert f'<p id="announcement">{NO_PRICE}</p>' in page
    assert "No price in EUR. Enter a price." in page
    assert "Get price" not in page


def test_pasted_product_without_a_price_is_announced(htmx_accountant: Client, euro_draft: WorkingDraft) -> None:
    page = post(htmx_accountant, euro_draft, "paste/", rows=f"{GLOVES}\n{CHAIR}")

    assert f'<p id="announcement">2 lines added. {NO_PRICE}</p>' in page


def test_check_names_a_product_without_a_price(accountant: EconRequest, euro_draft: WorkingDraft) -> None:
    paste_rows(accountant, euro_draft, GLOVES)

    assert NO_PRICE in list_sentences(accountant, euro_draft)


def test_check_names_a_price_without_an_answer(
    accountant: EconRequest, euro_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    sandbox.fault("GET", f"/products/{CHAIR}/pricing", "status:503", 9)
    add_line(accountant, euro_draft, CHAIR)

    sentences = list_sentences(accountant, euro_draft)

    assert "We could not get this price from e-conomic." in sentences
    assert not any("has no price" in sentence for sentence in sentences)


def test_typed_price_ends_the_message(accountant: EconRequest, euro_draft: WorkingDraft) -> None:
    line = add_line(accountant, euro_draft, GLOVES).line

    change_line(accountant, euro_draft, line.pk, 99, {"unit_net_price": Decimal(8)})

    assert NO_PRICE not in list_sentences(accountant, euro_draft)
    assert list_lines(euro_draft)[0].no_price_in == ""


@pytest.mark.parametrize("path", ["/self", f"/products/{CHAIR}"])
def test_failed_read_is_no_missing_price(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox, path: str
) -> None:
    WorkingDraft.objects.filter(pk=working_draft.pk).update(price_currency="EUR")  # the draft is in the agreement's
    working_draft.refresh_from_db()
    sandbox.fault("GET", path, "status:503", 9)

    line = add_line(accountant, working_draft, CHAIR).line

    assert (line.unpriced, line.no_price_in) == (True, "")


def test_other_product_does_not_keep_the_price_of_the_former(accountant: EconRequest, euro_draft: WorkingDraft) -> None:
    line = add_line(accountant, euro_draft, CHAIR).line

    changed = change_line(accountant, euro_draft, line.pk, 99, {"product": GLOVES}).line

    assert (changed.content.unit_net_price, changed.no_price_in) == (None, "EUR")


def test_changed_product_without_an_answer_loses_the_former_price(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    line = add_line(accountant, working_draft, CHAIR, Decimal(3)).line
    sandbox.fault("GET", f"/customers/{working_draft.customer}/templates", "status:503", 9)

    changed = change_line(accountant, working_draft, line.pk, 99, {"product": GLOVES}).line

    content = changed.content
    assert (content.unit_net_price, content.unit_cost_price, content.quantity) == (None, None, Decimal(3))
    assert (changed.unpriced, changed.product_group) == (True, None)


def test_new_currency_names_products_without_a_price_and_without_an_answer(
    htmx_accountant: Client, accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    for product in (GLOVES, CHAIR):
        add_line(accountant, working_draft, product)
    sandbox.fault("GET", f"/products/{CHAIR}/pricing", "status:503", 9)

    page = htmx_accountant.post(f"/sandbox/unsent/{working_draft.pk}/currency/", {"currency": "EUR", "again": "yes"})
    page_text = htmx_accountant.get(page.headers.get("HX-Redirect") or page.headers["Location"]).text

    assert NO_PRICE in page_text
    assert f"e-conomic has a technical problem (503). The price of {CHAIR} has not changed." in page_text


def test_repricing_tells_missing_prices_from_missing_answers(
    htmx_accountant: Client, accountant: EconRequest, euro_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    for product in (GLOVES, CHAIR, STAMPS):
        add_line(accountant, euro_draft, product)
    WorkingDraftLine.objects.filter(draft=euro_draft).update(unpriced=True, no_price_in="")
    sandbox.fault("GET", f"/products/{CHAIR}/pricing", "status:503", 9)

    page = post(htmx_accountant, euro_draft, "reprice/")

    assert f"Products {GLOVES}, {STAMPS} have no price in EUR. Enter their prices." in page
    assert f"The price of {CHAIR} has not changed." in page
    assert [(line.unpriced, line.no_price_in) for line in list_lines(euro_draft)] == [
        (False, "EUR"),
        (True, ""),
        (False, "EUR"),
    ]


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (None, "We could not look up glove: e-conomic did not answer."),
        (0, "No product matches glove."),
        (2, "2 products match glove. Choose one."),
    ],
)
def test_failed_look_up_is_told_from_no_match(count: int | None, message: str) -> None:
    assert describe_product_error(AmbiguousProduct(count), {"product": "glove"}) == {"product": [message]}


def test_check_of_products_that_could_not_be_loaded_is_reported(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, working_draft, CHAIR)
    sandbox.fault("GET", "/products", "status:503", 9)

    assert "We could not check the products with e-conomic." in list_sentences(accountant, working_draft)


def test_vat_rate_without_an_answer_is_told_from_none(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    add_line(accountant, working_draft, CHAIR)
    sandbox.fault("GET", "/vat-accounts", "status:503", 9)

    assert "We could not get the VAT rate of this product from e-conomic." in list_sentences(accountant, working_draft)


def test_product_group_without_a_sales_account_has_no_vat_rate(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    add_line(accountant, working_draft, CHAIR)
    WorkingDraftLine.objects.filter(draft=working_draft).update(product_group=999)

    sentences = list_sentences(accountant, working_draft)

    assert f"e-conomic has no VAT rate for product {CHAIR} in this VAT zone." in sentences


def test_check_finds_a_product_group_that_was_not_loaded(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    add_line(accountant, working_draft, CHAIR)
    WorkingDraftLine.objects.filter(draft=working_draft).update(product_group=None)

    assert list_sentences(accountant, working_draft) == []


def test_suggestions_say_that_prices_could_not_be_loaded(
    htmx_accountant: Client, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    sandbox.fault("GET", "/products", "status:503", 9)

    page = htmx_accountant.get(f"/sandbox/unsent/{working_draft.pk}/products/", {"q": CHAIR}).text

    assert f'data-number="{CHAIR}"' in page
    assert "We could not load prices, or which products are barred." in page


def test_suggested_prices_name_their_currency_in_a_draft_of_another(
    htmx_accountant: Client, euro_draft: WorkingDraft
) -> None:
    page = htmx_accountant.get(f"/sandbox/unsent/{euro_draft.pk}/products/", {"q": CHAIR}).text

    assert "DKK 1.495,00" in page


def test_line_keeps_its_unit_if_the_units_cannot_be_loaded(
    htmx_accountant: Client, accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    unit = add_line(accountant, working_draft, CHAIR).line.content.unit
    sandbox.fault("GET", "/units", "status:503", 9)

    page = htmx_accountant.get(f"/sandbox/unsent/{working_draft.pk}/").text

    assert unit is not None
    assert f'<option value="{unit.key}" selected>{unit.name}</option>' in page
    assert "The units could not be loaded." in page
