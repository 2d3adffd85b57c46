"""Invoice totals: compared with e-conomic's recorded ones, and their arithmetic properties."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.shared.invoice_math import (
    SoldLine,
    compute_due_date,
    compute_line_margin,
    compute_line_total,
    compute_totals,
    convert_to_base,
)
from econ_admin.gateway.records import BookedInvoice, DraftInvoice, InvoiceLine
from tests.gateway.recordings import list_recorded_documents

RECORDED = [(name, record.decode(body)) for name, record, body in list_recorded_documents()]
INVOICES = [(name, record) for name, record in RECORDED if isinstance(record, DraftInvoice | BookedInvoice)]
WITH_LINES = [(name, record) for name, record in INVOICES if record.lines]
INCONSISTENT = {
    "GET_invoices_drafts_n_2020-0": "its provider blanked the amounts of the invoice, but not those of the lines",
}
DOMESTIC, STANDARD = 1, Decimal(25)  # a draft's lines have no rate; these were sold in Denmark at 25 %

amounts = st.decimals(min_value=-9_999_999, max_value=9_999_999, places=2)
percents = st.decimals(min_value=0, max_value=100, places=2)
rates = st.sampled_from([Decimal(25), Decimal(0), Decimal(12), Decimal("8.1"), Decimal("5.5")])
sold_lines = st.lists(
    st.builds(SoldLine, quantity=amounts, price=amounts, discount=percents, cost=amounts, vat_rate=rates), max_size=12
)
exchange_rates = st.decimals(min_value="0.000001", max_value=10_000, places=6)


def build_sold_line(line: InvoiceLine) -> SoldLine:
    rate = getattr(line, "vat_rate", STANDARD)
    zero = Decimal(0)
    return SoldLine(
        line.quantity or zero, line.unit_net_price, line.discount_percentage or zero, line.unit_cost_price or zero, rate
    )


@pytest.mark.parametrize(("name", "invoice"), WITH_LINES, ids=[name for name, _ in WITH_LINES])
def test_totals_equal_the_recorded_ones(name: str, invoice: DraftInvoice | BookedInvoice) -> None:
    totals = compute_totals([build_sold_line(line) for line in invoice.lines if line.product], invoice.exchange_rate)

    computed = (totals.net, totals.vat, totals.gross, totals.net_in_base, totals.gross_in_base, totals.rounding)
    recorded = (
        invoice.net_amount,
        invoice.vat_amount,
        invoice.gross_amount,
        invoice.net_amount_in_base_currency,
        invoice.gross_amount_in_base_currency or invoice.gross_amount,  # older answers omit it
        invoice.rounding_amount,
    )
    assert (computed == recorded) is (name not in INCONSISTENT)


@pytest.mark.parametrize(("name", "invoice"), WITH_LINES, ids=[name for name, _ in WITH_LINES])
def test_line_totals_equal_the_recorded_ones(name: str, invoice: DraftInvoice | BookedInvoice) -> None:
    computed = [build_sold_line(line).net for line in invoice.lines]

    assert computed == [line.total_net_amount or 0 for line in invoice.lines]


@pytest.mark.parametrize(
    ("name", "draft"),
    [(name, invoice) for name, invoice in WITH_LINES if isinstance(invoice, DraftInvoice) and name not in INCONSISTENT],
)
def test_margins_equal_the_recorded_ones(name: str, draft: DraftInvoice) -> None:
    lines = [build_sold_line(recorded_line) for recorded_line in draft.lines]
    totals = compute_totals(lines, draft.exchange_rate)

    assert totals.margin
    assert (totals.cost, totals.margin.amount) == (draft.cost_price_in_base_currency, draft.margin_in_base_currency)
    assert totals.margin.percentage == draft.margin_percentage
    for line, recorded_line in zip(lines, draft.lines, strict=True):
        margin = compute_line_margin(line, draft.exchange_rate or Decimal(100))
        assert (margin.amount, margin.percentage) == (
            recorded_line.margin_in_base_currency,
            recorded_line.margin_percentage,
        )


@pytest.mark.parametrize(("name", "invoice"), INVOICES, ids=[name for name, _ in INVOICES])
def test_base_currency_amounts_equal_the_recorded_ones(name: str, invoice: DraftInvoice | BookedInvoice) -> None:
    net, rate = invoice.net_amount, invoice.exchange_rate

    assert net is not None
    assert rate is not None
    assert convert_to_base(net, rate) == invoice.net_amount_in_base_currency


@pytest.mark.parametrize(("name", "invoice"), INVOICES, ids=[name for name, _ in INVOICES])
def test_due_dates_equal_the_recorded_ones(name: str, invoice: DraftInvoice | BookedInvoice) -> None:
    terms = invoice.payment_terms

    due = compute_due_date(invoice.date, terms.payment_terms_type, terms.days_of_credit or 0, invoice.due_date)

    assert due == invoice.due_date


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "net"),
    [
        ("3", "153.44", "10", "414.29"),
        ("1.23", "1.12", "0", "1.38"),
        ("1", "0.005", "0", "0.01"),
        ("-1", "0.005", "0", "-0.01"),
        ("1", "-0.001", "0", "0.00"),
        ("5", "99.95", "100", "0.00"),
        ("9999999999999.99", "9999999999999.99", "0", "99999999999999800000000000.00"),
    ],
)
def test_line_total_is_rounded_half_away_from_zero(quantity: str, price: str, discount: str, net: str) -> None:
    assert str(compute_line_total(Decimal(quantity), Decimal(price), Decimal(discount))) == net


def test_vat_is_grouped_by_rate_in_ascending_order() -> None:
    with_vat, without_vat = (
        SoldLine(Decimal(2), Decimal("10.01"), vat_rate=Decimal(25)),
        SoldLine(Decimal(1), Decimal(7), vat_rate=Decimal(0)),
    )

    totals = compute_totals([with_vat, without_vat, with_vat], Decimal(100))

    assert [(vat.rate, vat.net, vat.amount) for vat in totals.vats] == [
        (Decimal(0), Decimal("7.00"), Decimal("0.00")),
        (Decimal(25), Decimal("40.04"), Decimal("10.01")),
    ]


def test_totals_of_the_largest_amounts_are_exact() -> None:
    line = SoldLine(Decimal("9999999999999.99"), Decimal("9999999999999.99"), vat_rate=STANDARD)

    totals = compute_totals([line] * 1000, Decimal(100))

    assert str(totals.net) == "99999999999999800000000000000.00"
    assert str(totals.gross_in_base) == "124999999999999750000000000000.00"


def test_missing_rate_gives_no_vat_and_no_gross() -> None:
    totals = compute_totals(
        [SoldLine(Decimal(1), Decimal(100)), SoldLine(Decimal(1), Decimal(100), vat_rate=STANDARD)], Decimal(100)
    )

    assert (totals.net, totals.vat, totals.gross, totals.gross_in_base) == (Decimal("200.00"), None, None, None)


def test_missing_exchange_rate_gives_no_base_currency_amounts() -> None:
    totals = compute_totals([SoldLine(Decimal(1), Decimal(100), vat_rate=STANDARD)], None)

    assert (totals.gross, totals.net_in_base, totals.gross_in_base, totals.margin) == (
        Decimal("125.00"),
        None,
        None,
        None,
    )


@given(sold_lines, exchange_rates)
def test_totals_are_the_sums_of_their_parts(lines: list[SoldLine], rate: Decimal) -> None:
    totals = compute_totals(lines, rate)

    assert totals.net == sum((line.net for line in lines), Decimal(0)) == sum(vat.net for vat in totals.vats)
    assert totals.vat == sum(vat.amount for vat in totals.vats)
    assert totals.gross == totals.net + (totals.vat or 0)


@given(sold_lines, exchange_rates)
def test_credit_note_totals_are_the_negated_invoice_totals(lines: list[SoldLine], rate: Decimal) -> None:
    credit_lines = [SoldLine(-line.quantity, line.price, line.discount, line.cost, line.vat_rate) for line in lines]

    totals, credit_totals = compute_totals(lines, rate), compute_totals(credit_lines, rate)

    assert (credit_totals.net, credit_totals.vat, credit_totals.gross) == (
        -totals.net,
        -(totals.vat or 0),
        -(totals.gross or 0),
    )
    assert (credit_totals.gross_in_base, credit_totals.cost) == (-(totals.gross_in_base or 0), -totals.cost)


@given(sold_lines.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))), exchange_rates)
def test_order_of_lines_does_not_matter(
    lines_and_shuffled: tuple[list[SoldLine], list[SoldLine]], rate: Decimal
) -> None:
    lines, shuffled = lines_and_shuffled

    assert compute_totals(lines, rate) == compute_totals(shuffled, rate)


@pytest.mark.parametrize(
    ("kind", "days", "day", "due"),
    [
        ("net", 8, date(2014, 8, 8), date(2014, 8, 16)),
        ("net", 8, date(2024, 2, 25), date(2024, 3, 4)),
        ("net", 8, date(2026, 2, 25), date(2026, 3, 5)),
        ("net", 0, date(2026, 12, 31), date(2026, 12, 31)),
        ("invoiceMonth", 14, date(2024, 1, 17), date(2024, 2, 14)),
        ("invoiceMonth", 14, date(2023, 3, 24), date(2023, 4, 14)),
        ("invoiceMonth", 30, date(2024, 2, 1), date(2024, 3, 30)),
        ("invoiceMonth", 0, date(2026, 2, 1), date(2026, 2, 28)),
        ("invoiceMonth", 0, date(2024, 2, 29), date(2024, 2, 29)),
        ("invoiceWeekStartingMonday", 7, date(2026, 11, 23), date(2026, 12, 6)),
        ("invoiceWeekStartingSunday", 7, date(2026, 11, 23), date(2026, 12, 5)),
        ("prepaid", 0, date(2026, 11, 23), date(2026, 11, 23)),
        ("paidInCash", 5, date(2026, 11, 23), date(2026, 11, 23)),
        ("creditcard", 0, date(2026, 11, 23), date(2026, 11, 23)),
        ("factoring", 30, date(2026, 11, 23), date(2026, 12, 23)),
        ("avtaleGiro", 14, date(2026, 11, 23), date(2026, 12, 7)),
        ("dueDate", 0, date(2026, 11, 23), None),
        ("net", 365, date.max, date.max),
    ],
)
def test_due_date_follows_the_terms(kind: str, days: int, day: date, due: date | None) -> None:
    assert compute_due_date(day, kind, days) == due


def test_manual_due_date_is_the_chosen_one() -> None:
    assert compute_due_date(date(2026, 11, 23), "dueDate", 0, date(2027, 1, 1)) == date(2027, 1, 1)
