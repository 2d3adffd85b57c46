"""Beginning a sheet: from the template, from another invoice, on a draft that is in e-conomic."""

from decimal import Decimal

import pytest

from customers.drafting import create
from customers.drafting.line_order import list_lines
from customers.drafting.lines import change_line
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import BookedInvoice
from econ_admin.http import EconRequest
from tests.clock import DAY
from tests.customers.conftest import Register
from tests.customers.drafting.conftest import chairs, send_all_the_same


@pytest.fixture
def booked(economic: Gateway) -> BookedInvoice:
    """One of the seed's, of another day, with several lines."""
    numbers = (each.booked_invoice_number for each in economic.booked.page(size=100).items if each.date != DAY)
    return next(each for each in map(economic.booked.get, numbers) if len(each.lines) > 1)


def test_a_new_sheet_has_what_the_customers_template_says(
    accountant: EconRequest, economic: Gateway, register: Register
) -> None:
    number = register(name="Ada Holm", city="Skagen", currency="EUR")

    sheet = create.create_draft(accountant, number)

    head, template = sheet.header, economic.templates.invoice(number)
    assert (head.recipient.name, head.recipient.city, head.currency) == ("Ada Holm", "Skagen", "EUR")
    assert (head.date, head.due_date, head.layout) == (template.date, template.due_date, template.layout)
    assert head.payment_terms
    assert head.payment_terms.payment_terms_type
    assert list_lines(sheet) == []


def test_a_new_sheet_tells_e_conomic_nothing(accountant: EconRequest, economic: Gateway, sheet: WorkingDraft) -> None:
    assert economic.drafts.of(sheet.customer).results == 0


def test_the_customers_own_layout_comes_with_it(accountant: EconRequest, economic: Gateway, register: Register) -> None:
    layout = economic.layouts.all()[-1].layout_number
    number = register()
    economic.customers.replace(number, economic.customers.get(number).with_changes(layout=layout))

    sheet = create.create_draft(accountant, number)

    assert sheet.header.layout
    assert sheet.header.layout.layout_number == layout


def test_a_customer_who_is_gone_begins_nothing(accountant: EconRequest) -> None:
    with pytest.raises(NotFound):
        create.create_draft(accountant, 999_999)

    assert not WorkingDraft.objects.exists()


def test_a_copy_has_the_same_lines_and_the_date_of_today(accountant: EconRequest, booked: BookedInvoice) -> None:
    sheet = create.create_from_invoice(accountant, booked)

    assert [(row.product_number, row.content.quantity, row.content.unit_net_price) for row in list_lines(sheet)] == [
        (each.product and each.product.product_number, each.quantity, each.unit_net_price) for each in booked.lines
    ]
    assert sheet.header.date == accountant.economic.templates.invoice(sheet.customer).date
    assert sheet.is_new


def test_a_copy_is_sent_as_a_draft_of_its_own(
    accountant: EconRequest, economic: Gateway, booked: BookedInvoice
) -> None:
    owner = economic.customers.get(booked.customer.customer_number)
    economic.customers.replace(owner.customer_number, owner.with_changes(barred=False))

    sent = send_all_the_same(accountant, create.create_from_invoice(accountant, booked))

    assert sent.invoice.net_amount == booked.net_amount
    assert sent.differences == ()


def test_a_credit_note_has_negative_quantities_at_the_prices_of_the_invoice(
    accountant: EconRequest, booked: BookedInvoice
) -> None:
    sheet = create.create_from_invoice(accountant, booked, credit=True)

    rows = list_lines(sheet)
    assert [row.content.quantity for row in rows] == [-(each.quantity or 0) for each in booked.lines]
    assert all(row.price_by_hand and row.discount_by_hand for row in rows)
    assert sheet.header.exchange_rate == booked.exchange_rate


def test_crediting_fewer_asks_for_no_price_of_today(accountant: EconRequest, booked: BookedInvoice) -> None:
    sheet = create.create_from_invoice(accountant, booked, credit=True)
    row = list_lines(sheet)[0]

    kept = change_line(accountant, sheet, row.pk, sheet.revision, {"quantity": Decimal(-1)})

    assert kept.line.content.unit_net_price == booked.lines[0].unit_net_price


def test_another_draft_can_be_copied(accountant: EconRequest, economic: Gateway, sheet: WorkingDraft) -> None:
    sent = send_all_the_same(accountant, chairs(accountant, sheet))

    copy = create.create_from_invoice(accountant, sent.invoice)

    assert copy.is_new
    assert [row.product_number for row in list_lines(copy)] == ["1010"]
    assert send_all_the_same(accountant, copy).invoice.draft_invoice_number != sent.invoice.draft_invoice_number


def test_opening_a_draft_twice_finds_the_same_sheet(accountant: EconRequest, sheet: WorkingDraft) -> None:
    number = send_all_the_same(accountant, chairs(accountant, sheet)).invoice.draft_invoice_number

    opened = create.open_draft_invoice(accountant, number)

    assert create.open_draft_invoice(accountant, number) == opened != sheet
    assert not opened.is_new
    assert WorkingDraftLine.objects.filter(sheet=opened).count() == 1


def test_a_sheet_knows_the_currency_of_e_conomics_prices(accountant: EconRequest, register: Register) -> None:
    assert create.create_draft(accountant, register(currency="EUR")).price_currency == "EUR"
