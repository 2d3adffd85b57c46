"""Texts of the seed: what people type into a real agreement, and the empty strings that it has."""

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from stdnum import ean

from tests.sandbox.seeded_documents import Document, load_seed


def get_shares(documents: Sequence[Document], **conditions: Callable[[Document], object]) -> dict[str, float]:
    return {
        name: sum(bool(condition(document)) for document in documents) / len(documents)
        for name, condition in conditions.items()
    }


def test_booked_invoices_have_texts_and_references_as_real_ones() -> None:
    shares = get_shares(
        load_seed()["booked-invoices"],
        above=lambda invoice: invoice.get("notes", {}).get("textLine1"),
        below=lambda invoice: invoice.get("notes", {}).get("textLine2"),
        text_line=lambda invoice: any("product" not in line for line in invoice["lines"]),
        text_line_on_credit_note=lambda invoice: (
            invoice["grossAmount"] < 0 and any("product" not in line for line in invoice["lines"])
        ),
        vendor=lambda invoice: "vendorReference" in invoice.get("references", {}),
    )

    expected = {"above": 0.2, "below": 0.35, "text_line": 0.16, "text_line_on_credit_note": 0.03, "vendor": 0.15}
    assert shares == pytest.approx(expected, abs=0.05)
    assert min(shares.values()) > 0


def test_drafts_have_nemhandel_types_and_external_ids() -> None:
    drafts = load_seed()["draft-invoices"]
    types = Counter(draft["recipient"].get("nemHandelType") for draft in drafts)

    assert types.keys() >= {"ean", "corporateIdentificationNumber", None}
    assert all(draft["recipient"]["ean"] for draft in drafts if draft["recipient"].get("nemHandelType") == "ean")
    assert 0 < sum("externalId" in draft for draft in drafts) < len(drafts)


def test_goods_have_valid_bar_codes_and_some_products_descriptions() -> None:
    products = load_seed()["products"]
    bar_codes = [product["barCode"] for product in products if "barCode" in product]

    assert all(ean.is_valid(bar_code) for bar_code in bar_codes)
    assert len(set(bar_codes)) == len(bar_codes)
    assert 0.5 < len(bar_codes) / len(products) < 1
    assert 0.2 < sum("description" in product for product in products) / len(products) < 1


def test_some_payment_terms_have_a_description() -> None:
    assert {"description" in terms for terms in load_seed()["payment-terms"]} == {True, False}


def test_texts_recorded_as_empty_are_empty_for_some_customers() -> None:
    customers = load_seed()["customers"]
    drafts_and_booked = [*load_seed()["draft-invoices"], *load_seed()["booked-invoices"]]

    for name in ("email", "zip", "website", "publicEntryNumber", "corporateIdentificationNumber"):
        assert 0 < sum(customer.get(name) == "" for customer in customers) < len(customers) / 20, name
    assert any(invoice["recipient"].get("zip") == "" for invoice in drafts_and_booked)
