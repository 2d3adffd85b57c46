"""Every recorded invoice comes to the same, to the last digit, from what was put into it."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from econ_admin.sandbox.invoice_math import HUNDRED, ZERO, ZERO_MARGIN, InvoiceTotal, PricedLine
from tests.reference import recorded_answer, recorded_names

FILES = (
    "GET_invoices_drafts_2020.json",
    "GET_invoices_drafts_2024.json",
    "GET_invoices_drafts_n_2019.json",
    "POST_invoices_drafts_201_lines_discount_2020.json",
    "POST_invoices_drafts_201_nolines_2024.json",
    "GET_invoices_booked_2020.json",
    "GET_invoices_booked_n_2020.json",
    "POST_invoices_booked_201_2019.json",
    "POST_invoices_booked_201_2024.json",
    "POST_invoices_booked_201_sendBy_ean_2024.json",
    "PUT_invoices_booked_bookWithNumber_2019.json",
)
NOT_REPRODUCED = {
    "GET_invoices_drafts_n_2020.json": "its totals are 0 although its lines have amounts: edited by the author",
    "DELETE_invoices_drafts_n_200.json": "it has no amounts",
}
WITH_SCALE = tuple(name for name in FILES if "2024" in name)
"""The recordings whose trailing zeros were kept."""
WITH_LINES = tuple(name for name in FILES if re.search(r"_n_|_201_(?!nolines)|bookWithNumber", name))
"""Those of one invoice that has products; lists leave the lines out."""
Document = dict[str, Any]


def load_documents(file: str) -> Iterator[Document]:
    recorded = json.loads(recorded_answer(file), parse_float=Decimal)
    yield from recorded.get("collection", [recorded])


def pick_amounts(document: Document) -> dict[str, Decimal]:
    return {key: value for key, value in document.items() if isinstance(value, Decimal)}


def build_priced_lines(invoice: Document) -> list[PricedLine]:
    """What was put in. A draft does not tell the rate of its lines: it is the one at which its VAT comes out."""
    assumed_vat_rate = Decimal(25) if invoice["vatAmount"] else ZERO
    return [
        PricedLine(
            quantity=line["quantity"],
            price=line.get("unitNetPrice"),
            discount=line["discountPercentage"],
            cost=line["unitCostPrice"],
            vat_rate=line.get("vatRate", assumed_vat_rate),
        )
        for line in invoice.get("lines", ())
        if "product" in line
    ]


def calculate_amounts(invoice: Document) -> Document:
    """What it comes to: from its lines, else, where a list leaves them out, from their sums."""
    total = InvoiceTotal(
        invoice["netAmount"],
        invoice["vatAmount"],
        invoice.get("costPriceInBaseCurrency", ZERO),
        invoice["exchangeRate"],
    )
    if "lines" in invoice:
        total = InvoiceTotal.from_lines(build_priced_lines(invoice), invoice["exchangeRate"])
    return total.to_booked_amounts(invoice["remainder"]) if "remainder" in invoice else total.to_draft_amounts()


@pytest.mark.parametrize("file", FILES)
def test_recorded_invoice_totals_are_reproduced(file: str) -> None:
    recorded_amounts = [pick_amounts(document) for document in load_documents(file)]

    calculated = [calculate_amounts(document) for document in load_documents(file)]

    assert recorded_amounts
    for calculated_amounts, expected_amounts in zip(calculated, recorded_amounts, strict=True):
        assert {key: calculated_amounts[key] for key in expected_amounts} == expected_amounts
        assert expected_amounts.keys() >= calculated_amounts.keys() - {"marginPercentage"}


@pytest.mark.parametrize("file", WITH_SCALE)
def test_recorded_scales_are_reproduced(file: str) -> None:
    documents = list(load_documents(file))

    assert any(pick_amounts(document) for document in documents)
    for document in documents:
        calculated_amounts, expected_amounts = calculate_amounts(document), pick_amounts(document)
        assert {key: f"{calculated_amounts[key]:f}" for key in expected_amounts} == {
            key: f"{amount:f}" for key, amount in expected_amounts.items()
        }


@pytest.mark.parametrize("file", WITH_LINES)
def test_recorded_line_amounts_are_reproduced(file: str) -> None:
    for invoice in load_documents(file):
        recorded_lines = [line for line in invoice["lines"] if "product" in line]
        assert recorded_lines
        for priced_line, recorded_line in zip(build_priced_lines(invoice), recorded_lines, strict=True):
            expected = {
                "totalNetAmount": priced_line.net,
                "vatAmount": priced_line.vat,
                **priced_line.calculate_margins(invoice["exchangeRate"]),
            }
            assert {key: expected[key] for key in recorded_line if key in expected} == {
                key: recorded_line[key] for key in recorded_line if key in expected
            }


def test_every_recorded_invoice_is_reproduced_or_listed() -> None:
    recorded = {name for name in recorded_names("*_invoices_*.json") if not name.startswith("ERR")}

    assert recorded == {*FILES, *NOT_REPRODUCED}


def test_margin_of_a_zero_total_is_zero() -> None:
    assert InvoiceTotal.from_lines([], HUNDRED).to_draft_amounts()["marginPercentage"] is ZERO_MARGIN
