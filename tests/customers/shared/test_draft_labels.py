"""Labels of the parts of a draft."""

from customers.drafting.draft_json import HEADER_FIELDS, LINE_FIELDS
from customers.shared.draft_labels import LABELS, LINE_LABELS, list_labels
from econ_admin.gateway.records import DraftInvoice


def test_parts_of_a_draft_are_named_by_their_labels() -> None:
    assert list_labels(["due_date", "notes", "unheardOf"]) == "Due date, Texts on the invoice, unheardOf"


def test_fields_of_parts_and_lines_are_named_by_their_own_labels() -> None:
    paths = ["recipient.vat_zone", "delivery.zip", "lines.2.unit_net_price", "lines.2.accrual.start_date"]

    assert list_labels(paths) == (
        "VAT zone, Postal code of the delivery address, Price (line 2), Accrual period (line 2)"
    )


def test_unknown_property_of_a_part_is_named_by_the_part() -> None:
    assert list_labels(["recipient.whatIsNew", "recipient.whatIsOld"]) == "Recipient"


def test_every_header_field_and_cell_of_a_draft_has_a_label() -> None:
    assert set(LABELS) >= set(HEADER_FIELDS)
    assert set(LINE_LABELS) >= set(LINE_FIELDS)


def test_every_part_of_a_draft_that_can_be_sent_has_a_label() -> None:
    calculated = {name for name in DraftInvoice.__struct_fields__ if "amount" in name or "margin" in name}
    read_only = {"draft_invoice_number", "cost_price_in_base_currency", "last_updated", "raw"}
    assert set(LABELS) >= set(DraftInvoice.__struct_fields__) - calculated - read_only
