"""Cost price and margin of a draft's lines: optional in the editor, changed by hand, sent to e-conomic."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from customers.drafting.draft_json import change_record_json
from customers.drafting.lines import add_line, change_line
from customers.drafting.send import send_draft
from customers.drafting.send_outcomes import Sent
from customers.models import WorkingDraft
from customers.shared import formatting
from econ_admin.access.request import EconRequest
from tests.customers.drafting.conftest import CHAIR, GLOVES
from tests.customers.page_reader import get_html, get_text


@pytest.fixture
def accountants_client(sign_in: Callable[..., Client]) -> Client:
    return sign_in("accountant")


def test_changed_cost_price_is_sent_to_economic(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(accountant, working_draft, CHAIR, Decimal(2)).line
    change = change_line(accountant, working_draft, line.pk, line.revision, {"unit_cost_price": Decimal("12.50")})

    outcome = send_draft(accountant, change.draft, change.draft.revision)

    assert isinstance(outcome, Sent)
    sent_line = accountant.economic.drafts.get(outcome.invoice.draft_invoice_number).lines[0]
    assert sent_line.unit_cost_price == Decimal("12.50")
    assert sent_line.margin_in_base_currency == (sent_line.total_net_amount or Decimal()) - 25


def test_cost_price_stays_when_only_the_quantity_changes(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(accountant, working_draft, CHAIR, Decimal(2)).line
    line = change_line(accountant, working_draft, line.pk, line.revision, {"unit_cost_price": Decimal("12.50")}).line

    line = change_line(accountant, working_draft, line.pk, line.revision, {"quantity": Decimal(5)}).line

    assert line.content.unit_cost_price == Decimal("12.50")


def test_another_product_brings_its_own_cost_price(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(accountant, working_draft, CHAIR, Decimal(2)).line
    line = change_line(accountant, working_draft, line.pk, line.revision, {"unit_cost_price": Decimal("12.50")}).line

    line = change_line(accountant, working_draft, line.pk, line.revision, {"product": GLOVES}).line

    template = accountant.economic.templates.line(working_draft.customer, GLOVES, 2)
    assert line.content.unit_cost_price == template.unit_cost_price != Decimal("12.50")


@pytest.mark.parametrize(("typed", "shown"), [("12,5", "12,50"), ("1.234,56", "1.234,56"), ("", "")])
def test_cost_price_is_saved_from_the_grid(
    accountants_client: Client, accountant: EconRequest, working_draft: WorkingDraft, typed: str, shown: str
) -> None:
    line = add_line(accountant, working_draft, CHAIR, Decimal(2)).line

    response = accountants_client.post(
        f"/sandbox/unsent/{working_draft.pk}/lines/{line.pk}/",
        {"unit_cost_price": typed, "shown": '{"unit_cost_price": "x"}', "revision": line.revision},
        headers={"HX-Request": "true"},
    )

    line.refresh_from_db()
    assert response.status_code == 200
    assert f'name="unit_cost_price" form="form-{line.pk}" autocomplete="off" inputmode="decimal"' in get_html(response)
    cost = line.content.unit_cost_price
    assert ("" if cost is None else formatting.format_amount(cost)) == shown


def test_unreadable_cost_price_is_refused_at_its_cell(
    accountants_client: Client, accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    line = add_line(accountant, working_draft, CHAIR, Decimal(2)).line

    response = accountants_client.post(
        f"/sandbox/unsent/{working_draft.pk}/lines/{line.pk}/",
        {"unit_cost_price": "1234.56", "shown": "{}", "revision": line.revision},
    )

    assert response.status_code == 422
    assert "Cost price Did you mean 1.234,56?" in get_text(get_html(response))


def test_address_says_whether_costs_are_shown(
    accountants_client: Client, accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    add_line(accountant, working_draft, CHAIR, Decimal(2))
    url = f"/sandbox/unsent/{working_draft.pk}/"

    without, with_costs = accountants_client.get(url), accountants_client.get(f"{url}?costs=1")

    assert f'href="{url}?costs=1"' in get_html(without)
    assert 'class="lines" id="grid"' in get_html(without)
    assert 'class="lines with-costs" id="grid"' in get_html(with_costs)


def test_delivery_date_of_a_line_is_shown(
    accountants_client: Client, accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    line = add_line(accountant, working_draft, CHAIR, Decimal(2)).line
    line.wire = change_record_json(line.content, {"delivery_date": date(2026, 3, 7)})
    line.save()

    assert "Delivery date 07-03-2026" in get_text(
        get_html(accountants_client.get(f"/sandbox/unsent/{working_draft.pk}/"))
    )
