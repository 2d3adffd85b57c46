"""Before sending: what would be refused or lost, and what deserves a thought."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customers.drafting import create
from customers.drafting.findings import Finding
from customers.drafting.header import change_header
from customers.drafting.lines import add_line
from customers.drafting.presend_facts import check_draft
from customers.models import WorkingDraft
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Contact, DeliveryLocation
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.drafting.conftest import BARRED, CHAIR, chairs, send_all_the_same


def codes(request: EconRequest, sheet: WorkingDraft) -> list[str]:
    sheet.refresh_from_db()
    return [each.code for each in check_draft(request, sheet)]


def the(request: EconRequest, sheet: WorkingDraft, code: str) -> Finding:
    sheet.refresh_from_db()
    return next(each for each in check_draft(request, sheet) if each.code == code)


def change_customer(economic: Gateway, sheet: WorkingDraft, **changes: Any) -> None:
    owner = economic.customers.get(sheet.customer)
    economic.customers.replace(sheet.customer, owner.with_changes(**changes))


def test_an_ordinary_sheet_gives_no_cause(accountant: EconRequest, sheet: WorkingDraft) -> None:
    assert codes(accountant, chairs(accountant, sheet)) == []


def test_a_barred_customer_blocks(accountant: EconRequest, economic: Gateway, sheet: WorkingDraft) -> None:
    chairs(accountant, sheet)
    change_customer(economic, sheet, barred=True)

    assert the(accountant, sheet, "barred-customer").is_blocking


def test_a_barred_product_blocks_on_its_line(accountant: EconRequest, sheet: WorkingDraft) -> None:
    line = add_line(accountant, sheet, BARRED, Decimal(1)).line

    found = the(accountant, sheet, "barred-product")

    assert (found.is_blocking, found.line_pk, found.field_name, str(found)) == (
        True,
        line.pk,
        "product",
        "Product 9999 is barred.",
    )


def test_a_barred_delivery_location_warns(accountant: EconRequest, economic: Gateway, sheet: WorkingDraft) -> None:
    chairs(accountant, sheet)
    location = economic.delivery_locations.add(
        sheet.customer, DeliveryLocation.new_document(address="Havnen 1", barred=True)
    )
    change_header(accountant, sheet, 99, {"delivery_location": location.delivery_location_number})

    found = the(accountant, sheet, "barred-location")

    assert (found.is_blocking, found.field_name) == (False, "delivery_location")


def test_the_limit_counts_this_draft_and_the_other_open_ones(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft
) -> None:
    change_customer(economic, sheet, credit_limit=Decimal(10_000))
    send_all_the_same(accountant, chairs(accountant, sheet))  # 5.606,25
    other = create.create_draft(accountant, sheet.customer)

    under = codes(accountant, add_line(accountant, other, CHAIR, Decimal(2)).draft)
    over = the(accountant, add_line(accountant, other, CHAIR, Decimal(1)).draft, "over-limit")

    assert under == []
    assert over.parameters == {"after": "11.212,50", "limit": "10.000,00"}


def test_the_draft_that_is_edited_counts_once(accountant: EconRequest, economic: Gateway, sheet: WorkingDraft) -> None:
    change_customer(economic, sheet, credit_limit=Decimal(10_000))
    sent = send_all_the_same(accountant, chairs(accountant, sheet))

    assert codes(accountant, create.open_draft_invoice(accountant, sent.invoice.draft_invoice_number)) == []


def test_overdue_amounts_warn(accountant: EconRequest, economic: Gateway) -> None:
    late = next(each for each in economic.booked.overdue.walk() if (each.remainder or 0) > 0)
    sheet = create.create_draft(accountant, late.customer.customer_number)

    assert "overdue" in codes(accountant, sheet)


def test_an_ean_number_wants_a_reference_or_a_contact(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft
) -> None:
    chairs(accountant, sheet)
    change_header(accountant, sheet, 99, {"recipient.ean": "5798000000001"})
    without = codes(accountant, sheet)
    contact = economic.contacts.add(sheet.customer, Contact.new_document(name="Ada Holm")).customer_contact_number

    change_header(accountant, sheet, 99, {"references.customer_contact": contact})

    assert (without, codes(accountant, sheet)) == (["ean"], [])


@pytest.mark.parametrize(
    ("country", "zone", "warned"),
    [
        ("Danmark", 1, False),
        ("Danmark", 4, False),
        ("Danmark", 2, True),
        ("Tyskland", 2, False),
        ("Tyskland", 1, True),
        ("Norge", 3, False),
        ("Norge", 2, True),
        ("Langtbortistan", 1, False),
        ("", 3, False),
    ],
)
def test_the_vat_zone_is_held_against_the_country(
    accountant: EconRequest, sheet: WorkingDraft, country: str, zone: int, warned: bool
) -> None:
    chairs(accountant, sheet)
    change_header(accountant, sheet, 99, {"recipient.country": country, "recipient.vat_zone": zone})

    assert ("vat-zone" in codes(accountant, sheet)) is warned


def test_a_due_date_that_the_terms_do_not_give_warns(accountant: EconRequest, sheet: WorkingDraft) -> None:
    chairs(accountant, sheet)
    change_header(accountant, sheet, 99, {"due_date": date(2030, 1, 1)})

    assert the(accountant, sheet, "due-date").field_name == "due_date"


@pytest.mark.parametrize(("due", "code"), [(None, "no-due-date"), (date(2020, 1, 1), "due-before-date")])
def test_terms_with_a_date_by_hand_need_one_that_is_not_before_the_invoice(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft, due: date | None, code: str
) -> None:
    chairs(accountant, sheet)
    by_hand = (each for each in economic.payment_terms.all() if each.payment_terms_type == "dueDate")
    number = next(by_hand).payment_terms_number

    change_header(accountant, sheet, 99, {"payment_terms": number, "due_date": due})

    assert the(accountant, sheet, code).is_blocking


def test_text_over_the_recipients_limit_blocks(accountant: EconRequest, sheet: WorkingDraft) -> None:
    chairs(accountant, sheet)
    change_header(accountant, sheet, 99, {"recipient.address": "x" * 251})

    found = the(accountant, sheet, "too-long")

    assert (found.is_blocking, found.field_name, found.parameters) == (
        True,
        "recipient.address",
        {"longest": 250, "length": 251},
    )


def test_a_price_under_cost_warns(accountant: EconRequest, sheet: WorkingDraft) -> None:
    line = add_line(accountant, sheet, CHAIR, Decimal(1), unit_net_price=Decimal("779.99")).line

    assert the(accountant, sheet, "under-cost").line_pk == line.pk


def test_an_amount_without_a_product_blocks_since_it_would_be_lost(
    accountant: EconRequest, sheet: WorkingDraft
) -> None:
    line = add_line(accountant, sheet, description="Gebyr", unit_net_price=Decimal(100), quantity=Decimal(1)).line

    found = the(accountant, sheet, "no-product")

    assert (found.is_blocking, found.line_pk) == (True, line.pk)


@pytest.mark.parametrize("field", ["layout", "recipient.name", "recipient.vat_zone"])
def test_what_a_draft_cannot_be_without_blocks(accountant: EconRequest, sheet: WorkingDraft, field: str) -> None:
    chairs(accountant, sheet)
    change_header(accountant, sheet, 99, {field: None})

    found = the(accountant, sheet, "missing")

    assert (found.is_blocking, found.field_name) == (True, field)


def test_a_sheet_without_lines_warns(accountant: EconRequest, sheet: WorkingDraft) -> None:
    assert codes(accountant, sheet) == ["no-lines"]


def test_what_e_conomic_does_not_answer_is_said(accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox) -> None:
    chairs(accountant, sheet)
    sandbox.fault("GET", f"/customers/{sheet.customer}/invoices/drafts", "silence-before", 9)

    assert the(accountant, sheet, "unchecked").parameters == {"what": "the other drafts"}


def test_a_mark_is_about_what_was_seen(accountant: EconRequest, sheet: WorkingDraft) -> None:
    add_line(accountant, sheet, CHAIR, Decimal(1), unit_net_price=Decimal(700))
    seen = the(accountant, sheet, "under-cost").fingerprint
    again = the(accountant, sheet, "under-cost").fingerprint
    add_line(accountant, sheet, CHAIR, Decimal(1), unit_net_price=Decimal(1))

    sheet.refresh_from_db()
    marks = [each.fingerprint for each in check_draft(accountant, sheet) if each.code == "under-cost"]

    assert seen == again
    assert marks.count(seen) == 1
    assert len(marks) == 2
