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
    return {customer["customerNumber"]: customer for customer in seeded(SIZE)["customers"]}


def of_customers() -> dict[int, list[Document]]:
    """The booked invoices of each customer that has any."""
    theirs: defaultdict[int, list[Document]] = defaultdict(list)
    for invoice in booked():
        theirs[invoice["customer"]["customerNumber"]].append(invoice)
    return theirs


def reckoning(invoice: Document) -> list[Line]:
    """Its lines with a product, as they are reckoned with."""
    rates = vat_rates()
    zone = invoice["recipient"]["vatZone"]["vatZoneNumber"]
    groups = {
        product["productNumber"]: product["productGroup"]["productGroupNumber"] for product in seeded(SIZE)["products"]
    }
    return [
        Line(
            line["quantity"],
            line["unitNetPrice"],
            line["discountPercentage"],
            line["unitCostPrice"],
            rates[groups[line["product"]["productNumber"]], zone],
        )
        for line in invoice.get("lines", ())
        if "product" in line
    ]


def vat_rates() -> dict[tuple[int, int], Decimal]:
    """Per cent by product group and VAT zone, by way of the sales accounts."""
    per_cent = {vat_account["vatCode"]: vat_account["ratePercentage"] for vat_account in seeded(SIZE)["vat-accounts"]}
    return {
        (sales_account["productGroup"]["productGroupNumber"], sales_account["vatZone"]["vatZoneNumber"]): per_cent[
            sales_account["salesAccount"]["vatAccount"]["vatCode"]
        ]
        for sales_account in seeded(SIZE)["sales-accounts"]
    }


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", size=100, day=DAY)
    yield sandbox
    sandbox.close()


@pytest.mark.slow
def test_there_are_two_invoices_to_a_customer_for_some_many_and_for_some_none() -> None:
    counts = Counter(len(invoices) for invoices in of_customers().values())

    assert len(booked()) == 2 * SIZE
    assert SIZE * 0.6 < counts.total() < SIZE * 0.8
    assert max(counts) > 20


def test_invoice_numbers_rise_with_the_date_and_have_no_gap() -> None:
    numbers = [invoice["bookedInvoiceNumber"] for invoice in booked()]

    assert numbers == [*range(numbers[0], numbers[0] + len(numbers))]
    assert all(earlier["date"] <= later["date"] for earlier, later in pairwise(booked()))


def test_invoices_remember_the_numbers_of_their_drafts_and_drafts_come_after_those() -> None:
    numbers = [invoice["orderNumber"] for invoice in booked()] + [draft["draftInvoiceNumber"] for draft in drafts()]

    assert all(earlier < later for earlier, later in pairwise(numbers))
    assert all(earlier["date"] <= later["date"] for earlier, later in pairwise(drafts()))


def test_invoices_lie_within_twelve_months_on_working_days_and_fall_due_later() -> None:
    dates = {date.fromisoformat(invoice["date"]) for invoice in booked()}

    assert max(dates) == DAY
    assert DAY - timedelta(days=365) <= min(dates) < DAY - timedelta(days=350)
    assert {day.weekday() for day in dates} == {0, 1, 2, 3, 4}
    assert all(invoice["date"] <= invoice["dueDate"] for invoice in [*booked(), *drafts()])
    assert min(dates).isoformat() > seeded(SIZE)["self"][0]["signupDate"]


def test_most_is_paid_some_is_due_some_overdue_and_little_long_overdue() -> None:
    open_ones = [invoice for invoice in booked() if invoice["remainder"]]
    overdue = [invoice for invoice in open_ones if invoice["dueDate"] < TODAY]

    months = Counter((DAY - date.fromisoformat(invoice["dueDate"])).days // 30 for invoice in overdue)

    long_ago = sum(count for age, count in months.items() if age >= 4)
    assert 0.15 < len(open_ones) / len(booked()) < 0.3
    assert 0.06 < len(overdue) / len(booked()) < 0.15
    assert 0.003 < long_ago / len(booked()) < 0.03
    assert months[0] > months[1] > months[3] > 0
    assert any(0 < invoice["remainder"] < invoice["grossAmount"] for invoice in open_ones)


def test_every_booked_invoice_is_exact_to_the_last_hundredth() -> None:
    for invoice in booked():
        lines = reckoning(invoice)

        expected = Total.of(lines, invoice["exchangeRate"]).of_booked(invoice["remainder"])

        assert {key: invoice[key] for key in expected} == expected
        assert [line["totalNetAmount"] for line in invoice["lines"]] == [line.net for line in lines]
        assert [line["vatAmount"] for line in invoice["lines"]] == [line.vat for line in lines]
        assert [line["vatRate"] for line in invoice["lines"]] == [line.vat_rate for line in lines]


def test_every_draft_is_exact_to_the_last_hundredth() -> None:
    for draft in drafts():
        lines = reckoning(draft)

        expected = Total.of(lines, draft["exchangeRate"]).of_draft()

        assert {key: draft[key] for key in expected} == expected
        told = [line["totalNetAmount"] for line in draft.get("lines", ()) if "product" in line]
        assert told == [line.net for line in lines]


def test_a_customer_owes_what_its_invoices_say() -> None:
    theirs = of_customers()

    for number, customer in customers().items():
        remainders = [(invoice["remainder"], invoice["dueDate"] < TODAY) for invoice in theirs.get(number, ())]
        assert customer["balance"] == sum(remainder for remainder, _ in remainders)
        assert customer["dueAmount"] == sum(remainder for remainder, is_overdue in remainders if is_overdue)
        assert {invoice["currency"] for invoice in theirs.get(number, ())} <= {customer["currency"]}


def test_a_credit_note_takes_back_an_earlier_invoice_of_the_same_customer() -> None:
    by_number = {invoice["bookedInvoiceNumber"]: invoice for invoice in booked()}
    credit_notes = [invoice for invoice in booked() if invoice["grossAmount"] < 0]

    for credit_note in credit_notes:
        earlier = by_number[int(credit_note["notes"]["heading"].rpartition(" ")[2])]
        assert earlier["customer"] == credit_note["customer"]
        assert earlier["bookedInvoiceNumber"] < credit_note["bookedInvoiceNumber"]
        assert Decimal(0) <= earlier["grossAmount"] + credit_note["grossAmount"] < earlier["grossAmount"]
        assert credit_note["grossAmount"] <= credit_note["remainder"] <= 0
    assert 0.01 < len(credit_notes) / len(booked()) < 0.05
    assert any(credit_note["remainder"] for credit_note in credit_notes)


def test_public_customers_are_invoiced_with_their_ean_and_a_reference() -> None:
    public = {
        number for number, customer in customers().items() if customer["customerGroup"]["customerGroupNumber"] == 4
    }

    theirs = [invoice for invoice in [*booked(), *drafts()] if invoice["customer"]["customerNumber"] in public]

    assert len(theirs) > 100
    assert all("ean" in invoice["recipient"] and invoice["references"]["other"] for invoice in theirs)


def test_foreign_invoices_have_the_rate_of_their_day() -> None:
    """Near today's, and today's on the day itself; a credit note has the rate of what it takes back."""
    foreign = [invoice for invoice in booked() if invoice["currency"] != "DKK"]

    strays = [
        invoice for invoice in foreign if abs(invoice["exchangeRate"] / Decimal(RATES[invoice["currency"]]) - 1) > 0.03
    ]

    of_today = [invoice for invoice in foreign if invoice["date"] == TODAY and invoice["grossAmount"] > 0]
    assert strays == []
    assert {invoice["currency"] for invoice in foreign} >= {"EUR", "SEK", "NOK"}
    assert len({invoice["exchangeRate"] for invoice in foreign if invoice["currency"] == "SEK"}) > 20
    assert all(invoice["exchangeRate"] == Decimal(RATES[invoice["currency"]]) for invoice in of_today)
    assert {invoice["exchangeRate"] for invoice in booked() if invoice["currency"] == "DKK"} == {Decimal(100)}


def test_a_small_sandbox_has_one_of_everything() -> None:
    invoices, waiting = seeded(60)["booked-invoices"], seeded(60)["draft-invoices"]

    assert any(invoice["remainder"] > 0 and invoice["dueDate"] < TODAY for invoice in invoices)
    assert any(invoice["remainder"] > 0 and invoice["dueDate"] >= TODAY for invoice in invoices)
    assert any(invoice["grossAmount"] < 0 for invoice in invoices)
    assert any(invoice["currency"] == "EUR" for invoice in invoices)
    assert {draft["date"] for draft in waiting} >= {TODAY}
    assert any("lines" not in draft for draft in waiting)
    assert any("product" not in line for draft in waiting for line in draft.get("lines", ()))
    assert any(draft["currency"] == "EUR" for draft in waiting)


def test_a_draft_of_the_seed_is_as_the_sandbox_would_have_made_it(sandbox: Sandbox) -> None:
    listed = sandbox.ask("GET", "/invoices/drafts").json()["collection"]

    for number in (draft["draftInvoiceNumber"] for draft in listed):
        before = sandbox.ask("GET", f"/invoices/drafts/{number}").json()
        after = sandbox.ask("PUT", f"/invoices/drafts/{number}", before)
        assert after.status == 200
        assert after.json() | {"lastUpdated": ""} == before | {"lastUpdated": ""}
    assert len(listed) == 5


def test_a_line_of_the_seed_costs_what_the_sandbox_asks_for_it(sandbox: Sandbox) -> None:
    """Some customers were given another discount than the level's by hand."""
    lines = [
        (invoice["customer"]["customerNumber"], line)
        for invoice in seeded(100)["booked-invoices"]
        if invoice["grossAmount"] > 0
        for line in invoice["lines"]
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

    for product in products:
        here = f"/products/{encoded(product['productNumber'])}"
        assert sandbox.ask("GET", here).json()["productNumber"] == product["productNumber"]
    assert 100 <= len(products) <= 140
    assert len({product["productGroup"]["productGroupNumber"] for product in products}) >= 8
    assert 3 <= sum(product["barred"] for product in products) <= 8
    assert set("/.*:%#&+?<>\\_ ") <= {letter for product in products for letter in product["productNumber"]}


def test_only_products_that_may_be_sold_are_on_invoices() -> None:
    barred = {product["productNumber"] for product in seeded(SIZE)["products"] if product["barred"]}

    sold = {
        line["product"]["productNumber"]
        for invoice in [*booked(), *drafts()]
        for line in invoice.get("lines", ())
        if "product" in line
    }

    assert not barred & sold
    assert len(sold) > 100


def test_discount_levels_rise_with_the_quantity() -> None:
    for price_level in seeded(60)["price-levels"]:
        quantities = [level["quantity"] for level in price_level["levels"]]
        assert quantities == sorted({*quantities})
    assert {price_level["priceGroup"] for price_level in seeded(60)["price-levels"]} == {0, 1, 2}
