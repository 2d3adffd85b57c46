"""Totals: what they lead to, what they are of, and for which days they may be asked."""

from datetime import date, timedelta

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.periods import periods
from tests.sandbox.test_booking import book
from tests.sandbox.test_drafts import HERE, LINE, made


def told(sandbox: Sandbox, path: str) -> tuple[str, int]:
    """The net amount as it is written, and of how many invoices."""
    answer = sandbox.ask("GET", path.removeprefix(HERE)).json()
    return str(answer["netAmountInBaseCurrency"]), answer["invoiceCount"]


def test_an_agreement_without_invoices_has_totals_of_nothing(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/invoices/totals/booked").json()

    assert answer["invoiceCount"] == 0
    assert str(answer["netAmountInBaseCurrency"]) == "0.00"
    assert not {"minDate", "maxDate"} & answer.keys()


def test_a_booking_moves_a_draft_from_one_total_to_the_other(sandbox: Sandbox) -> None:
    draft = made(sandbox, lines=[LINE])
    before = told(sandbox, "/invoices/totals/drafts"), told(sandbox, "/invoices/totals/booked")

    book(sandbox, draft)

    after = told(sandbox, "/invoices/totals/drafts"), told(sandbox, "/invoices/totals/booked")
    assert before == (("200.00", 1), ("0.00", 0))
    assert after == (("0.00", 0), ("200.00", 1))


def test_the_totals_of_a_customer_are_where_it_says(sandbox: Sandbox) -> None:
    book(sandbox, made(sandbox, lines=[LINE]))
    made(sandbox, lines=[LINE, LINE])

    links = sandbox.ask("GET", "/customers/3/totals").json()

    assert told(sandbox, links["drafts"]) == ("400.00", 1)
    assert told(sandbox, links["booked"]) == ("200.00", 1)
    assert told(sandbox, "/invoices/totals/booked/customers/2") == ("0.00", 0)
    assert sandbox.ask("GET", "/invoices/totals/booked/customers/99").status == 404


def test_each_customer_is_told_with_its_own(sandbox: Sandbox) -> None:
    for customer in (3, 2, 3):
        made(sandbox, customer={"customerNumber": customer}, lines=[LINE])

    answer = sandbox.ask("GET", "/invoices/totals/drafts/customers").json()

    assert answer["invoiceCount"] == 3
    assert [(customer["customer"]["customerNumber"], customer["invoiceCount"]) for customer in answer["customers"]] == [
        (2, 1),
        (3, 2),
    ]
    assert answer["customers"][0]["self"] == f"{HERE}/invoices/totals/drafts/customers/2"


def test_the_totals_of_a_salesperson_are_of_the_invoices_that_name_it(sandbox: Sandbox) -> None:
    made(sandbox, lines=[LINE], references={"salesPerson": {"employeeNumber": 1}})
    made(sandbox, lines=[LINE])

    assert told(sandbox, "/invoices/totals/drafts/employees/1") == ("200.00", 1)
    assert told(sandbox, "/invoices/totals/drafts/employees/2") == ("0.00", 0)


def test_totals_may_be_asked_for_some_days(sandbox: Sandbox) -> None:
    for day in ("2026-10-31", "2026-11-01", "2026-11-23"):
        book(sandbox, made(sandbox, date=day, lines=[LINE]))
    offered = sandbox.ask("GET", "/invoices/totals").json()["predefinedPeriodFilters"]

    month = sandbox.ask("GET", offered["thisMonth"]["self"].removeprefix(HERE)).json()

    assert month["booked"]["invoiceCount"] == 2
    assert month["self"] == offered["thisMonth"]["self"]
    assert told(sandbox, "/invoices/totals/booked?filter=date$lt:2026-11-01") == ("200.00", 1)
    assert told(sandbox, "/invoices/totals/booked/customers/3?filter=date$lt:2026-11-01") == ("200.00", 1)


def test_totals_are_filtered_by_nothing_but_days(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/invoices/totals/booked?filter=currency$eq:DKK")

    assert (answer.status, answer.json()["allowedFilteringFields"]) == (400, ["date"])


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("lastSevenDays", "2024-02-24", "2024-03-01"),
        ("lastFifteenDays", "2024-02-16", "2024-03-01"),
        ("lastThirtyDays", "2024-02-01", "2024-03-01"),
        ("lastMonth", "2024-02-01", "2024-02-29"),
        ("lastWeek", "2024-02-19", "2024-02-25"),
        ("lastYear", "2023-01-01", "2023-12-31"),
        ("thisMonth", "2024-03-01", "2024-03-31"),
        ("thisWeek", "2024-02-26", "2024-03-03"),
        ("thisYear", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_period_has_its_days(name: str, first: str, last: str) -> None:
    [period] = [period for period in periods(date(2024, 3, 1)) if period.name == name]

    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


def test_of_every_day_its_week_and_month_and_year_are_told() -> None:
    for passed in range(400):
        day = date(2026, 1, 1) + timedelta(passed)
        of = {period.name: period for period in periods(day)}
        assert all(of[name].first <= day <= of[name].last for name in ("thisWeek", "thisMonth", "thisYear"))
        assert all(of[name].last < of[f"this{name[4:]}"].first for name in ("lastWeek", "lastMonth", "lastYear"))
