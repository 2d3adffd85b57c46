"""Invoice records: a change to one part or one line leaves everything else unchanged."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import encode
from econ_admin.gateway.records import (
    BookedInvoice,
    CurrencyPrice,
    CustomerInvoiceTotals,
    Delivery,
    DraftInvoice,
    InvoiceLine,
    InvoiceReferences,
    InvoiceTemplate,
    InvoiceTotals,
    LineTemplate,
    ListedDraft,
    Notes,
    Product,
    Recipient,
    SalesAccount,
    VatAccount,
)
from econ_admin.gateway.records.references import ProductReference, VatAccountReference, VatZoneReference
from tests.gateway.recordings import decimal_decoder
from tests.gateway.test_records import json_values
from tests.reference import needs_documents, recorded_answer

HOST = "https://economic.example"
LINES: list[dict[str, Any]] = [
    {
        "lineNumber": 1,
        "sortKey": 1,
        "description": "Torsk",
        "unit": {"unitNumber": 1, "name": "stk.", "products": f"{HOST}/units/1/products", "self": f"{HOST}/units/1"},
        "product": {"productNumber": "1", "self": f"{HOST}/products/1"},
        "quantity": Decimal("3.00"),
        "unitNetPrice": Decimal("153.44"),
        "discountPercentage": Decimal("10.00"),
        "unitCostPrice": Decimal("10.20"),
        "totalNetAmount": Decimal("414.29"),
        "marginInBaseCurrency": Decimal("383.6900"),
        "marginPercentage": Decimal("92.61"),
        "accrual": {"startDate": "2026-11-01", "endDate": "2026-12-31", "spread": {"self": f"{HOST}/spreads/1"}},
        "departmentalDistribution": {
            "departmentalDistributionNumber": 4,
            "distributionType": "department",
            "self": f"{HOST}/departmental-distributions/4",
        },
        "whatIsNew": [{"deep": Decimal("1.500000"), "self": f"{HOST}/new/1"}],
    },
    {"lineNumber": 2, "sortKey": 2, "description": "Med venlig hilsen"},
]
DRAFT: dict[str, Any] = {
    "draftInvoiceNumber": 30,
    "soap": {"currentInvoiceHandle": {"id": 7}},
    "templates": {"bookingInstructions": f"{HOST}/b", "self": f"{HOST}/t"},
    "attachment": f"{HOST}/invoices/drafts/30/attachment",
    "lines": LINES,
    "date": "2026-11-23",
    "currency": "DKK",
    "exchangeRate": Decimal("100.000000"),
    "netAmount": Decimal("414.290000"),
    "dueDate": "2026-12-01",
    "paymentTerms": {"paymentTermsNumber": 1, "daysOfCredit": 8, "name": "Netto 8 dage", "paymentTermsType": "net"},
    "customer": {"customerNumber": 7, "self": f"{HOST}/customers/7"},
    "recipient": {
        "name": "Ada Holm",
        "zip": "",
        "vatZone": {"name": "Domestic", "vatZoneNumber": 1, "enabledForCustomer": True, "self": f"{HOST}/vat-zones/1"},
        "nemHandelType": "peppol",
        "cvr": "22001884",
        "whatIsNew": True,
    },
    "notes": {"heading": "Tak", "textLine3": "kept"},
    "references": {
        "customerContact": {"customerContactNumber": 3, "customer": {"customerNumber": 7}, "self": f"{HOST}/c/3"},
        "other": "PO-1",
    },
    "layout": {"layoutNumber": 19, "self": f"{HOST}/layouts/19"},
    "project": {"projectNumber": 2, "self": f"{HOST}/projects/2"},
    "pdf": {"download": f"{HOST}/invoices/drafts/30/pdf"},
    "lastUpdated": "2026-11-23T08:00:00Z",
    "self": f"{HOST}/invoices/drafts/30",
}
FIRST_LINE_WRITABLE: dict[str, Any] = {
    "lineNumber": 1,
    "sortKey": 1,
    "description": "Torsk",
    "unit": {"unitNumber": 1},
    "product": {"productNumber": "1"},
    "quantity": Decimal("3.00"),
    "unitNetPrice": Decimal("153.44"),
    "discountPercentage": Decimal("10.00"),
    "unitCostPrice": Decimal("10.20"),
    "accrual": {"startDate": "2026-11-01", "endDate": "2026-12-31", "spread": {"self": f"{HOST}/spreads/1"}},
    "departmentalDistribution": {"departmentalDistributionNumber": 4, "distributionType": "department"},
    "whatIsNew": [{"deep": Decimal("1.500000")}],
}
WRITABLE: dict[str, Any] = {
    "draftInvoiceNumber": 30,
    "lines": [FIRST_LINE_WRITABLE, LINES[1]],
    "date": "2026-11-23",
    "currency": "DKK",
    "exchangeRate": Decimal("100.000000"),
    "dueDate": "2026-12-01",
    "paymentTerms": {"paymentTermsNumber": 1},
    "customer": {"customerNumber": 7},
    "recipient": {name: value for name, value in DRAFT["recipient"].items() if name != "cvr"}
    | {"vatZone": {"vatZoneNumber": 1}},
    "notes": DRAFT["notes"],
    "references": {"customerContact": {"customerContactNumber": 3}, "other": "PO-1"},
    "layout": {"layoutNumber": 19},
    "project": {"projectNumber": 2},
}


def draft(**properties: Any) -> DraftInvoice:
    return DraftInvoice.decode(encode(DRAFT | properties))


def test_draft_fields_are_decoded() -> None:
    record = draft()
    line, text = record.lines

    assert (record.date, record.due_date) == (date(2026, 11, 23), date(2026, 12, 1))
    assert record.last_updated == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert (str(record.exchange_rate), str(record.net_amount)) == ("100.000000", "414.290000")
    assert (record.payment_terms.number, record.payment_terms.name, record.payment_terms.days_of_credit) == (
        1,
        "Netto 8 dage",
        8,
    )
    assert record.recipient.vat_zone == VatZoneReference(1, "Domestic")
    assert (record.recipient.name, record.recipient.nem_handel_type, record.recipient.cvr) == (
        "Ada Holm",
        "peppol",
        "22001884",
    )
    assert record.references.customer_contact is not None
    assert (record.references.customer_contact.number, record.references.other) == (3, "PO-1")
    assert (record.notes.heading, record.delivery.address, record.delivery.delivery_date) == ("Tak", "", None)
    assert line.product == ProductReference("1")
    assert line.unit is not None
    assert (line.unit.number, line.unit.name) == (1, "stk.")
    assert (str(line.quantity), str(line.total_net_amount), str(line.margin_in_base_currency)) == (
        "3.00",
        "414.29",
        "383.6900",
    )
    assert (line.accrual.start_date, line.departmental_distribution.departmental_distribution_number) == (
        date(2026, 11, 1),
        4,
    )
    assert (text.description, text.product, text.quantity, text.unit_net_price) == (
        "Med venlig hilsen",
        None,
        None,
        None,
    )


def test_written_draft_has_no_links_or_totals_and_references_by_key() -> None:
    assert draft().with_changes() == WRITABLE
    assert encode(draft().with_changes()) == encode(WRITABLE)


def test_change_to_a_part_keeps_the_rest_of_the_part() -> None:
    record = draft()

    document = record.with_changes(
        recipient=record.recipient.with_changes(city="Vejle", attention=5, vat_zone=2),
        references=record.references.with_changes(other=""),
        notes=record.notes.with_changes(text_line1="Vi takker"),
    )

    assert document == WRITABLE | {
        "recipient": WRITABLE["recipient"]
        | {"city": "Vejle", "attention": {"customerContactNumber": 5}, "vatZone": {"vatZoneNumber": 2}},
        "references": {"customerContact": {"customerContactNumber": 3}},
        "notes": {"heading": "Tak", "textLine3": "kept", "textLine1": "Vi takker"},
    }


def test_edited_line_keeps_unknown_fields_and_other_lines() -> None:
    record = draft()
    line, text = record.lines

    document = record.with_changes(
        lines=[
            text.with_changes(),
            line.with_changes(quantity=Decimal("5.00"), product="P_2"),
            InvoiceLine.new_document(product="3"),
        ]
    )

    assert document == WRITABLE | {
        "lines": [
            LINES[1],
            FIRST_LINE_WRITABLE | {"quantity": Decimal("5.00"), "product": {"productNumber": "P_2"}},
            {"product": {"productNumber": "3"}},
        ]
    }


def test_parts_and_lines_can_be_passed_as_records() -> None:
    record = draft()

    document = draft(lines=[], recipient={}).with_changes(recipient=record.recipient, lines=record.lines[::-1])

    assert document == WRITABLE | {"lines": [LINES[1], FIRST_LINE_WRITABLE]}


def test_missing_part_is_created_and_emptied_part_is_omitted() -> None:
    record = draft(notes={"heading": "Tak"})

    document = record.with_changes(
        delivery=record.delivery.with_changes(address="Havnen 1", delivery_date=date(2026, 12, 24)),
        notes=record.notes.with_changes(heading=""),
        lines=[],
    )

    assert document["delivery"] == {"address": "Havnen 1", "deliveryDate": "2026-12-24"}
    assert not document.keys() & {"notes", "lines"}


def test_default_for_an_absent_part_is_never_modified() -> None:
    draft(notes=None, delivery={"address": "Havnen 1"})
    document_without_notes = {name: value for name, value in DRAFT.items() if name != "notes"}

    record = DraftInvoice.decode(encode(document_without_notes))

    assert (record.notes, record.delivery) == (Notes(), Delivery())
    assert record.notes.raw == b""
    assert Recipient().raw == InvoiceReferences().raw == b""


def test_nulls_in_lines_and_parts_are_absent_and_not_sent_back() -> None:
    record = draft(
        lines=[LINES[0] | {"quantity": None, "accrual": None, "unit": {"unitNumber": 1, "name": None}}],
        recipient=DRAFT["recipient"] | {"city": None},
    )

    document = record.with_changes()

    assert (record.lines[0].quantity, record.recipient.city) == (None, "")
    assert not document["lines"][0].keys() & {"quantity", "accrual"}
    assert "city" not in document["recipient"]


@given(
    st.dictionaries(st.text(max_size=8).map("unknown {}".format), json_values, max_size=4),
    st.dictionaries(st.text(max_size=8).map("unknown {}".format), json_values, max_size=4),
)
def test_unknown_properties_of_parts_and_lines_are_kept_exactly(
    in_line: dict[str, Any], in_part: dict[str, Any]
) -> None:
    record = draft(
        lines=[LINES[0] | in_line, *LINES], **{part: DRAFT[part] | in_part for part in ("recipient", "references")}
    )

    document = record.with_changes(
        lines=[line.with_changes(quantity=Decimal(7)) for line in record.lines],
        recipient=record.recipient.with_changes(name="Other"),
    )

    written = decimal_decoder.decode(encode(document))
    assert encode({name: written["lines"][0][name] for name in in_line}) == encode(in_line)
    for part in ("recipient", "references"):
        assert encode({name: written[part][name] for name in in_part}) == encode(in_part)


@pytest.mark.parametrize("field", ["draft_invoice_number", "net_amount", "margin_percentage", "last_updated", "pdf"])
def test_read_only_draft_fields_cannot_be_changed(field: str) -> None:
    with pytest.raises(TypeError, match=field):
        draft().with_changes(**{field: 5})


@pytest.mark.parametrize("field", ["total_net_amount", "margin_in_base_currency", "vat_rate", "self"])
def test_read_only_line_fields_cannot_be_changed(field: str) -> None:
    with pytest.raises(TypeError, match=field):
        draft().lines[0].with_changes(**{field: 5})


def test_listed_draft_without_lines_cannot_be_written_back() -> None:
    listed = ListedDraft.decode(encode({name: value for name, value in DRAFT.items() if name != "lines"}))

    with pytest.raises(TypeError, match="lines"):
        listed.with_changes(currency="EUR")


def test_new_draft_is_written_by_the_same_rules() -> None:
    document = DraftInvoice.new_document(
        date=date(2026, 11, 23),
        currency="DKK",
        layout=19,
        payment_terms=1,
        customer=7,
        recipient=Recipient.new_document(name="Ada Holm", vat_zone=1, city=""),
        references=InvoiceReferences.new_document(other=""),
        lines=[
            InvoiceLine.new_document(product="P1", quantity=Decimal("2.00"), unit=None),
            InvoiceLine.new_document(description="Tak"),
        ],
    )

    assert document == {
        "date": "2026-11-23",
        "currency": "DKK",
        "layout": {"layoutNumber": 19},
        "paymentTerms": {"paymentTermsNumber": 1},
        "customer": {"customerNumber": 7},
        "recipient": {"name": "Ada Holm", "vatZone": {"vatZoneNumber": 1}},
        "lines": [{"product": {"productNumber": "P1"}, "quantity": Decimal("2.00")}, {"description": "Tak"}],
    }


def test_templates_give_a_draft_that_can_be_added() -> None:
    template = InvoiceTemplate.decode(
        encode(
            {name: DRAFT[name] for name in ("date", "currency", "paymentTerms", "customer", "recipient", "layout")}
            | {"whatIsNew": "kept", "self": f"{HOST}/customers/7/templates/invoice"}
        )
    )
    priced = LineTemplate.decode(encode({name: value for name, value in LINES[0].items() if name != "lineNumber"}))

    document = template.with_changes(notes=Notes.new_document(heading="Tak"), lines=[priced.with_changes(sort_key=1)])

    assert document == {
        **{name: WRITABLE[name] for name in ("date", "currency", "paymentTerms", "customer", "recipient", "layout")},
        "whatIsNew": "kept",
        "notes": {"heading": "Tak"},
        "lines": [{name: value for name, value in FIRST_LINE_WRITABLE.items() if name != "lineNumber"}],
    }


def test_empty_template_is_decoded() -> None:
    template = InvoiceTemplate.decode(b'{"self":"https://economic.example/customers/7/templates/invoice"}')

    assert (template.layout, template.date, template.customer) == (None, None, None)
    assert template.with_changes() == {}


def test_booked_invoice_has_its_vat_and_remainder() -> None:
    booked = BookedInvoice.decode(recorded_answer("POST_invoices_booked_201_2024.json"))
    (line, *_) = booked.lines

    assert (booked.order_number, str(booked.remainder), str(booked.gross_amount)) == (
        148,
        str(decimal_decoder.decode(booked.raw)["remainder"]),
        str(decimal_decoder.decode(booked.raw)["grossAmount"]),
    )
    assert (str(line.vat_rate), str(line.vat_amount)) == tuple(
        str(decimal_decoder.decode(booked.raw)["lines"][0][name]) for name in ("vatRate", "vatAmount")
    )
    assert booked.sent.endswith("/sent")


def test_booked_lines_can_become_draft_lines() -> None:
    booked = BookedInvoice.decode(recorded_answer("GET_invoices_booked_n_2020.json"))

    document = draft().with_changes(lines=[booked_line.with_changes(line_number=None) for booked_line in booked.lines])

    (line,) = document["lines"]
    assert line.keys() == {
        "sortKey",
        "description",
        "quantity",
        "unitNetPrice",
        "discountPercentage",
        "unitCostPrice",
        "product",
    }


@needs_documents
def test_product_and_its_currency_price_are_decoded() -> None:
    product = Product.decode(recorded_answer("GET_products_n_2019.json"))
    (price,) = decimal_decoder.decode(recorded_answer("GET_products_n_currency-specific-sales-prices_2019.json"))[
        "collection"
    ]
    in_euro = CurrencyPrice.decode(encode(price))

    assert (product.product_number, product.name, product.barred) == ("01CF8D2E-A6A6-4", "fudge", True)
    assert (product.product_group.number, product.product_group.name) == (1, "Varer m/moms")
    assert (str(product.sales_price), str(product.inventory.available)) == ("0.00", "0.0")
    assert (in_euro.currency.code, str(in_euro.price)) == ("EUR", "10.00")


def test_sales_account_and_vat_account_are_decoded() -> None:
    sales = SalesAccount.decode(
        b'{"salesAccount":{"accountNumber":1010,"vatAccount":{"vatCode":"U25"},"self":"s"},'
        b'"vatZone":{"vatZoneNumber":1,"name":"Domestic"}}'
    )
    vat = VatAccount.decode(
        b'{"vatCode":"U25","ratePercentage":25.00000000,"vatType":{"vatTypeNumber":1,"name":"Sale"},"barred":false}'
    )

    assert (sales.sales_account.number, sales.vat_zone.number) == (1010, 1)
    assert sales.sales_account.vat_account == VatAccountReference("U25")
    assert str(vat.rate_percentage) == "25.00000000"


def test_nested_totals_are_decoded() -> None:
    totals = InvoiceTotals.decode(
        b'{"drafts":{"netAmountInBaseCurrency":10.00,"invoiceCount":2,"description":"Drafts","self":"s"},'
        b'"booked":{"invoiceCount":9,"paid":{"invoiceCount":5},"unpaid":{"invoiceCount":4,'
        b'"grossRemainderInBaseCurrency":125.50,"overdue":{"invoiceCount":1,"grossRemainderInBaseCurrency":25.10},'
        b'"notOverdue":{"invoiceCount":3}}},"predefinedPeriodFilters":{"lastWeek":{"self":"s"}}}'
    )
    customer_totals = CustomerInvoiceTotals.decode(
        b'{"netAmountInBaseCurrency":0.00,"invoiceCount":0,"customer":{"customerNumber":7},"periods":"s","self":"s"}'
    )

    assert (totals.drafts.invoice_count, str(totals.drafts.net_amount_in_base_currency)) == (2, "10.00")
    assert totals.booked.unpaid.overdue.gross_remainder_in_base_currency == Decimal("25.10")
    assert (totals.booked.paid.invoice_count, totals.booked.unpaid.not_overdue.invoice_count) == (5, 3)
    assert (
        customer_totals.invoice_count,
        customer_totals.min_date,
        customer_totals.gross_remainder_in_base_currency,
    ) == (0, None, None)


@pytest.mark.parametrize(
    "body",
    [
        b'{"draftInvoiceNumber":30}',
        encode(DRAFT | {"lines": [1]}),
        encode(DRAFT | {"lines": {}}),
        encode(DRAFT | {"recipient": "Ada"}),
        encode(DRAFT | {"date": "23-11-2026"}),
    ],
)
def test_invalid_draft_is_an_unexpected_response(body: bytes) -> None:
    with pytest.raises(UnexpectedResponse):
        DraftInvoice.decode(body)
