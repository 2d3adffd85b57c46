"""The sandbox answers as e-conomic did in recordings. The newest recording decides; older differences are listed."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.invoice_math import InvoiceTotal, PricedLine
from econ_admin.sandbox.pagination import FILTER_HINT
from tests.agreement.comparison import find_differences
from tests.agreement.recordings import RECORDINGS, Recording
from tests.reference import recorded_answer, recorded_names

PAGE_LINKS = (".pagination.firstPage", ".pagination.lastPage")

PAGING_DIFFERENCES = {".pagination: order": "since 2024 skipPages comes first and maxPageSizeAllowed third"}
SINCE_2021 = "eInvoicingDisabledByDefault is there since 2021"
LIST_DIFFERENCES = PAGING_DIFFERENCES | {".collection[]: with eInvoicingDisabledByDefault": SINCE_2021}
ALPHABETICAL = "its keys were put into alphabetical order"
MOCKED = "code and message are known, the rest of this mock is not the server's"
HINT = re.sub(r"\d+", "n", FILTER_HINT)
STOCKED = "inventoryEnabled was recorded in 2026"
ATTACHED = "drafts have an attachment's address since 2024"
TRIMMED = "most of what was found was left out of the file"
NO_NEXT = ".pagination: without nextPage"
LINE_AMOUNTS = ("quantity", "unitNetPrice", "discountPercentage", "unitCostPrice", "totalNetAmount")
DOCUMENTED = "an example of 2015 in the documentation, which the server no longer follows"
HEX = "until 2019 a repeated filter was encoded in lower-case hex, since 2024 in upper case"
ECHO = "/customers/n/contacts?skippages=n&pagesize=n&filter=name%nlike%n"
KNOWN_DIFFERENCES: dict[str, dict[str, str]] = {
    "GET_customers_2020_default_page.json": LIST_DIFFERENCES
    | {".collection: 2 items, not 20": "the author kept two of the twenty"},
    "GET_customers_n_2019_metadata.json": {
        ": with eInvoicingDisabledByDefault": SINCE_2021,
        ": order": "the author put country, email and barred in by hand",
    },
    "GET_customers_n_2020.json": {": with eInvoicingDisabledByDefault": SINCE_2021},
    "GET_customers_p0of4_pagesize1000_2019.json": LIST_DIFFERENCES,
    "GET_customers_p1of4_pagesize1000_2019.json": LIST_DIFFERENCES,
    "GET_customers_p3of4_pagesize1000_2019.json": LIST_DIFFERENCES,
    "GET_customers_1_contacts_2019.json": PAGING_DIFFERENCES,
    "GET_customers_1_contacts_filter_like_2019.json": PAGING_DIFFERENCES
    | {f"{path}: {ECHO}aTorsten, not {ECHO}ATorsten": HEX for path in (".self", *PAGE_LINKS)},
    "GET_empty_collection_2019.json": PAGING_DIFFERENCES
    | {
        ".self: /departmental-distributions/distributions?skippages=n&pagesize=n, "
        "not /customers/n/contacts?skippages=n&pagesize=n": "it is of a noun that the sandbox does not have"
    },
    "GET_customer-groups_2019.json": PAGING_DIFFERENCES,
    "GET_layouts.json": PAGING_DIFFERENCES,
    "GET_payment-terms_2019.json": PAGING_DIFFERENCES,
    "GET_vat-zones_2019.json": PAGING_DIFFERENCES,
    "GET_units_2019.json": PAGING_DIFFERENCES,
    "ERR_404_typed_product_2020-01-18.json": {": with errorCode": "newer ones carry E06000"},
    "GET_products_2019.json": PAGING_DIFFERENCES | {".collection[].productGroup: with inventoryEnabled": STOCKED},
    "GET_products_n_2019.json": {".productGroup: with inventoryEnabled": STOCKED},
    "GET_product-groups_2019.json": PAGING_DIFFERENCES | {".collection[]: with inventoryEnabled": STOCKED},
    "GET_products_n_currency-specific-sales-prices_2019.json": PAGING_DIFFERENCES,
    "GET_invoices_drafts_2020.json": PAGING_DIFFERENCES
    | {".collection[]: with attachment": ATTACHED, NO_NEXT: TRIMMED},
    "GET_invoices_drafts_n_2019.json": {": with attachment": ATTACHED},
    "GET_invoices_drafts_n_2020.json": {": with attachment": ATTACHED},
    "POST_invoices_drafts_201_lines_discount_2020.json": {
        ": with attachment": ATTACHED,
        ": with lastUpdated": "drafts have it since 2024",
        ".paymentTerms: with description": "it is there where the payment terms have one",
        **{
            f".{name}: {recorded_decimals} decimals, not {decimals} decimals": "by Ruby, which dropped the zeros"
            for recorded_decimals, decimals, names in (
                (1, 6, ("exchangeRate",)),
                (2, 6, ("netAmount", "grossAmount", "vatAmount")),
                (2, 4, ("marginInBaseCurrency", "costPriceInBaseCurrency")),
                (1, 2, ("roundingAmount", *(f"lines[].{name}" for name in LINE_AMOUNTS))),
            )
            for name in names
        },
    },
    "GET_invoices_booked_2020.json": PAGING_DIFFERENCES | {NO_NEXT: TRIMMED},
    "ERR_400_E04800_contact_of_other_customer.json": dict.fromkeys(
        (": with developerHint", ": with logId", ": with logTime"), "shortened by the author"
    ),
    "ERR_400_E06820_customer_barred_2025-08-01.json": {
        ".errors: list, not dict": "recorded of a voucher, sent as an array; that a draft says the same is inferred"
    },
    "DOC_400_annotated_2015.json": {
        ".message: Validation error., not Validation failed. n errors found.": DOCUMENTED,
        ": with errorCode": DOCUMENTED,
        ": with errorCount": DOCUMENTED,
        ".errors: order": DOCUMENTED,
        ".errors: without quantity": "documented beside the lines; the server puts it into the line",
        ".errors.lines: list, not dict": DOCUMENTED,
        ".errors.currency.errors[].developerHint: Find a list of currencies at /currencies., "
        "not Find a list of currencies at /currencies .": DOCUMENTED,
        ".errors.customer.errors[].developerHint: Find a list of resources at /customers., "
        "not Find a list of customers at /customers .": DOCUMENTED,
        **{
            f".errors.{name}.errors[]: {change}": DOCUMENTED
            for name in ("currency", "customer")
            for change in (
                "with errorMessage",
                "with inputValue",
                "with propertyName",
                "without message",
                "without value",
            )
        },
    },
    "ERR_400_E04300_customerGroup_not_found_2023-06-21.json": {
        ": order": ALPHABETICAL,
        ".errors.customerGroup.errors[]: order": ALPHABETICAL,
    },
    "ERR_400_E06010_duplicate_key_2016.json": {
        ": order": MOCKED,
        ": with developerHint": MOCKED,
        ": with logId": MOCKED,
        ": with httpStatusCode": MOCKED,
        ": with logTime": MOCKED,
    },
    "ERR_400_bad_filter_property_2026-08-12.json": {
        ".allowedFilteringFields: 4 items, not 21": "shortened by the author, who counts 21",
        f".developerHint: {HINT.partition(' A filter')[0]}, not {HINT}": "shortened by the author",
    },
}


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.file)
def test_response_matches_the_recording(recording: Recording, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", seed=recording.generate_documents)

    response = sandbox.request(recording.method, recording.path, recording.body, recording.headers)

    assert find_differences(recording.body_bytes, response.body) == set(KNOWN_DIFFERENCES.get(recording.file, {}))
    sandbox.close()


def test_every_recording_is_tested() -> None:
    files = [recording.file for recording in RECORDINGS]

    assert sorted(files) == recorded_names()
    assert KNOWN_DIFFERENCES.keys() <= set(files)


def test_recorded_draft_amounts_follow_from_its_lines(tmp_path: Path) -> None:
    [recorded] = [recording for recording in RECORDINGS if "lines_discount" in recording.file]
    expected = json.loads(recorded.body_bytes, parse_float=Decimal)
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", seed=recorded.generate_documents)

    draft = sandbox.request(recorded.method, recorded.path, recorded.body).json()

    assert pick_amounts(draft) == pick_amounts(expected)
    assert [pick_amounts(line) for line in draft["lines"]] == [pick_amounts(line) for line in expected["lines"]]
    assert draft["dueDate"] == expected["dueDate"]
    sandbox.close()


def pick_amounts(document: dict[str, Any]) -> dict[str, Decimal]:
    return {key: value for key, value in document.items() if isinstance(value, Decimal)}


def test_recorded_draft_totals_are_reproduced() -> None:
    drafts = json.loads(recorded_answer("GET_invoices_drafts_2024.json"), parse_float=Decimal)["collection"]

    assert len(drafts) == 9
    for draft in drafts:
        total = InvoiceTotal(
            draft["netAmount"], draft["vatAmount"], draft["costPriceInBaseCurrency"], draft["exchangeRate"]
        )

        assert total.to_draft_amounts() == pick_amounts(draft)
        assert str(total.to_draft_amounts()) == str({key: pick_amounts(draft)[key] for key in total.to_draft_amounts()})


def test_recorded_booked_amounts_are_reproduced() -> None:
    files = ("GET_invoices_booked_n_2020", "POST_invoices_booked_201_2019", "PUT_invoices_booked_bookWithNumber_2019")

    for file in files:
        invoice = json.loads(recorded_answer(f"{file}.json"), parse_float=Decimal)
        names = ("quantity", "unitNetPrice", "discountPercentage", "unitCostPrice", "vatRate")
        lines = [PricedLine(*(recorded_line[name] for name in names)) for recorded_line in invoice["lines"]]

        assert lines
        assert [(line.net, line.vat) for line in lines] == [
            (line["totalNetAmount"], line["vatAmount"]) for line in invoice["lines"]
        ]
        assert InvoiceTotal.from_lines(lines, invoice["exchangeRate"]).to_booked_amounts(
            invoice["remainder"]
        ) == pick_amounts(invoice)
