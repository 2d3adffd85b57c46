"""What an invoice comes to, and when it falls due."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ_admin.sandbox.due_dates import calculate_due_date
from econ_admin.sandbox.invoice_math import HUNDRED, InvoiceTotal, PricedLine, round_amount

AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
LINES = st.builds(
    PricedLine,
    quantity=AMOUNTS,
    price=st.none() | AMOUNTS,
    discount=st.decimals(0, 100, places=2),
    cost=AMOUNTS,
    vat_rate=st.sampled_from([Decimal(0), Decimal(25)]),
)


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "net"),
    [
        ("3", "153.44", "10", "414.29"),
        ("1.23", "1.12", "0", "1.38"),
        ("29", "56.13", "0", "1627.77"),
        ("1", "0.01", "50", "0.01"),
        ("-1", "0.01", "50", "-0.01"),
        ("1", "0.01", "51", "0.00"),
    ],
)
def test_line_total_is_rounded_half_up(quantity: str, price: str, discount: str, net: str) -> None:
    line = PricedLine(Decimal(quantity), Decimal(price), Decimal(discount))

    assert str(line.net) == net


@given(st.lists(LINES, max_size=8), st.decimals(Decimal("0.01"), 2000, places=6))
def test_total_is_the_sum_of_its_lines(lines: list[PricedLine], rate: Decimal) -> None:
    total = InvoiceTotal.from_lines(lines, rate)

    amounts = total.to_draft_amounts()
    assert amounts["netAmount"] == sum(line.net for line in lines)
    assert amounts["grossAmount"] == amounts["netAmount"] + amounts["vatAmount"]
    assert abs(amounts["vatAmount"] - sum(line.vat for line in lines)) <= Decimal("0.005")
    assert abs(amounts["netAmountInBaseCurrency"] - total.net * rate / HUNDRED) <= Decimal("0.005")
    assert amounts["marginInBaseCurrency"] == round_amount(amounts["netAmountInBaseCurrency"] - total.cost, 4)


@given(AMOUNTS)
def test_rounding_never_gives_negative_zero(amount: Decimal) -> None:
    assert str(round_amount(amount / 10**12, 2)) == "0.00"


@pytest.mark.parametrize(
    ("terms_type", "days", "day", "due_date"),
    [
        ("net", 8, "2014-08-08", "2014-08-16"),
        ("invoiceMonth", 14, "2024-01-17", "2024-02-14"),
        ("invoiceMonth", 14, "2023-03-24", "2023-04-14"),
        ("invoiceMonth", 0, "2024-02-01", "2024-02-29"),
        ("invoiceWeekStartingMonday", 1, "2026-11-23", "2026-11-30"),
        ("invoiceWeekStartingMonday", 0, "2026-11-29", "2026-11-29"),
        ("invoiceWeekStartingSunday", 0, "2026-11-22", "2026-11-28"),
        ("prepaid", 0, "2026-11-23", "2026-11-23"),
        ("net", 9_999_999, "2026-11-23", "9999-12-31"),
    ],
)
def test_due_date_depends_on_the_terms_type(terms_type: str, days: int, day: str, due_date: str) -> None:
    assert calculate_due_date(terms_type, days, date.fromisoformat(day)) == date.fromisoformat(due_date)
