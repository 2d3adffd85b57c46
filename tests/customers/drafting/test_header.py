"""The header fields of a draft: changed, merged with other tabs, and with their dependent fields."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customers.drafting.draft_json import HEADER_FIELDS, get_value
from customers.drafting.header import change_header
from customers.drafting.revisions import DraftNotEditable, RevisionConflict
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import Unreachable
from econ_admin.gateway.records import Contact, DeliveryLocation
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import list_requests
from tests.customers.drafting.conftest import add_chairs, send_acknowledged

END_OF_MONTH, MANUAL_DUE_DATE = "invoiceMonth", "dueDate"


def find_terms(economic: Gateway, kind: str) -> int:
    return next(
        terms.payment_terms_number for terms in economic.payment_terms.all() if terms.payment_terms_type == kind
    )


def build_header_values(economic: Gateway, working_draft: WorkingDraft) -> dict[str, Any]:
    """A new value for every field that does not depend on another."""
    contact = economic.contacts.add(
        working_draft.customer, Contact.new_document(name="Ada Holm")
    ).customer_contact_number
    location = DeliveryLocation.new_document(address="Havnen 1", postal_code="9990", city="Skagen")
    return {
        "date": date(2026, 12, 1),
        "exchange_rate": Decimal("100.5"),
        "payment_terms": find_terms(economic, MANUAL_DUE_DATE),
        "due_date": date(2027, 1, 5),
        "delivery_location": economic.delivery_locations.add(working_draft.customer, location).delivery_location_number,
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


def test_every_accepted_header_field_can_be_set_and_sent(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    changes = build_header_values(economic, working_draft)
    add_chairs(accountant, working_draft)

    change_header(accountant, working_draft, 99, changes)
    draft = send_acknowledged(accountant, working_draft).invoice

    assert {path: get_value(draft, path) for path in changes} == changes
    # The currency is changed by another function.
    assert set(HEADER_FIELDS) - set(changes) == {"currency"}


def test_changed_date_moves_the_due_date_without_a_request(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    change_header(accountant, working_draft, 1, {"payment_terms": find_terms(economic, END_OF_MONTH)})
    before = len(sandbox.log())

    changed = change_header(accountant, working_draft, 2, {"date": date(2024, 2, 3)})

    terms = changed.header.payment_terms
    assert terms
    assert changed.header.due_date
    assert (changed.header.due_date - date(2024, 2, 29)).days == (terms.days_of_credit or 0)
    assert list_requests(sandbox, before) == []


def test_manual_due_date_is_kept(accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft) -> None:
    by_hand = {"payment_terms": find_terms(economic, MANUAL_DUE_DATE), "due_date": date(2027, 1, 5)}
    change_header(accountant, working_draft, 1, by_hand)

    changed = change_header(accountant, working_draft, 2, {"date": date(2026, 12, 1)})

    assert changed.header.due_date == date(2027, 1, 5)


def test_changed_delivery_location_sets_its_address(
    accountant: EconRequest, economic: Gateway, working_draft: WorkingDraft
) -> None:
    location = DeliveryLocation.new_document(
        address="Havnen 1", postal_code="9990", city="Skagen", terms_of_delivery="DAP"
    )
    number = economic.delivery_locations.add(working_draft.customer, location).delivery_location_number

    changed = change_header(accountant, working_draft, 1, {"delivery_location": number})

    delivery = changed.header.delivery
    assert (delivery.address, delivery.zip, delivery.city) == ("Havnen 1", "9990", "Skagen")
    assert delivery.delivery_terms == "DAP"


def test_two_tabs_changing_different_fields_are_both_saved(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    change_header(accountant, working_draft, 1, {"notes.heading": "Tak"})

    changed = change_header(accountant, working_draft, 1, {"notes.text_line1": "for ordren"})

    assert (changed.header.notes.heading, changed.header.notes.text_line1) == ("Tak", "for ordren")


def test_two_tabs_changing_one_field_differently_conflict(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    change_header(accountant, working_draft, 1, {"notes.heading": "Tak"})

    with pytest.raises(RevisionConflict) as conflict:
        change_header(accountant, working_draft, 1, {"notes.heading": "Mange tak", "notes.text_line1": "for ordren"})

    assert conflict.value.fields == ("notes.heading",)
    assert conflict.value.draft.header.notes.heading == "Tak"
    working_draft.refresh_from_db()
    assert (working_draft.header.notes.text_line1, working_draft.revision) == ("", 2)


def test_two_tabs_making_the_same_change_do_not_conflict(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    change_header(accountant, working_draft, 1, {"notes.heading": "Tak"})

    assert change_header(accountant, working_draft, 1, {"notes.heading": "Tak"}).revision == 3


def test_draft_of_a_colleague_cannot_be_changed(
    accountant: EconRequest, colleague: EconRequest, working_draft: WorkingDraft
) -> None:
    with pytest.raises(DraftNotEditable):
        change_header(colleague, working_draft, 1, {"notes.heading": "Tak"})


@pytest.mark.parametrize("field", ["customer", "currency", "lines", "net_amount"])
def test_field_that_is_not_a_header_field_is_refused(
    accountant: EconRequest, working_draft: WorkingDraft, field: str
) -> None:
    with pytest.raises(TypeError):
        change_header(accountant, working_draft, 1, {field: "X"})


def test_delivery_location_that_cannot_be_loaded_changes_nothing(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    sandbox.fault("GET", f"/customers/{working_draft.customer}/delivery-locations", "silence-before", times=99)

    with pytest.raises(Unreachable):
        change_header(accountant, working_draft, 1, {"delivery_location": 7})

    working_draft.refresh_from_db()
    assert working_draft.revision == 1
