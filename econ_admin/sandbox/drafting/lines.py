"""The lines of a draft: taken from a body, then reckoned."""

from collections.abc import Sequence
from decimal import Decimal

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting.resolve_references import PRODUCT, UNIT, Pointing
from econ_admin.sandbox.endpoints import sales_accounts
from econ_admin.sandbox.invoice_math import ZERO, Line, Total, scaled
from econ_admin.sandbox.repository import Books

AMOUNTS = ("quantity", "unitNetPrice", "discountPercentage", "unitCostPrice")
OWED = ("discountPercentage", "unitCostPrice")  # shown as 0 where they were not sent
COMPUTED = ("totalNetAmount", "marginInBaseCurrency", "marginPercentage")
CHECK = "Please check your request data."


def taken(pointing: Pointing, sent: Sequence[Document], before: Sequence[Document] = ()) -> list[Document]:
    """The lines before and those of a body, numbered and in the order of their sort keys."""
    lines = [*before]
    for index, sent_line in enumerate(sent):
        path = f"lines.{index}"
        line = {**_numbers(pointing, path, sent_line, lines), **_text(pointing, path, sent_line)}
        if "product" in sent_line:
            line |= _priced(pointing, path, sent_line)
        lines.append(line)
    return sorted(lines, key=lambda line: int(line["sortKey"]))


def _numbers(pointing: Pointing, path: str, sent: Document, lines: Sequence[Document]) -> Document:
    """Its number and place, as sent or after all others. That a number cannot come twice is inferred."""
    numbers = [line["lineNumber"] for line in lines]
    number = sent.get("lineNumber") or max(numbers, default=0) + 1
    if number in numbers:
        message = f"Line number '{number}' is used by another line."
        pointing.wrong(f"{path}.lineNumber", message, "E06010", number, CHECK)
    return {
        "lineNumber": number,
        "sortKey": sent.get("sortKey") or max((line["sortKey"] for line in lines), default=0) + 1,
    }


def _text(pointing: Pointing, path: str, sent: Document) -> Document:
    """What a line has with a product or without."""
    line: Document = {name: sent[name] for name in ("description", "accrual") if name in sent}
    if "unit" in sent:
        line["unit"] = pointing.snapshot(f"{path}.unit", UNIT, sent["unit"], "name")
    if split := sent.get("departmentalDistribution", {}):
        line["departmentalDistribution"] = {key: value for key, value in split.items() if key != "self"}
    return line


def _priced(pointing: Pointing, path: str, sent: Document) -> Document:
    """What a line has only with a product: amounts without one are dropped, and the line comes to nothing."""
    product = pointing.unbarred(f"{path}.product", PRODUCT, sent["product"], "E06600") or {}
    if "quantity" not in sent:
        message = "Property quantity must have a value when product is set."
        pointing.wrong(f"{path}.quantity", message, "E04730", None, CHECK)
    read = {name: pointing.amount(f"{path}.{name}", sent[name], 2) for name in AMOUNTS if name in sent}
    amounts = {**dict.fromkeys(OWED, ZERO), **read}
    return {
        "product": {"productNumber": product.get("productNumber")},
        **{name: scaled(amount, 2) for name, amount in amounts.items()},
    }


def reckoned(books: Books, lines: Sequence[Document], zone: int, rate: Decimal) -> tuple[list[Document], Total]:
    """The lines with their totals and margins, and what they come to together."""
    whole, counted = [], []
    for draft_line in lines:
        line = {key: value for key, value in draft_line.items() if key not in COMPUTED}
        if "product" in line:
            reckoning = reckoning_of(line, vat_rate(books, line["product"]["productNumber"], zone))
            counted.append(reckoning)
            if "unitNetPrice" in line:
                line["totalNetAmount"] = reckoning.net
            line |= reckoning.margins(rate)
        whole.append(line)
    return whole, Total.of(counted, rate)


def reckoning_of(line: Document, vat: Decimal) -> Line:
    """A line with a product as it is reckoned with."""
    return Line(line["quantity"], line.get("unitNetPrice"), line["discountPercentage"], line["unitCostPrice"], vat)


def vat_rate(books: Books, product: str, zone: int) -> Decimal:
    """The rate that a product is sold with in a VAT zone: that of its group's sales account there, else none."""
    sold = books.find("products", product)
    group = sold["productGroup"]["productGroupNumber"] if sold else 0
    sale = books.find(sales_accounts.COLLECTION.noun, sales_accounts.place(group, zone))
    code = sale["salesAccount"].get("vatAccount", {}).get("vatCode") if sale else None
    vat = books.find("vat-accounts", code) if code else None
    return Decimal(vat["ratePercentage"]) if vat else ZERO
