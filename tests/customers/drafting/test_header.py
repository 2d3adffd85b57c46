"""The fields of a sheet: each can be changed, is merged with other tabs, and brings along what follows from it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customers.drafting.draft_json import HEADER_FIELDS, get_value
from customers.drafting.header import change_header
from customers.drafting.revisions import DraftNotEditable, RevisionConflict
from customers.models import WorkingDraft
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.records import Contact, DeliveryLocation
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import asked
from tests.customers.drafting.conftest import chairs, send_all_the_same

END_OF_MONTH, BY_HAND = "invoiceMonth", "dueDate"


def terms_of(economic: Gateway, kind: str) -> int:
    return next(each.payment_terms_number for each in economic.payment_terms.all() if each.payment_terms_type == kind)


def values(economic: Gateway, sheet: WorkingDraft) -> dict[str, Any]:
    """Something else for every field that does not follow from another."""
    contact = economic.contacts.add(sheet.customer, Contact.new_document(name="Ada Holm")).customer_contact_number
    location = DeliveryLocation.new_document(address="Havnen 1", postal_code="9990", city="Skagen")
    return {
        "date": date(2026, 12, 1),
        "exchange_rate": Decimal("100.5"),
        "payment_terms": terms_of(economic, BY_HAND),
        "due_date": date(2027, 1, 5),
        "delivery_location": economic.delivery_locations.add(sheet.customer, location).delivery_location_number,
        "layout": economic.layouts.all()[-1].layout_number,
        "project": 7,
        "recipient.name": "Ada Holms Eftf.",
        "recipient.address": "Gaden 1",
        "recipient.zip": "9990",
        "recipient.city": "Skagen",
        "recipient.country": "Danmark",
        "recipient.ean": "5798000000001",
        "recipient.public_entry_number": "A1",
        "recipient.attention": contact,
        "recipient.vat_zone": 2,
        "recipient.mobile_phone": "22 33 44 55",
        "recipient.nem_handel_type": "ean",
        "delivery.address": "Havnen 2",
        "delivery.zip": "9991",
        "delivery.city": "Grenen",
        "delivery.country": "Danmark",
        "delivery.delivery_terms": "Frit leveret",
        "delivery.delivery_date": date(2026, 12, 24),
        "notes.heading": "Tak",
        "notes.text_line1": "for",
        "notes.text_line2": "ordren",
        "references.customer_contact": contact,
        "references.sales_person": 1,
        "references.vendor_reference": 2,
        "references.other": "PO-1",
    }


def test_every_field_that_e_conomic_accepts_can_be_set_and_arrives(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft
) -> None:
    wanted = values(economic, sheet)
    chairs(accountant, sheet)

    change_header(accountant, sheet, 99, wanted)
    draft = send_all_the_same(accountant, sheet).invoice

    assert {path: get_value(draft, path) for path in wanted} == wanted
    # The currency has a function of its own; a CVR number is kept, and is not in e-conomic's schema of what it takes.
    assert set(HEADER_FIELDS) - set(wanted) == {"currency", "recipient.cvr"}


def test_another_date_moves_the_due_date_without_asking_e_conomic(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    change_header(accountant, sheet, 1, {"payment_terms": terms_of(economic, END_OF_MONTH)})
    before = len(sandbox.log())

    now = change_header(accountant, sheet, 2, {"date": date(2024, 2, 3)})

    terms = now.header.payment_terms
    assert terms
    assert now.header.due_date
    assert (now.header.due_date - date(2024, 2, 29)).days == (terms.days_of_credit or 0)
    assert asked(sandbox, before) == []


def test_a_due_date_by_hand_stays(accountant: EconRequest, economic: Gateway, sheet: WorkingDraft) -> None:
    by_hand = {"payment_terms": terms_of(economic, BY_HAND), "due_date": date(2027, 1, 5)}
    change_header(accountant, sheet, 1, by_hand)

    now = change_header(accountant, sheet, 2, {"date": date(2026, 12, 1)})

    assert now.header.due_date == date(2027, 1, 5)


def test_another_delivery_location_brings_its_address(
    accountant: EconRequest, economic: Gateway, sheet: WorkingDraft
) -> None:
    location = DeliveryLocation.new_document(
        address="Havnen 1", postal_code="9990", city="Skagen", terms_of_delivery="DAP"
    )
    number = economic.delivery_locations.add(sheet.customer, location).delivery_location_number

    now = change_header(accountant, sheet, 1, {"delivery_location": number})

    delivery = now.header.delivery
    assert (delivery.address, delivery.zip, delivery.city) == ("Havnen 1", "9990", "Skagen")
    assert delivery.delivery_terms == "DAP"


def test_two_tabs_that_change_different_fields_both_keep_theirs(accountant: EconRequest, sheet: WorkingDraft) -> None:
    change_header(accountant, sheet, 1, {"notes.heading": "Tak"})

    now = change_header(accountant, sheet, 1, {"notes.text_line1": "for ordren"})

    assert (now.header.notes.heading, now.header.notes.text_line1) == ("Tak", "for ordren")


def test_two_tabs_that_change_one_field_differently_see_the_newer(accountant: EconRequest, sheet: WorkingDraft) -> None:
    change_header(accountant, sheet, 1, {"notes.heading": "Tak"})

    with pytest.raises(RevisionConflict) as outdated:
        change_header(accountant, sheet, 1, {"notes.heading": "Mange tak", "notes.text_line1": "for ordren"})

    assert outdated.value.fields == ("notes.heading",)
    assert outdated.value.draft.header.notes.heading == "Tak"
    sheet.refresh_from_db()
    assert (sheet.header.notes.text_line1, sheet.revision) == ("", 2)


def test_two_tabs_that_agree_do_not_quarrel(accountant: EconRequest, sheet: WorkingDraft) -> None:
    change_header(accountant, sheet, 1, {"notes.heading": "Tak"})

    assert change_header(accountant, sheet, 1, {"notes.heading": "Tak"}).revision == 3


def test_a_colleagues_sheet_is_not_changed(
    accountant: EconRequest, colleague: EconRequest, sheet: WorkingDraft
) -> None:
    with pytest.raises(DraftNotEditable):
        change_header(colleague, sheet, 1, {"notes.heading": "Tak"})


@pytest.mark.parametrize("field", ["customer", "currency", "lines", "net_amount"])
def test_what_is_changed_elsewhere_or_not_at_all_is_refused(
    accountant: EconRequest, sheet: WorkingDraft, field: str
) -> None:
    with pytest.raises(TypeError):
        change_header(accountant, sheet, 1, {field: "X"})


def test_a_delivery_location_that_cannot_be_asked_for_changes_nothing(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    sandbox.fault("GET", f"/customers/{sheet.customer}/delivery-locations", "silence-before", times=99)

    with pytest.raises(Unreachable):
        change_header(accountant, sheet, 1, {"delivery_location": 7})

    sheet.refresh_from_db()
    assert sheet.revision == 1
