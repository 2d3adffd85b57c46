"""Totals: what they lead to, what they are of, and for which days they may be asked."""

from datetime import date, timedelta

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.periods import list_periods
from tests.sandbox.test_booking import book_draft
from tests.sandbox.test_drafts import LINE, ORIGIN, create_draft


def get_net_and_count(sandbox: Sandbox, path: str) -> tuple[str, int]:
    """The net amount as it is written, and of how many invoices."""
    body = sandbox.request("GET", path.removeprefix(ORIGIN)).json()
    return str(body["netAmountInBaseCurrency"]), body["invoiceCount"]


def test_agreement_without_invoices_has_zero_totals(sandbox: Sandbox) -> None:
    body = sandbox.request("GET", "/invoices/totals/booked").json()

    assert body["invoiceCount"] == 0
    assert str(body["netAmountInBaseCurrency"]) == "0.00"
    assert not {"minDate", "maxDate"} & body.keys()


def test_booking_moves_an_invoice_between_totals(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, lines=[LINE])
    before = (
        get_net_and_count(sandbox, "/invoices/totals/drafts"),
        get_net_and_count(sandbox, "/invoices/totals/booked"),
    )

    book_draft(sandbox, draft)

    after = get_net_and_count(sandbox, "/invoices/totals/drafts"), get_net_and_count(sandbox, "/invoices/totals/booked")
    assert before == (("200.00", 1), ("0.00", 0))
    assert after == (("0.00", 0), ("200.00", 1))


def test_customer_links_lead_to_its_totals(sandbox: Sandbox) -> None:
    book_draft(sandbox, create_draft(sandbox, lines=[LINE]))
    create_draft(sandbox, lines=[LINE, LINE])

    links = sandbox.request("GET", "/customers/3/totals").json()

    assert get_net_and_count(sandbox, links["drafts"]) == ("400.00", 1)
    assert get_net_and_count(sandbox, links["booked"]) == ("200.00", 1)
    assert get_net_and_count(sandbox, "/invoices/totals/booked/customers/2") == ("0.00", 0)
    assert sandbox.request("GET", "/invoices/totals/booked/customers/99").status == 404


def test_totals_are_listed_per_customer(sandbox: Sandbox) -> None:
    for customer in (3, 2, 3):
        create_draft(sandbox, customer={"customerNumber": customer}, lines=[LINE])

    body = sandbox.request("GET", "/invoices/totals/drafts/customers").json()

    assert body["invoiceCount"] == 3
    assert [(customer["customer"]["customerNumber"], customer["invoiceCount"]) for customer in body["customers"]] == [
        (2, 1),
        (3, 2),
    ]
    assert body["customers"][0]["self"] == f"{ORIGIN}/invoices/totals/drafts/customers/2"


def test_salesperson_totals_cover_its_invoices(sandbox: Sandbox) -> None:
    create_draft(sandbox, lines=[LINE], references={"salesPerson": {"employeeNumber": 1}})
    create_draft(sandbox, lines=[LINE])

    assert get_net_and_count(sandbox, "/invoices/totals/drafts/employees/1") == ("200.00", 1)
    assert get_net_and_count(sandbox, "/invoices/totals/drafts/employees/2") == ("0.00", 0)


def test_totals_can_be_filtered_by_date(sandbox: Sandbox) -> None:
    for day in ("2026-10-31", "2026-11-01", "2026-11-23"):
        book_draft(sandbox, create_draft(sandbox, date=day, lines=[LINE]))
    offered = sandbox.request("GET", "/invoices/totals").json()["predefinedPeriodFilters"]

    month = sandbox.request("GET", offered["thisMonth"]["self"].removeprefix(ORIGIN)).json()

    assert month["booked"]["invoiceCount"] == 2
    assert month["self"] == offered["thisMonth"]["self"]
    assert get_net_and_count(sandbox, "/invoices/totals/booked?filter=date$lt:2026-11-01") == ("200.00", 1)
    assert get_net_and_count(sandbox, "/invoices/totals/booked/customers/3?filter=date$lt:2026-11-01") == ("200.00", 1)


def test_totals_cannot_be_filtered_by_other_properties(sandbox: Sandbox) -> None:
    response = sandbox.request("GET", "/invoices/totals/booked?filter=currency$eq:DKK")

    assert (response.status, response.json()["allowedFilteringFields"]) == (400, ["date"])


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
def test_period_has_first_and_last_day(name: str, first: str, last: str) -> None:
    [period] = [period for period in list_periods(date(2024, 3, 1)) if period.name == name]

    assert (period.first_day.isoformat(), period.last_day.isoformat()) == (first, last)


def test_periods_contain_today_and_follow_each_other() -> None:
    for passed in range(400):
        day = date(2026, 1, 1) + timedelta(passed)
        periods_by_name = {period.name: period for period in list_periods(day)}
        assert all(
            periods_by_name[name].first_day <= day <= periods_by_name[name].last_day
            for name in ("thisWeek", "thisMonth", "thisYear")
        )
        assert all(
            periods_by_name[name].last_day < periods_by_name[f"this{name[4:]}"].first_day
            for name in ("lastWeek", "lastMonth", "lastYear")
        )
