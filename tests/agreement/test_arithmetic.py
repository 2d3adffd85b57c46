"""Every recorded invoice comes to the same, to the last digit, from what was put into it."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from econ_admin.sandbox.invoice_math import HUNDRED, NO_MARGIN, ZERO, Line, Total
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
"""Those whose zeros at the end were not dropped by whoever wrote them down."""
Document = dict[str, Any]


def documents(file: str) -> Iterator[Document]:
    read = json.loads(recorded_answer(file), parse_float=Decimal)
    yield from read.get("collection", [read])


def amounts(document: Document) -> dict[str, Decimal]:
    return {key: value for key, value in document.items() if isinstance(value, Decimal)}


def lines(invoice: Document) -> list[Line]:
    """What was put in. A draft does not tell the rate of its lines: it is the one at which its VAT comes out."""
    assumed = Decimal(25) if invoice["vatAmount"] else ZERO
    return [
        Line(
            quantity=line["quantity"],
            price=line.get("unitNetPrice"),
            discount=line["discountPercentage"],
            cost=line["unitCostPrice"],
            vat_rate=line.get("vatRate", assumed),
        )
        for line in invoice.get("lines", ())
        if "product" in line
    ]


def reckoned(invoice: Document) -> Document:
    """What it comes to: from its lines, else, where a list leaves them out, from their sums."""
    total = Total(
        invoice["netAmount"],
        invoice["vatAmount"],
        invoice.get("costPriceInBaseCurrency", ZERO),
        invoice["exchangeRate"],
    )
    if "lines" in invoice:
        total = Total.of(lines(invoice), invoice["exchangeRate"])
    return total.of_booked(invoice["remainder"]) if "remainder" in invoice else total.of_draft()


@pytest.mark.parametrize("file", FILES)
def test_a_recorded_invoice_comes_to_the_same(file: str) -> None:
    told = [amounts(document) for document in documents(file)]

    ours = [reckoned(document) for document in documents(file)]

    assert told
    for mine, theirs in zip(ours, told, strict=True):
        assert {key: mine[key] for key in theirs} == theirs
        assert theirs.keys() >= mine.keys() - {"marginPercentage"}


@pytest.mark.parametrize("file", WITH_SCALE)
def test_it_comes_with_the_same_decimals(file: str) -> None:
    for document in documents(file):
        mine, theirs = reckoned(document), amounts(document)
        assert {key: f"{mine[key]:f}" for key in theirs} == {key: f"{amount:f}" for key, amount in theirs.items()}


@pytest.mark.parametrize("file", FILES)
def test_its_lines_come_to_the_same(file: str) -> None:
    for invoice in documents(file):
        told = [line for line in invoice.get("lines", ()) if "product" in line]
        for mine, theirs in zip(lines(invoice), told, strict=True):
            expected = {"totalNetAmount": mine.net, "vatAmount": mine.vat, **mine.margins(invoice["exchangeRate"])}
            assert {key: expected[key] for key in theirs if key in expected} == {
                key: theirs[key] for key in theirs if key in expected
            }


def test_every_recorded_invoice_is_reproduced_or_named() -> None:
    recorded = {name for name in recorded_names("*_invoices_*.json") if not name.startswith("ERR")}

    assert recorded == {*FILES, *NOT_REPRODUCED}


def test_a_margin_is_none_of_what_comes_to_nothing() -> None:
    assert Total.of([], HUNDRED).of_draft()["marginPercentage"] is NO_MARGIN
