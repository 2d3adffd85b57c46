"""A year of business: the seed's invoices, by number, by date and to the last hundredth."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.invoice_math import InvoiceTotal, PricedLine
from econ_admin.sandbox.links import encode_key
from econ_admin.sandbox.seed.reference import EXCHANGE_RATES
from tests.sandbox.seeded_documents import DAY, Document, load_seed

TODAY = DAY.isoformat()
SIZE = 2_500


def list_booked() -> list[Document]:
    """In the order of their numbers."""
    return sorted(load_seed(SIZE)["booked-invoices"], key=lambda invoice: invoice["bookedInvoiceNumber"])


def list_drafts() -> list[Document]:
    return sorted(load_seed(SIZE)["draft-invoices"], key=lambda draft: draft["draftInvoiceNumber"])


def load_customers() -> dict[int, Document]:
    return {customer["customerNumber"]: customer for customer in load_seed(SIZE)["customers"]}


def group_by_customer() -> dict[int, list[Document]]:
    """The booked invoices of each customer that has any."""
    invoices_by_customer: defaultdict[int, list[Document]] = defaultdict(list)
    for invoice in list_booked():
        invoices_by_customer[invoice["customer"]["customerNumber"]].append(invoice)
    return invoices_by_customer


def build_priced_lines(invoice: Document) -> list[PricedLine]:
    """Its lines with a product, as they are computed."""
    rates = load_vat_rates()
    zone = invoice["recipient"]["vatZone"]["vatZoneNumber"]
    product_groups = {
        product["productNumber"]: product["productGroup"]["productGroupNumber"]
        for product in load_seed(SIZE)["products"]
    }
    return [
        PricedLine(
            line["quantity"],
            line["unitNetPrice"],
            line["discountPercentage"],
            line["unitCostPrice"],
            rates[product_groups[line["product"]["productNumber"]], zone],
        )
        for line in invoice.get("lines", ())
        if "product" in line
    ]


def load_vat_rates() -> dict[tuple[int, int], Decimal]:
    """Per cent by product group and VAT zone, by way of the sales accounts."""
    per_cent = {
        vat_account["vatCode"]: vat_account["ratePercentage"] for vat_account in load_seed(SIZE)["vat-accounts"]
    }
    return {
        (sales_account["productGroup"]["productGroupNumber"], sales_account["vatZone"]["vatZoneNumber"]): per_cent[
            sales_account["salesAccount"]["vatAccount"]["vatCode"]
        ]
        for sales_account in load_seed(SIZE)["sales-accounts"]
    }


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", size=100, day=DAY)
    yield sandbox
    sandbox.close()


@pytest.mark.slow
def test_customers_average_two_invoices() -> None:
    counts = Counter(len(invoices) for invoices in group_by_customer().values())

    assert len(list_booked()) == 2 * SIZE
    assert SIZE * 0.6 < counts.total() < SIZE * 0.8
    assert max(counts) > 20


def test_invoice_numbers_rise_with_the_date_without_gaps() -> None:
    numbers = [invoice["bookedInvoiceNumber"] for invoice in list_booked()]

    assert numbers == [*range(numbers[0], numbers[0] + len(numbers))]
    assert all(earlier["date"] <= later["date"] for earlier, later in pairwise(list_booked()))


def test_order_numbers_rise_and_drafts_follow() -> None:
    numbers = [invoice["orderNumber"] for invoice in list_booked()] + [
        draft["draftInvoiceNumber"] for draft in list_drafts()
    ]

    assert all(earlier < later for earlier, later in pairwise(numbers))
    assert all(earlier["date"] <= later["date"] for earlier, later in pairwise(list_drafts()))


def test_invoices_are_on_working_days_of_the_last_year() -> None:
    dates = {date.fromisoformat(invoice["date"]) for invoice in list_booked()}

    assert max(dates) == DAY
    assert DAY - timedelta(days=365) <= min(dates) < DAY - timedelta(days=350)
    assert {day.weekday() for day in dates} == {0, 1, 2, 3, 4}
    assert all(invoice["date"] <= invoice["dueDate"] for invoice in [*list_booked(), *list_drafts()])
    assert min(dates).isoformat() > load_seed(SIZE)["self"][0]["signupDate"]


def test_most_invoices_are_paid_and_few_long_overdue() -> None:
    open_invoices = [invoice for invoice in list_booked() if invoice["remainder"]]
    overdue = [invoice for invoice in open_invoices if invoice["dueDate"] < TODAY]

    months = Counter((DAY - date.fromisoformat(invoice["dueDate"])).days // 30 for invoice in overdue)

    long_overdue = sum(count for age, count in months.items() if age >= 4)
    assert 0.15 < len(open_invoices) / len(list_booked()) < 0.3
    assert 0.06 < len(overdue) / len(list_booked()) < 0.15
    assert 0.003 < long_overdue / len(list_booked()) < 0.03
    assert months[0] > months[1] > months[3] > 0
    assert any(0 < invoice["remainder"] < invoice["grossAmount"] for invoice in open_invoices)


def test_booked_amounts_are_exact() -> None:
    assert len(list_booked()) == 2 * SIZE
    for invoice in list_booked():
        lines = build_priced_lines(invoice)

        expected = InvoiceTotal.from_lines(lines, invoice["exchangeRate"]).to_booked_amounts(invoice["remainder"])

        assert {key: invoice[key] for key in expected} == expected
        product_lines = [line for line in invoice["lines"] if "product" in line]
        assert [line["totalNetAmount"] for line in product_lines] == [line.net for line in lines]
        assert [line["vatAmount"] for line in product_lines] == [line.vat for line in lines]
        assert [line["vatRate"] for line in product_lines] == [line.vat_rate for line in lines]


def test_draft_amounts_are_exact() -> None:
    assert any(build_priced_lines(draft) for draft in list_drafts())
    for draft in list_drafts():
        lines = build_priced_lines(draft)

        expected = InvoiceTotal.from_lines(lines, draft["exchangeRate"]).to_draft_amounts()

        assert {key: draft[key] for key in expected} == expected
        line_totals = [line["totalNetAmount"] for line in draft.get("lines", ()) if "product" in line]
        assert line_totals == [line.net for line in lines]


def test_customer_balances_match_their_invoices() -> None:
    invoices_by_customer = group_by_customer()

    assert len(load_customers()) == SIZE
    assert load_customers().keys() > invoices_by_customer.keys() > set()
    for number, customer in load_customers().items():
        remainders = [
            (invoice["remainder"], invoice["dueDate"] < TODAY) for invoice in invoices_by_customer.get(number, ())
        ]
        assert customer["balance"] == sum(remainder for remainder, _ in remainders)
        assert customer["dueAmount"] == sum(remainder for remainder, is_overdue in remainders if is_overdue)
        assert {invoice["currency"] for invoice in invoices_by_customer.get(number, ())} <= {customer["currency"]}


def test_credit_note_credits_an_earlier_invoice_of_the_customer() -> None:
    by_number = {invoice["bookedInvoiceNumber"]: invoice for invoice in list_booked()}
    credit_notes = [invoice for invoice in list_booked() if invoice["grossAmount"] < 0]

    for credit_note in credit_notes:
        earlier = by_number[int(credit_note["notes"]["heading"].rpartition(" ")[2])]
        assert earlier["customer"] == credit_note["customer"]
        assert earlier["bookedInvoiceNumber"] < credit_note["bookedInvoiceNumber"]
        assert Decimal(0) <= earlier["grossAmount"] + credit_note["grossAmount"] < earlier["grossAmount"]
        assert credit_note["grossAmount"] <= credit_note["remainder"] <= 0
    assert 0.01 < len(credit_notes) / len(list_booked()) < 0.05
    assert any(credit_note["remainder"] for credit_note in credit_notes)


def test_public_customers_have_ean_and_reference() -> None:
    public_numbers = {
        number for number, customer in load_customers().items() if customer["customerGroup"]["customerGroupNumber"] == 4
    }

    public_invoices = [
        invoice
        for invoice in [*list_booked(), *list_drafts()]
        if invoice["customer"]["customerNumber"] in public_numbers
    ]

    assert len(public_invoices) > 100
    assert all("ean" in invoice["recipient"] and invoice["references"]["other"] for invoice in public_invoices)


def test_foreign_invoices_use_the_rate_of_their_day() -> None:
    """Near today's, and today's on the day itself; a credit note has the rate of what it takes back."""
    foreign = [invoice for invoice in list_booked() if invoice["currency"] != "DKK"]

    outliers = [
        invoice
        for invoice in foreign
        if abs(invoice["exchangeRate"] / Decimal(EXCHANGE_RATES[invoice["currency"]]) - 1) > 0.03
    ]

    todays_invoices = [invoice for invoice in foreign if invoice["date"] == TODAY and invoice["grossAmount"] > 0]
    assert outliers == []
    assert {invoice["currency"] for invoice in foreign} >= {"EUR", "SEK", "NOK"}
    assert len({invoice["exchangeRate"] for invoice in foreign if invoice["currency"] == "SEK"}) > 20
    assert all(invoice["exchangeRate"] == Decimal(EXCHANGE_RATES[invoice["currency"]]) for invoice in todays_invoices)
    assert {invoice["exchangeRate"] for invoice in list_booked() if invoice["currency"] == "DKK"} == {Decimal(100)}


def test_small_seed_has_every_kind_of_invoice() -> None:
    invoices, drafts = load_seed(60)["booked-invoices"], load_seed(60)["draft-invoices"]

    assert any(invoice["remainder"] > 0 and invoice["dueDate"] < TODAY for invoice in invoices)
    assert any(invoice["remainder"] > 0 and invoice["dueDate"] >= TODAY for invoice in invoices)
    assert any(invoice["grossAmount"] < 0 for invoice in invoices)
    assert any(invoice["currency"] == "EUR" for invoice in invoices)
    assert {draft["date"] for draft in drafts} >= {TODAY}
    assert any("lines" not in draft for draft in drafts)
    assert any("product" not in line for draft in drafts for line in draft.get("lines", ()))
    assert any(draft["currency"] == "EUR" for draft in drafts)


def test_seeded_draft_matches_a_draft_made_by_the_api(sandbox: Sandbox) -> None:
    drafts = sandbox.request("GET", "/invoices/drafts").json()["collection"]

    for number in (draft["draftInvoiceNumber"] for draft in drafts):
        before = sandbox.request("GET", f"/invoices/drafts/{number}").json()
        after = sandbox.request("PUT", f"/invoices/drafts/{number}", before)
        assert after.status == 200
        assert after.json() | {"lastUpdated": ""} == before | {"lastUpdated": ""}
    assert len(drafts) == 5


def test_seeded_line_price_matches_the_line_template(sandbox: Sandbox) -> None:
    """Some customers were given another discount than the level's by hand."""
    lines = [
        (invoice["customer"]["customerNumber"], line)
        for invoice in load_seed(100)["booked-invoices"]
        if invoice["grossAmount"] > 0
        for line in invoice["lines"]
        if "product" in line
    ][:150]

    manual_discounts = 0
    for customer, line in lines:
        product, quantity = encode_key(line["product"]["productNumber"]), line["quantity"]
        template_line = sandbox.request(
            "GET", f"/customers/{customer}/templates/invoiceline/{product}?quantity={quantity}"
        ).json()
        assert template_line["unitNetPrice"] == line["unitNetPrice"]
        manual_discounts += template_line["discountPercentage"] != line["discountPercentage"]

    assert manual_discounts < len(lines) / 8
    assert len({line["discountPercentage"] for _, line in lines}) > 2


def test_every_product_is_found_at_its_url(sandbox: Sandbox) -> None:
    products = load_seed(60)["products"]

    for product in products:
        path = f"/products/{encode_key(product['productNumber'])}"
        assert sandbox.request("GET", path).json()["productNumber"] == product["productNumber"]
    assert 100 <= len(products) <= 140
    assert len({product["productGroup"]["productGroupNumber"] for product in products}) >= 8
    assert 3 <= sum(product["barred"] for product in products) <= 8
    assert set("/.*:%#&+?<>\\_ ") <= {letter for product in products for letter in product["productNumber"]}


def test_barred_products_are_not_on_invoices() -> None:
    barred = {product["productNumber"] for product in load_seed(SIZE)["products"] if product["barred"]}

    sold = {
        line["product"]["productNumber"]
        for invoice in [*list_booked(), *list_drafts()]
        for line in invoice.get("lines", ())
        if "product" in line
    }

    assert not barred & sold
    assert len(sold) > 100


def test_discount_levels_rise_with_the_quantity() -> None:
    for price_level in load_seed(60)["price-levels"]:
        quantities = [level["quantity"] for level in price_level["levels"]]
        assert quantities == sorted({*quantities})
    assert {price_level["priceGroup"] for price_level in load_seed(60)["price-levels"]} == {0, 1, 2}
