"""A year of business: the seed's invoices, by number, by date and to the last hundredth."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.invoice_math import Line, Total
from econ_admin.sandbox.links import encoded
from econ_admin.sandbox.seed.reference import RATES
from tests.sandbox.seeded_documents import DAY, Document, seeded

TODAY = DAY.isoformat()
SIZE = 2_500


def booked() -> list[Document]:
    """In the order of their numbers."""
    return sorted(seeded(SIZE)["booked-invoices"], key=lambda each: each["bookedInvoiceNumber"])


def drafts() -> list[Document]:
    return sorted(seeded(SIZE)["draft-invoices"], key=lambda each: each["draftInvoiceNumber"])


def customers() -> dict[int, Document]:
    return {each["customerNumber"]: each for each in seeded(SIZE)["customers"]}


def of_customers() -> dict[int, list[Document]]:
    """The booked invoices of each customer that has any."""
    theirs: defaultdict[int, list[Document]] = defaultdict(list)
    for each in booked():
        theirs[each["customer"]["customerNumber"]].append(each)
    return theirs


def reckoning(invoice: Document) -> list[Line]:
    """Its lines with a product, as they are reckoned with."""
    rates = vat_rates()
    zone = invoice["recipient"]["vatZone"]["vatZoneNumber"]
    groups = {each["productNumber"]: each["productGroup"]["productGroupNumber"] for each in seeded(SIZE)["products"]}
    return [
        Line(
            each["quantity"],
            each["unitNetPrice"],
            each["discountPercentage"],
            each["unitCostPrice"],
            rates[groups[each["product"]["productNumber"]], zone],
        )
        for each in invoice.get("lines", ())
        if "product" in each
    ]


def vat_rates() -> dict[tuple[int, int], Decimal]:
    """Per cent by product group and VAT zone, by way of the sales accounts."""
    per_cent = {each["vatCode"]: each["ratePercentage"] for each in seeded(SIZE)["vat-accounts"]}
    return {
        (each["productGroup"]["productGroupNumber"], each["vatZone"]["vatZoneNumber"]): per_cent[
            each["salesAccount"]["vatAccount"]["vatCode"]
        ]
        for each in seeded(SIZE)["sales-accounts"]
    }


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", size=100, day=DAY)
    yield sandbox
    sandbox.close()


@pytest.mark.slow
def test_there_are_two_invoices_to_a_customer_for_some_many_and_for_some_none() -> None:
    counts = Counter(len(each) for each in of_customers().values())

    assert len(booked()) == 2 * SIZE
    assert SIZE * 0.6 < counts.total() < SIZE * 0.8
    assert max(counts) > 20


def test_invoice_numbers_rise_with_the_date_and_have_no_gap() -> None:
    numbers = [each["bookedInvoiceNumber"] for each in booked()]

    assert numbers == [*range(numbers[0], numbers[0] + len(numbers))]
    assert all(earlier["date"] <= later["date"] for earlier, later in pairwise(booked()))


def test_invoices_remember_the_numbers_of_their_drafts_and_drafts_come_after_those() -> None:
    numbers = [each["orderNumber"] for each in booked()] + [each["draftInvoiceNumber"] for each in drafts()]

    assert all(earlier < later for earlier, later in pairwise(numbers))
    assert all(earlier["date"] <= later["date"] for earlier, later in pairwise(drafts()))


def test_invoices_lie_within_twelve_months_on_working_days_and_fall_due_later() -> None:
    dates = {date.fromisoformat(each["date"]) for each in booked()}

    assert max(dates) == DAY
    assert DAY - timedelta(days=365) <= min(dates) < DAY - timedelta(days=350)
    assert {each.weekday() for each in dates} == {0, 1, 2, 3, 4}
    assert all(each["date"] <= each["dueDate"] for each in [*booked(), *drafts()])
    assert min(dates).isoformat() > seeded(SIZE)["self"][0]["signupDate"]


def test_most_is_paid_some_is_due_some_overdue_and_little_long_overdue() -> None:
    open_ones = [each for each in booked() if each["remainder"]]
    overdue = [each for each in open_ones if each["dueDate"] < TODAY]

    months = Counter((DAY - date.fromisoformat(each["dueDate"])).days // 30 for each in overdue)

    long_ago = sum(count for age, count in months.items() if age >= 4)
    assert 0.15 < len(open_ones) / len(booked()) < 0.3
    assert 0.06 < len(overdue) / len(booked()) < 0.15
    assert 0.003 < long_ago / len(booked()) < 0.03
    assert months[0] > months[1] > months[3] > 0
    assert any(0 < each["remainder"] < each["grossAmount"] for each in open_ones)


def test_every_booked_invoice_is_exact_to_the_last_hundredth() -> None:
    for each in booked():
        lines = reckoning(each)

        expected = Total.of(lines, each["exchangeRate"]).of_booked(each["remainder"])

        assert {key: each[key] for key in expected} == expected
        assert [line["totalNetAmount"] for line in each["lines"]] == [line.net for line in lines]
        assert [line["vatAmount"] for line in each["lines"]] == [line.vat for line in lines]
        assert [line["vatRate"] for line in each["lines"]] == [line.vat_rate for line in lines]


def test_every_draft_is_exact_to_the_last_hundredth() -> None:
    for each in drafts():
        lines = reckoning(each)

        expected = Total.of(lines, each["exchangeRate"]).of_draft()

        assert {key: each[key] for key in expected} == expected
        told = [line["totalNetAmount"] for line in each.get("lines", ()) if "product" in line]
        assert told == [line.net for line in lines]


def test_a_customer_owes_what_its_invoices_say() -> None:
    theirs = of_customers()

    for number, customer in customers().items():
        remainders = [(each["remainder"], each["dueDate"] < TODAY) for each in theirs.get(number, ())]
        assert customer["balance"] == sum(remainder for remainder, _ in remainders)
        assert customer["dueAmount"] == sum(remainder for remainder, late in remainders if late)
        assert {each["currency"] for each in theirs.get(number, ())} <= {customer["currency"]}


def test_a_credit_note_takes_back_an_earlier_invoice_of_the_same_customer() -> None:
    by_number = {each["bookedInvoiceNumber"]: each for each in booked()}
    credit_notes = [each for each in booked() if each["grossAmount"] < 0]

    for each in credit_notes:
        earlier = by_number[int(each["notes"]["heading"].rpartition(" ")[2])]
        assert earlier["customer"] == each["customer"]
        assert earlier["bookedInvoiceNumber"] < each["bookedInvoiceNumber"]
        assert Decimal(0) <= earlier["grossAmount"] + each["grossAmount"] < earlier["grossAmount"]
        assert each["grossAmount"] <= each["remainder"] <= 0
    assert 0.01 < len(credit_notes) / len(booked()) < 0.05
    assert any(each["remainder"] for each in credit_notes)


def test_public_customers_are_invoiced_with_their_ean_and_a_reference() -> None:
    public = {number for number, each in customers().items() if each["customerGroup"]["customerGroupNumber"] == 4}

    theirs = [each for each in [*booked(), *drafts()] if each["customer"]["customerNumber"] in public]

    assert len(theirs) > 100
    assert all("ean" in each["recipient"] and each["references"]["other"] for each in theirs)


def test_foreign_invoices_have_the_rate_of_their_day() -> None:
    """Near today's, and today's on the day itself; a credit note has the rate of what it takes back."""
    foreign = [each for each in booked() if each["currency"] != "DKK"]

    strays = [each for each in foreign if abs(each["exchangeRate"] / Decimal(RATES[each["currency"]]) - 1) > 0.03]

    of_today = [each for each in foreign if each["date"] == TODAY and each["grossAmount"] > 0]
    assert strays == []
    assert {each["currency"] for each in foreign} >= {"EUR", "SEK", "NOK"}
    assert len({each["exchangeRate"] for each in foreign if each["currency"] == "SEK"}) > 20
    assert all(each["exchangeRate"] == Decimal(RATES[each["currency"]]) for each in of_today)
    assert {each["exchangeRate"] for each in booked() if each["currency"] == "DKK"} == {Decimal(100)}


def test_a_small_sandbox_has_one_of_everything() -> None:
    invoices, waiting = seeded(60)["booked-invoices"], seeded(60)["draft-invoices"]

    assert any(each["remainder"] > 0 and each["dueDate"] < TODAY for each in invoices)
    assert any(each["remainder"] > 0 and each["dueDate"] >= TODAY for each in invoices)
    assert any(each["grossAmount"] < 0 for each in invoices)
    assert any(each["currency"] == "EUR" for each in invoices)
    assert {each["date"] for each in waiting} >= {TODAY}
    assert any("lines" not in each for each in waiting)
    assert any("product" not in line for each in waiting for line in each.get("lines", ()))
    assert any(each["currency"] == "EUR" for each in waiting)


def test_a_draft_of_the_seed_is_as_the_sandbox_would_have_made_it(sandbox: Sandbox) -> None:
    listed = sandbox.ask("GET", "/invoices/drafts").json()["collection"]

    for number in (each["draftInvoiceNumber"] for each in listed):
        before = sandbox.ask("GET", f"/invoices/drafts/{number}").json()
        after = sandbox.ask("PUT", f"/invoices/drafts/{number}", before)
        assert after.status == 200
        assert after.json() | {"lastUpdated": ""} == before | {"lastUpdated": ""}
    assert len(listed) == 5


def test_a_line_of_the_seed_costs_what_the_sandbox_asks_for_it(sandbox: Sandbox) -> None:
    """Some customers were given another discount than the level's by hand."""
    lines = [
        (each["customer"]["customerNumber"], line)
        for each in seeded(100)["booked-invoices"]
        if each["grossAmount"] > 0
        for line in each["lines"]
    ][:150]

    by_hand = 0
    for customer, line in lines:
        product, quantity = encoded(line["product"]["productNumber"]), line["quantity"]
        asked = sandbox.ask("GET", f"/customers/{customer}/templates/invoiceline/{product}?quantity={quantity}").json()
        assert asked["unitNetPrice"] == line["unitNetPrice"]
        by_hand += asked["discountPercentage"] != line["discountPercentage"]

    assert by_hand < len(lines) / 8
    assert len({line["discountPercentage"] for _, line in lines}) > 2


def test_every_product_is_found_at_its_address(sandbox: Sandbox) -> None:
    products = seeded(60)["products"]

    for each in products:
        here = f"/products/{encoded(each['productNumber'])}"
        assert sandbox.ask("GET", here).json()["productNumber"] == each["productNumber"]
    assert 100 <= len(products) <= 140
    assert len({each["productGroup"]["productGroupNumber"] for each in products}) >= 8
    assert 3 <= sum(each["barred"] for each in products) <= 8
    assert set("/.*:%#&+?<>\\_ ") <= {letter for each in products for letter in each["productNumber"]}


def test_only_products_that_may_be_sold_are_on_invoices() -> None:
    barred = {each["productNumber"] for each in seeded(SIZE)["products"] if each["barred"]}

    sold = {
        line["product"]["productNumber"]
        for each in [*booked(), *drafts()]
        for line in each.get("lines", ())
        if "product" in line
    }

    assert not barred & sold
    assert len(sold) > 100


def test_discount_levels_rise_with_the_quantity() -> None:
    for each in seeded(60)["price-levels"]:
        quantities = [level["quantity"] for level in each["levels"]]
        assert quantities == sorted({*quantities})
    assert {each["priceGroup"] for each in seeded(60)["price-levels"]} == {0, 1, 2}
