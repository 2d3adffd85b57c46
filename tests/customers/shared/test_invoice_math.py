"""What an invoice comes to: as e-conomic was heard to say it, and as arithmetic must be."""

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

HEARD = [(name, record.decode(body)) for name, record, body in list_recorded_documents()]
INVOICES = [(name, each) for name, each in HEARD if isinstance(each, DraftInvoice | BookedInvoice)]
WITH_LINES = [(name, record) for name, record in INVOICES if record.lines]
NOT_THEIR_SUM = {
    "GET_invoices_drafts_n_2020-0": "its provider emptied the amounts of the whole, and left those of the lines",
}
DOMESTIC, STANDARD = 1, Decimal(25)  # a draft's lines tell no rate; these were sold in Denmark with 25 per cent

amounts = st.decimals(min_value=-9_999_999, max_value=9_999_999, places=2)
percents = st.decimals(min_value=0, max_value=100, places=2)
rates = st.sampled_from([Decimal(25), Decimal(0), Decimal(12), Decimal("8.1"), Decimal("5.5")])
solds = st.lists(
    st.builds(SoldLine, quantity=amounts, price=amounts, discount=percents, cost=amounts, vat_rate=rates), max_size=12
)
exchange_rates = st.decimals(min_value="0.000001", max_value=10_000, places=6)


def sold_of(line: InvoiceLine) -> SoldLine:
    rate = getattr(line, "vat_rate", STANDARD)
    zero = Decimal(0)
    return SoldLine(
        line.quantity or zero, line.unit_net_price, line.discount_percentage or zero, line.unit_cost_price or zero, rate
    )


@pytest.mark.parametrize(("name", "invoice"), WITH_LINES, ids=[name for name, _each in WITH_LINES])
def test_our_totals_of_the_recorded_lines_are_e_conomics_to_the_last_digit(
    name: str, invoice: DraftInvoice | BookedInvoice
) -> None:
    found = compute_totals([sold_of(each) for each in invoice.lines if each.product], invoice.exchange_rate)

    ours = (found.net, found.vat, found.gross, found.net_in_base, found.gross_in_base, found.rounding)
    theirs = (
        invoice.net_amount,
        invoice.vat_amount,
        invoice.gross_amount,
        invoice.net_amount_in_base_currency,
        invoice.gross_amount_in_base_currency or invoice.gross_amount,  # older answers leave it out
        invoice.rounding_amount,
    )
    assert (ours == theirs) is (name not in NOT_THEIR_SUM)


@pytest.mark.parametrize(("name", "invoice"), WITH_LINES, ids=[name for name, _each in WITH_LINES])
def test_each_recorded_line_is_rounded_as_we_round_it(name: str, invoice: DraftInvoice | BookedInvoice) -> None:
    for each in invoice.lines:
        assert sold_of(each).net == (each.total_net_amount or 0)


@pytest.mark.parametrize(
    ("name", "draft"),
    [(name, each) for name, each in WITH_LINES if isinstance(each, DraftInvoice) and name not in NOT_THEIR_SUM],
)
def test_margins_of_the_recorded_drafts_are_e_conomics(name: str, draft: DraftInvoice) -> None:
    lines = [sold_of(each) for each in draft.lines]
    found = compute_totals(lines, draft.exchange_rate)

    assert found.margin
    assert (found.cost, found.margin.amount) == (draft.cost_price_in_base_currency, draft.margin_in_base_currency)
    assert found.margin.percentage == draft.margin_percentage
    for line, each in zip(lines, draft.lines, strict=True):
        margin = compute_line_margin(line, draft.exchange_rate or Decimal(100))
        assert (margin.amount, margin.percentage) == (each.margin_in_base_currency, each.margin_percentage)


@pytest.mark.parametrize(("name", "invoice"), INVOICES, ids=[name for name, _each in INVOICES])
def test_amounts_in_the_base_currency_are_e_conomics(name: str, invoice: DraftInvoice | BookedInvoice) -> None:
    net, rate = invoice.net_amount, invoice.exchange_rate

    assert net is not None
    assert rate is not None
    assert convert_to_base(net, rate) == invoice.net_amount_in_base_currency


@pytest.mark.parametrize(("name", "invoice"), INVOICES, ids=[name for name, _each in INVOICES])
def test_due_dates_are_e_conomics(name: str, invoice: DraftInvoice | BookedInvoice) -> None:
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
def test_a_line_is_rounded_half_away_from_zero(quantity: str, price: str, discount: str, net: str) -> None:
    assert str(compute_line_total(Decimal(quantity), Decimal(price), Decimal(discount))) == net


def test_vat_is_shown_for_each_rate_the_lowest_first() -> None:
    one, other = (
        SoldLine(Decimal(2), Decimal("10.01"), vat_rate=Decimal(25)),
        SoldLine(Decimal(1), Decimal(7), vat_rate=Decimal(0)),
    )

    found = compute_totals([one, other, one], Decimal(100))

    assert [(each.rate, each.net, each.amount) for each in found.vats] == [
        (Decimal(0), Decimal("7.00"), Decimal("0.00")),
        (Decimal(25), Decimal("40.04"), Decimal("10.01")),
    ]


def test_where_a_rate_is_missing_there_is_no_vat_and_no_gross() -> None:
    found = compute_totals(
        [SoldLine(Decimal(1), Decimal(100)), SoldLine(Decimal(1), Decimal(100), vat_rate=STANDARD)], Decimal(100)
    )

    assert (found.net, found.vat, found.gross, found.gross_in_base) == (Decimal("200.00"), None, None, None)


def test_without_an_exchange_rate_nothing_is_said_in_the_base_currency() -> None:
    found = compute_totals([SoldLine(Decimal(1), Decimal(100), vat_rate=STANDARD)], None)

    assert (found.gross, found.net_in_base, found.gross_in_base, found.margin) == (Decimal("125.00"), None, None, None)


@given(solds, exchange_rates)
def test_sums_agree(lines: list[SoldLine], rate: Decimal) -> None:
    found = compute_totals(lines, rate)

    assert found.net == sum((each.net for each in lines), Decimal(0)) == sum(vat.net for vat in found.vats)
    assert found.vat == sum(vat.amount for vat in found.vats)
    assert found.gross == found.net + (found.vat or 0)


@given(solds, exchange_rates)
def test_a_credit_note_is_the_invoice_with_another_sign(lines: list[SoldLine], rate: Decimal) -> None:
    credited = [SoldLine(-each.quantity, each.price, each.discount, each.cost, each.vat_rate) for each in lines]

    found, credit = compute_totals(lines, rate), compute_totals(credited, rate)

    assert (credit.net, credit.vat, credit.gross) == (-found.net, -(found.vat or 0), -(found.gross or 0))
    assert (credit.gross_in_base, credit.cost) == (-(found.gross_in_base or 0), -found.cost)


@given(solds.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))), exchange_rates)
def test_the_order_of_lines_does_not_matter(both: tuple[list[SoldLine], list[SoldLine]], rate: Decimal) -> None:
    lines, shuffled = both

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
def test_the_due_date_follows_the_terms(kind: str, days: int, day: date, due: date | None) -> None:
    assert compute_due_date(day, kind, days) == due


def test_a_due_date_by_hand_is_the_one_that_was_chosen() -> None:
    assert compute_due_date(date(2026, 11, 23), "dueDate", 0, date(2027, 1, 1)) == date(2027, 1, 1)
