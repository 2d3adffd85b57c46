"""Creating a working draft: from the template, from another invoice, or from a draft in e-conomic."""

from decimal import Decimal

import pytest

from customers.drafting import create
from customers.drafting.line_order import list_lines
from customers.drafting.lines import change_line
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import BookedInvoice
from tests.clock import DAY
from tests.customers.conftest import AddCustomer
from tests.customers.drafting.conftest import add_chairs, send_acknowledged


@pytest.fixture
def booked(economic: Gateway) -> BookedInvoice:
    """A booked invoice of another day with several lines."""
    numbers = (invoice.booked_invoice_number for invoice in economic.booked.page(size=100).items if invoice.date != DAY)
    return next(invoice for invoice in map(economic.booked.get, numbers) if len(invoice.lines) > 1)


def test_new_draft_has_the_values_of_the_customers_template(
    accountant: EconRequest, economic: Gateway, add_customer: AddCustomer
) -> None:
    number = add_customer(name="Ada Holm", city="Skagen", currency="EUR")

    working_draft = create.create_draft(accountant, number)

    header, template = working_draft.header, economic.templates.invoice(number)
    assert (header.recipient.name, header.recipient.city, header.currency) == ("Ada Holm", "Skagen", "EUR")
    assert (header.date, header.due_date, header.layout) == (template.date, template.due_date, template.layout)
    assert header.payment_terms
    assert header.payment_terms.payment_terms_type
    assert list_lines(working_draft) == []


def test_new_draft_is_not_sent_to_economic(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    count_before = economic.drafts.of(working_draft.customer).results
    send_acknowledged(accountant, add_chairs(accountant, working_draft))

    assert (count_before, economic.drafts.of(working_draft.customer).results) == (0, 1)


def test_new_draft_has_the_customers_layout(
    accountant: EconRequest, economic: Gateway, add_customer: AddCustomer
) -> None:
    layout = economic.layouts.all()[-1].layout_number
    number = add_customer()
    economic.customers.replace(number, economic.customers.get(number).with_changes(layout=layout))

    working_draft = create.create_draft(accountant, number)

    assert working_draft.header.layout
    assert working_draft.header.layout.layout_number == layout


def test_no_draft_is_created_for_an_unknown_customer(accountant: EconRequest) -> None:
    with pytest.raises(NotFound):
        create.create_draft(accountant, 999_999)

    assert not WorkingDraft.objects.exists()


def test_copy_has_the_same_lines_and_todays_date(accountant: EconRequest, booked: BookedInvoice) -> None:
    working_draft = create.create_from_invoice(accountant, booked)

    assert [
        (row.product_number, row.content.quantity, row.content.unit_net_price) for row in list_lines(working_draft)
    ] == [
        (booked_line.product and booked_line.product.product_number, booked_line.quantity, booked_line.unit_net_price)
        for booked_line in booked.lines
    ]
    assert working_draft.header.date == accountant.economic.templates.invoice(working_draft.customer).date
    assert working_draft.is_new


def test_copy_is_sent_as_a_new_draft(accountant: EconRequest, economic: Gateway, booked: BookedInvoice) -> None:
    owner = economic.customers.get(booked.customer.customer_number)
    economic.customers.replace(owner.customer_number, owner.with_changes(barred=False))

    sent = send_acknowledged(accountant, create.create_from_invoice(accountant, booked))

    assert sent.invoice.net_amount == booked.net_amount
    assert sent.differences == ()


def test_credit_note_has_negative_quantities_at_invoice_prices(accountant: EconRequest, booked: BookedInvoice) -> None:
    working_draft = create.create_from_invoice(accountant, booked, credit=True)

    rows = list_lines(working_draft)
    assert [row.content.quantity for row in rows] == [-(booked_line.quantity or 0) for booked_line in booked.lines]
    assert all(row.price_by_hand and row.discount_by_hand for row in rows)
    assert working_draft.header.exchange_rate == booked.exchange_rate


def test_changing_a_credited_quantity_keeps_the_invoice_price(accountant: EconRequest, booked: BookedInvoice) -> None:
    working_draft = create.create_from_invoice(accountant, booked, credit=True)
    row = list_lines(working_draft)[0]

    changed = change_line(accountant, working_draft, row.pk, working_draft.revision, {"quantity": Decimal(-1)})

    assert changed.line.content.unit_net_price == booked.lines[0].unit_net_price


def test_sent_draft_can_be_copied(accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft) -> None:
    sent = send_acknowledged(accountant, add_chairs(accountant, working_draft))

    copy = create.create_from_invoice(accountant, sent.invoice)

    assert copy.is_new
    assert [row.product_number for row in list_lines(copy)] == ["1010"]
    assert send_acknowledged(accountant, copy).invoice.draft_invoice_number != sent.invoice.draft_invoice_number


def test_opening_a_draft_twice_gives_the_same_working_draft(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    number = send_acknowledged(accountant, add_chairs(accountant, working_draft)).invoice.draft_invoice_number

    opened = create.open_draft_invoice(accountant, number)

    assert create.open_draft_invoice(accountant, number) == opened != working_draft
    assert not opened.is_new
    assert WorkingDraftLine.objects.filter(draft=opened).count() == 1


def test_draft_stores_the_currency_of_the_customers_prices(accountant: EconRequest, add_customer: AddCustomer) -> None:
    assert create.create_draft(accountant, add_customer(currency="EUR")).price_currency == "EUR"
