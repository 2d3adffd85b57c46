"""Builds the lines of a draft from a body and calculates their amounts."""

from collections.abc import Sequence
from decimal import Decimal

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting.resolve_references import PRODUCT, UNIT, ReferenceResolver
from econ_admin.sandbox.endpoints import sales_accounts
from econ_admin.sandbox.invoice_math import ZERO, InvoiceTotal, PricedLine, round_amount
from econ_admin.sandbox.repository import Repository

AMOUNT_PROPERTIES = ("quantity", "unitNetPrice", "discountPercentage", "unitCostPrice")
DEFAULT_ZERO = ("discountPercentage", "unitCostPrice")  # returned as 0 if not sent
COMPUTED_PROPERTIES = ("totalNetAmount", "marginInBaseCurrency", "marginPercentage")
CHECK_HINT = "Please check your request data."


def resolve_lines(
    resolver: ReferenceResolver, sent_lines: Sequence[Document], existing_lines: Sequence[Document] = ()
) -> list[Document]:
    """Returns existing and new lines, numbered and sorted by sort key."""
    lines = [*existing_lines]
    for index, sent_line in enumerate(sent_lines):
        path = f"lines.{index}"
        line = {**_assign_numbers(resolver, path, sent_line, lines), **_resolve_text(resolver, path, sent_line)}
        if "product" in sent_line:
            line |= _resolve_product(resolver, path, sent_line)
        lines.append(line)
    return sorted(lines, key=lambda line: int(line["sortKey"]))


def _assign_numbers(resolver: ReferenceResolver, path: str, sent_line: Document, lines: Sequence[Document]) -> Document:
    """Returns line number and sort key, as sent or after all others. Inferred: a number cannot be used twice."""
    numbers = [line["lineNumber"] for line in lines]
    number = sent_line.get("lineNumber") or max(numbers, default=0) + 1
    if number in numbers:
        message = f"Line number '{number}' is used by another line."
        resolver.add_error(f"{path}.lineNumber", message, "E06010", number, CHECK_HINT)
    return {
        "lineNumber": number,
        "sortKey": sent_line.get("sortKey") or max((line["sortKey"] for line in lines), default=0) + 1,
    }


def _resolve_text(resolver: ReferenceResolver, path: str, sent_line: Document) -> Document:
    """Returns the properties that any line may have."""
    line: Document = {name: sent_line[name] for name in ("description", "accrual") if name in sent_line}
    if "unit" in sent_line:
        line["unit"] = resolver.take_snapshot(f"{path}.unit", UNIT, sent_line["unit"], "name")
    if distribution := sent_line.get("departmentalDistribution", {}):
        line["departmentalDistribution"] = {key: value for key, value in distribution.items() if key != "self"}
    return line


def _resolve_product(resolver: ReferenceResolver, path: str, sent_line: Document) -> Document:
    """Returns the properties of product lines. Lines without a product lose their amounts."""
    product = resolver.find_unbarred(f"{path}.product", PRODUCT, sent_line["product"], "E06600") or {}
    if "quantity" not in sent_line:
        message = "Property quantity must have a value when product is set."
        resolver.add_error(f"{path}.quantity", message, "E04730", None, CHECK_HINT)
    sent_amounts = {
        name: resolver.parse_amount(f"{path}.{name}", sent_line[name], 2)
        for name in AMOUNT_PROPERTIES
        if name in sent_line
    }
    amounts = {**dict.fromkeys(DEFAULT_ZERO, ZERO), **sent_amounts}
    return {
        "product": {"productNumber": product.get("productNumber")},
        **{name: round_amount(amount, 2) for name, amount in amounts.items()},
    }


def calculate_lines(
    repository: Repository, lines: Sequence[Document], zone: int, exchange_rate: Decimal
) -> tuple[list[Document], InvoiceTotal]:
    """Returns the lines with their totals and margins, and the invoice total."""
    complete_lines, priced_lines = [], []
    for draft_line in lines:
        line = {key: value for key, value in draft_line.items() if key not in COMPUTED_PROPERTIES}
        if "product" in line:
            priced_line = build_priced_line(line, get_vat_rate(repository, line["product"]["productNumber"], zone))
            priced_lines.append(priced_line)
            if "unitNetPrice" in line:
                line["totalNetAmount"] = priced_line.net
            line |= priced_line.calculate_margins(exchange_rate)
        complete_lines.append(line)
    return complete_lines, InvoiceTotal.from_lines(priced_lines, exchange_rate)


def build_priced_line(line: Document, vat_percentage: Decimal) -> PricedLine:
    """Builds the PricedLine of a product line."""
    return PricedLine(
        line["quantity"], line.get("unitNetPrice"), line["discountPercentage"], line["unitCostPrice"], vat_percentage
    )


def get_vat_rate(repository: Repository, product: str, zone: int) -> Decimal:
    """Returns the VAT rate of a product in a VAT zone, from its group's sales account there; 0 if there is none."""
    product_document = repository.find("products", product)
    group = product_document["productGroup"]["productGroupNumber"] if product_document else 0
    sales_account = repository.find(sales_accounts.COLLECTION.noun, sales_accounts.build_sales_account_key(group, zone))
    code = sales_account["salesAccount"].get("vatAccount", {}).get("vatCode") if sales_account else None
    vat_account = repository.find("vat-accounts", code) if code else None
    return Decimal(vat_account["ratePercentage"]) if vat_account else ZERO
