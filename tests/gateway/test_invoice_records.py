"""The records of invoices: a change to one part, or to one line, leaves all else as it was."""

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
from tests.gateway.recordings import plain
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
FIRST: dict[str, Any] = {
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
    "lines": [FIRST, LINES[1]],
    "date": "2026-11-23",
    "currency": "DKK",
    "exchangeRate": Decimal("100.000000"),
    "dueDate": "2026-12-01",
    "paymentTerms": {"paymentTermsNumber": 1},
    "customer": {"customerNumber": 7},
    "recipient": DRAFT["recipient"] | {"vatZone": {"vatZoneNumber": 1}},
    "notes": DRAFT["notes"],
    "references": {"customerContact": {"customerContactNumber": 3}, "other": "PO-1"},
    "layout": {"layoutNumber": 19},
    "project": {"projectNumber": 2},
}


def draft(**properties: Any) -> DraftInvoice:
    return DraftInvoice.decode(encode(DRAFT | properties))


def test_a_draft_has_everything_under_its_own_name() -> None:
    read = draft()
    line, text = read.lines

    assert (read.date, read.due_date) == (date(2026, 11, 23), date(2026, 12, 1))
    assert read.last_updated == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert (str(read.exchange_rate), str(read.net_amount)) == ("100.000000", "414.290000")
    assert (read.payment_terms.number, read.payment_terms.name, read.payment_terms.days_of_credit) == (
        1,
        "Netto 8 dage",
        8,
    )
    assert read.recipient.vat_zone == VatZoneReference(1, "Domestic")
    assert (read.recipient.name, read.recipient.nem_handel_type, read.recipient.cvr) == (
        "Ada Holm",
        "peppol",
        "22001884",
    )
    assert read.references.customer_contact is not None
    assert (read.references.customer_contact.number, read.references.other) == (3, "PO-1")
    assert (read.notes.heading, read.delivery.address, read.delivery.delivery_date) == ("Tak", "", None)
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


def test_a_draft_goes_back_without_links_and_totals_and_with_others_by_their_keys() -> None:
    assert draft().with_changes() == WRITABLE
    assert encode(draft().with_changes()) == encode(WRITABLE)


def test_a_change_to_a_part_leaves_the_rest_of_it() -> None:
    read = draft()

    document = read.with_changes(
        recipient=read.recipient.with_changes(city="Vejle", attention=5, vat_zone=2),
        references=read.references.with_changes(other=""),
        notes=read.notes.with_changes(text_line1="Vi takker"),
    )

    assert document == WRITABLE | {
        "recipient": WRITABLE["recipient"]
        | {"city": "Vejle", "attention": {"customerContactNumber": 5}, "vatZone": {"vatZoneNumber": 2}},
        "references": {"customerContact": {"customerContactNumber": 3}},
        "notes": {"heading": "Tak", "textLine3": "kept", "textLine1": "Vi takker"},
    }


def test_an_edited_line_keeps_what_we_do_not_show_and_the_others_stay() -> None:
    read = draft()
    line, text = read.lines

    document = read.with_changes(
        lines=[
            text.with_changes(),
            line.with_changes(quantity=Decimal("5.00"), product="P_2"),
            InvoiceLine.new_document(product="3"),
        ]
    )

    assert document == WRITABLE | {
        "lines": [
            LINES[1],
            FIRST | {"quantity": Decimal("5.00"), "product": {"productNumber": "P_2"}},
            {"product": {"productNumber": "3"}},
        ]
    }


def test_parts_and_lines_may_be_given_as_they_were_read() -> None:
    read = draft()

    document = draft(lines=[], recipient={}).with_changes(recipient=read.recipient, lines=read.lines[::-1])

    assert document == WRITABLE | {"lines": [LINES[1], FIRST]}


def test_a_part_that_was_not_there_is_made_and_one_that_is_emptied_is_left_out() -> None:
    read = draft(notes={"heading": "Tak"})

    document = read.with_changes(
        delivery=read.delivery.with_changes(address="Havnen 1", delivery_date=date(2026, 12, 24)),
        notes=read.notes.with_changes(heading=""),
        lines=[],
    )

    assert document["delivery"] == {"address": "Havnen 1", "deliveryDate": "2026-12-24"}
    assert not document.keys() & {"notes", "lines"}


def test_what_stands_in_for_a_part_that_is_absent_or_null_never_learns_anything() -> None:
    draft(notes=None, delivery={"address": "Havnen 1"})
    without = {name: value for name, value in DRAFT.items() if name != "notes"}

    read = DraftInvoice.decode(encode(without))

    assert (read.notes, read.delivery) == (Notes(), Delivery())
    assert read.notes.raw == b""
    assert Recipient().raw == InvoiceReferences().raw == b""


def test_nulls_inside_lines_and_parts_are_read_as_absent_and_not_sent_back() -> None:
    read = draft(
        lines=[LINES[0] | {"quantity": None, "accrual": None, "unit": {"unitNumber": 1, "name": None}}],
        recipient=DRAFT["recipient"] | {"city": None},
    )

    document = read.with_changes()

    assert (read.lines[0].quantity, read.recipient.city) == (None, "")
    assert not document["lines"][0].keys() & {"quantity", "accrual"}
    assert "city" not in document["recipient"]


@given(
    st.dictionaries(st.text(max_size=8).map("unknown {}".format), json_values, max_size=4),
    st.dictionaries(st.text(max_size=8).map("unknown {}".format), json_values, max_size=4),
)
def test_whatever_is_unknown_in_a_part_or_a_line_survives_with_every_digit(
    in_line: dict[str, Any], in_part: dict[str, Any]
) -> None:
    read = draft(
        lines=[LINES[0] | in_line, *LINES], **{part: DRAFT[part] | in_part for part in ("recipient", "references")}
    )

    document = read.with_changes(
        lines=[each.with_changes(quantity=Decimal(7)) for each in read.lines],
        recipient=read.recipient.with_changes(name="Other"),
    )

    written = plain.decode(encode(document))
    assert encode({name: written["lines"][0][name] for name in in_line}) == encode(in_line)
    for part in ("recipient", "references"):
        assert encode({name: written[part][name] for name in in_part}) == encode(in_part)


@pytest.mark.parametrize("field", ["draft_invoice_number", "net_amount", "margin_percentage", "last_updated", "pdf"])
def test_what_is_e_conomics_own_to_say_of_a_draft_cannot_be_changed(field: str) -> None:
    with pytest.raises(TypeError, match=field):
        draft().with_changes(**{field: 5})


@pytest.mark.parametrize("field", ["total_net_amount", "margin_in_base_currency", "vat_rate", "self"])
def test_what_is_e_conomics_own_to_say_of_a_line_cannot_be_changed(field: str) -> None:
    with pytest.raises(TypeError, match=field):
        draft().lines[0].with_changes(**{field: 5})


def test_a_draft_out_of_a_list_cannot_be_put_back_since_it_has_lost_its_lines() -> None:
    listed = ListedDraft.decode(encode({name: value for name, value in DRAFT.items() if name != "lines"}))

    with pytest.raises(TypeError, match="lines"):
        listed.with_changes(currency="EUR")


def test_a_new_draft_is_written_by_the_same_rules() -> None:
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


def test_the_templates_make_a_draft_that_can_be_added() -> None:
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
        "lines": [{name: value for name, value in FIRST.items() if name != "lineNumber"}],
    }


def test_a_template_without_layout_or_notes_or_anything_is_read() -> None:
    template = InvoiceTemplate.decode(b'{"self":"https://economic.example/customers/7/templates/invoice"}')

    assert (template.layout, template.date, template.customer) == (None, None, None)
    assert template.with_changes() == {}


def test_a_booked_invoice_has_its_vat_and_what_is_left_of_it() -> None:
    booked = BookedInvoice.decode(recorded_answer("POST_invoices_booked_201_2024.json"))
    (line, *_) = booked.lines

    assert (booked.order_number, str(booked.remainder), str(booked.gross_amount)) == (
        148,
        str(plain.decode(booked.raw)["remainder"]),
        str(plain.decode(booked.raw)["grossAmount"]),
    )
    assert (str(line.vat_rate), str(line.vat_amount)) == tuple(
        str(plain.decode(booked.raw)["lines"][0][name]) for name in ("vatRate", "vatAmount")
    )
    assert booked.sent.endswith("/sent")


def test_the_lines_of_a_booked_invoice_can_be_the_lines_of_a_draft() -> None:
    booked = BookedInvoice.decode(recorded_answer("GET_invoices_booked_n_2020.json"))

    document = draft().with_changes(lines=[each.with_changes(line_number=None) for each in booked.lines])

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
def test_a_product_and_its_price_in_another_currency_are_read() -> None:
    product = Product.decode(recorded_answer("GET_products_n_2019.json"))
    (price,) = plain.decode(recorded_answer("GET_products_n_currency-specific-sales-prices_2019.json"))["collection"]
    in_euro = CurrencyPrice.decode(encode(price))

    assert (product.product_number, product.name, product.barred) == ("01CF8D2E-A6A6-4", "fudge", True)
    assert (product.product_group.number, product.product_group.name) == (1, "Varer m/moms")
    assert (str(product.sales_price), str(product.inventory.available)) == ("0.00", "0.0")
    assert (in_euro.currency.code, str(in_euro.price)) == ("EUR", "10.00")


def test_the_way_from_a_product_group_to_its_vat_is_read() -> None:
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


def test_totals_are_read_at_every_depth() -> None:
    totals = InvoiceTotals.decode(
        b'{"drafts":{"netAmountInBaseCurrency":10.00,"invoiceCount":2,"description":"Drafts","self":"s"},'
        b'"booked":{"invoiceCount":9,"paid":{"invoiceCount":5},"unpaid":{"invoiceCount":4,'
        b'"grossRemainderInBaseCurrency":125.50,"overdue":{"invoiceCount":1,"grossRemainderInBaseCurrency":25.10},'
        b'"notOverdue":{"invoiceCount":3}}},"predefinedPeriodFilters":{"lastWeek":{"self":"s"}}}'
    )
    of_one = CustomerInvoiceTotals.decode(
        b'{"netAmountInBaseCurrency":0.00,"invoiceCount":0,"customer":{"customerNumber":7},"periods":"s","self":"s"}'
    )

    assert (totals.drafts.invoice_count, str(totals.drafts.net_amount_in_base_currency)) == (2, "10.00")
    assert totals.booked.unpaid.overdue.gross_remainder_in_base_currency == Decimal("25.10")
    assert (totals.booked.paid.invoice_count, totals.booked.unpaid.not_overdue.invoice_count) == (5, 3)
    assert (of_one.invoice_count, of_one.min_date, of_one.gross_remainder_in_base_currency) == (0, None, None)


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
def test_what_is_no_draft_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnexpectedResponse):
        DraftInvoice.decode(body)
