"""Checks before sending: blocking findings and warnings."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customers.drafting import create
from customers.drafting.findings import Finding
from customers.drafting.header import change_header
from customers.drafting.lines import add_line
from customers.drafting.presend_facts import check_draft
from customers.drafting.reprice import change_currency
from customers.models import WorkingDraft
from customers.shared import formatting
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway, where
from econ_admin.gateway.records import Contact, DeliveryLocation
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.drafting.conftest import BARRED, CHAIR, add_chairs, send_acknowledged


def list_codes(request: EconRequest, working_draft: WorkingDraft) -> list[str]:
    working_draft.refresh_from_db()
    return [finding.code for finding in check_draft(request, working_draft)]


def get_finding(request: EconRequest, working_draft: WorkingDraft, code: str) -> Finding:
    working_draft.refresh_from_db()
    return next(finding for finding in check_draft(request, working_draft) if finding.code == code)


def change_customer(economic: Gateway, working_draft: WorkingDraft, **changes: Any) -> None:
    customer = economic.customers.get(working_draft.customer)
    economic.customers.replace(working_draft.customer, customer.with_changes(**changes))


def test_ordinary_draft_has_no_findings(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    assert list_codes(accountant, add_chairs(accountant, working_draft)) == []


def test_barred_customer_blocks_sending(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    add_chairs(accountant, working_draft)
    change_customer(economic, working_draft, barred=True)

    assert get_finding(accountant, working_draft, "barred-customer").is_blocking


def test_barred_product_blocks_sending_at_its_line(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(accountant, working_draft, BARRED, Decimal(1)).line

    finding = get_finding(accountant, working_draft, "barred-product")

    assert (finding.is_blocking, finding.line_pk, finding.field_name, str(finding)) == (
        True,
        line.pk,
        "product",
        "Product 9999 is barred.",
    )


def test_barred_delivery_location_is_a_warning(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    add_chairs(accountant, working_draft)
    location = economic.delivery_locations.add(
        working_draft.customer, DeliveryLocation.new_document(address="Havnen 1", barred=True)
    )
    change_header(accountant, working_draft, 99, {"delivery_location": location.delivery_location_number})

    finding = get_finding(accountant, working_draft, "barred-location")

    assert (finding.is_blocking, finding.field_name) == (False, "delivery_location")


def test_credit_limit_check_includes_the_other_open_drafts(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    change_customer(economic, working_draft, credit_limit=Decimal(10_000))
    send_acknowledged(accountant, add_chairs(accountant, working_draft))  # 5.606,25
    second_draft = create.create_draft(accountant, working_draft.customer)

    codes_below_limit = list_codes(accountant, add_line(accountant, second_draft, CHAIR, Decimal(2)).draft)
    limit_finding = get_finding(accountant, add_line(accountant, second_draft, CHAIR, Decimal(1)).draft, "over-limit")

    assert codes_below_limit == []
    assert limit_finding.parameters == {"after": "11.212,50", "limit": "10.000,00"}


def test_edited_draft_is_counted_once_in_the_limit_check(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    change_customer(economic, working_draft, credit_limit=Decimal(10_000))
    sent = send_acknowledged(accountant, add_chairs(accountant, working_draft))

    edited = create.open_draft_invoice(accountant, sent.invoice.draft_invoice_number)
    codes_below_limit = list_codes(accountant, edited)
    change_customer(economic, working_draft, credit_limit=Decimal(5_000))

    assert (codes_below_limit, list_codes(accountant, edited)) == ([], ["over-limit"])


def test_overdue_invoices_are_a_warning(accountant: EconRequest, economic: Gateway) -> None:
    overdue_invoice = next(invoice for invoice in economic.booked.overdue.walk() if (invoice.remainder or 0) > 0)
    working_draft = create.create_draft(accountant, overdue_invoice.customer.customer_number)

    assert "overdue" in list_codes(accountant, working_draft)


def test_ean_number_needs_a_reference_or_a_contact(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    add_chairs(accountant, working_draft)
    change_header(accountant, working_draft, 99, {"recipient.ean": "5798000000001"})
    codes_without_contact = list_codes(accountant, working_draft)
    contact = economic.contacts.add(
        working_draft.customer, Contact.new_document(name="Ada Holm")
    ).customer_contact_number

    change_header(accountant, working_draft, 99, {"references.customer_contact": contact})

    assert (codes_without_contact, list_codes(accountant, working_draft)) == (["ean"], [])


@pytest.mark.parametrize(
    ("country", "zone", "is_warned"),
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
def test_vat_zone_is_checked_against_the_country(
    accountant: EconRequest, working_draft: WorkingDraft, country: str, zone: int, is_warned: bool
) -> None:
    add_chairs(accountant, working_draft)
    change_header(accountant, working_draft, 99, {"recipient.country": country, "recipient.vat_zone": zone})

    assert ("vat-zone" in list_codes(accountant, working_draft)) is is_warned


def test_due_date_outside_the_terms_is_a_warning(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    add_chairs(accountant, working_draft)
    change_header(accountant, working_draft, 99, {"due_date": date(2030, 1, 1)})

    assert get_finding(accountant, working_draft, "due-date").field_name == "due_date"


@pytest.mark.parametrize(("due", "code"), [(None, "no-due-date"), (date(2020, 1, 1), "due-before-date")])
def test_manual_due_date_must_exist_and_not_precede_the_invoice(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft, due: date | None, code: str
) -> None:
    add_chairs(accountant, working_draft)
    manual_terms = (terms for terms in economic.payment_terms.all() if terms.payment_terms_type == "dueDate")
    number = next(manual_terms).payment_terms_number

    change_header(accountant, working_draft, 99, {"payment_terms": number, "due_date": due})

    assert get_finding(accountant, working_draft, code).is_blocking


def test_text_over_its_limit_blocks_sending(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    add_chairs(accountant, working_draft)
    change_header(accountant, working_draft, 99, {"recipient.address": "x" * 251})

    finding = get_finding(accountant, working_draft, "too-long")

    assert (finding.is_blocking, finding.field_name, finding.parameters) == (
        True,
        "recipient.address",
        {"limit": 250, "length": 251},
    )


def test_price_below_cost_is_a_warning(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(accountant, working_draft, CHAIR, Decimal(1), unit_net_price=Decimal("779.99")).line

    assert get_finding(accountant, working_draft, "under-cost").line_pk == line.pk


def test_amount_without_a_product_blocks_sending(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    line = add_line(
        accountant, working_draft, description="Gebyr", unit_net_price=Decimal(100), quantity=Decimal(1)
    ).line

    finding = get_finding(accountant, working_draft, "no-product")

    assert (finding.is_blocking, finding.line_pk) == (True, line.pk)


@pytest.mark.parametrize("field", ["layout", "recipient.name", "recipient.vat_zone"])
def test_missing_required_field_blocks_sending(
    accountant: EconRequest, working_draft: WorkingDraft, field: str
) -> None:
    add_chairs(accountant, working_draft)
    change_header(accountant, working_draft, 99, {field: None})

    finding = get_finding(accountant, working_draft, "missing")

    assert (finding.is_blocking, finding.field_name) == (True, field)


def test_draft_without_lines_is_a_warning(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    assert list_codes(accountant, working_draft) == ["no-lines"]


def test_check_that_cannot_be_made_is_reported(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    add_chairs(accountant, working_draft)
    sandbox.fault("GET", f"/customers/{working_draft.customer}/invoices/drafts", "silence-before", 9)

    unchecked = get_finding(accountant, working_draft, "unchecked")
    assert str(unchecked) == "We could not check the customer's other drafts with e-conomic."


def test_fingerprint_changes_with_the_finding(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    add_line(accountant, working_draft, CHAIR, Decimal(1), unit_net_price=Decimal(700))
    fingerprint = get_finding(accountant, working_draft, "under-cost").fingerprint
    same_fingerprint = get_finding(accountant, working_draft, "under-cost").fingerprint
    add_line(accountant, working_draft, CHAIR, Decimal(1), unit_net_price=Decimal(1))

    working_draft.refresh_from_db()
    fingerprints = [
        finding.fingerprint for finding in check_draft(accountant, working_draft) if finding.code == "under-cost"
    ]

    assert fingerprint == same_fingerprint
    assert fingerprints.count(fingerprint) == 1
    assert len(fingerprints) == 2


def test_foreign_amounts_name_their_currency(
    accountant: EconRequest, economic: Gateway, add_customer: AddCustomer
) -> None:
    number = add_customer(currency="EUR", country="Tyskland", vat_zone=2, credit_limit=Decimal(1))
    line = add_line(accountant, create.create_draft(accountant, number), CHAIR, unit_net_price=Decimal(2))

    limit_finding = get_finding(accountant, line.draft, "over-limit")
    cost_finding = get_finding(accountant, line.draft, "under-cost")

    assert limit_finding.parameters == {"after": "EUR 2,00", "limit": "EUR 1,00"}
    assert str(cost_finding.parameters["margin"]).startswith("DKK -")


@pytest.mark.parametrize(
    ("rate", "is_warned"),
    [("746.05", False), ("895", False), ("597", False), ("896", True), ("596", True), ("7.46", True)],
)
def test_rate_far_from_the_days_is_a_warning(
    accountant: EconRequest, add_customer: AddCustomer, rate: str, is_warned: bool
) -> None:
    draft = create.create_draft(accountant, add_customer(currency="EUR"))
    change_header(accountant, draft, 99, {"exchange_rate": Decimal(rate)})

    assert ("exchange-rate" in list_codes(accountant, draft)) is is_warned


def test_warning_of_a_rate_says_which_it_was_compared_with(
    accountant: EconRequest, economic: Gateway, add_customer: AddCustomer, working_draft: WorkingDraft
) -> None:
    euro_draft = create.create_draft(accountant, add_customer(currency="EUR"))
    change_header(accountant, euro_draft, 99, {"exchange_rate": Decimal("7.46")})
    invoice = economic.booked.page(where("currency").eq("EUR"), ("-date",), size=1).items[0]
    change_currency(accountant, working_draft, 99, "EUR", with_new_prices=False)
    working_draft.refresh_from_db()
    change_header(accountant, working_draft, 99, {"exchange_rate": Decimal("7.46")})

    from_template = get_finding(accountant, euro_draft, "exchange-rate")
    from_invoice = get_finding(accountant, working_draft, "exchange-rate")

    assert str(from_template) == "The exchange rate for 100 EUR is 7,46. e-conomic's rate is 746,05."
    usual = formatting.format_quantity(invoice.exchange_rate or Decimal())
    assert str(from_invoice) == (
        f"The exchange rate for 100 EUR is 7,46. On invoice {invoice.booked_invoice_number} it was {usual}."
    )
    assert (from_template.is_blocking, from_template.field_name) == (False, "exchange_rate")


def test_rate_of_the_agreements_own_currency_is_compared_with_100(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    codes_at_100 = list_codes(accountant, working_draft)
    change_header(accountant, working_draft, 99, {"exchange_rate": Decimal("746.05")})

    assert "exchange-rate" not in codes_at_100
    assert "exchange-rate" in list_codes(accountant, working_draft)


def test_usual_rate_that_cannot_be_loaded_is_reported(
    accountant: EconRequest, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    draft = create.create_draft(accountant, add_customer(currency="EUR"))
    sandbox.fault("GET", f"/customers/{draft.customer}/templates", "status:503", 9)

    unchecked = get_finding(accountant, draft, "unchecked")
    assert str(unchecked) == "We could not check the exchange rate with e-conomic."
