"""The sandbox speaks as e-conomic was heard to. The newest vintage rules; what older ones differ in is told."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.invoice_math import Line, Total
from econ_admin.sandbox.pagination import FILTERING
from tests.agreement.comparison import differences
from tests.agreement.recordings import RECORDINGS, Recording
from tests.reference import recorded_answer, recorded_names

PAGE_LINKS = (".pagination.firstPage", ".pagination.lastPage")

PAGING = {".pagination: order": "since 2024 skipPages comes first and maxPageSizeAllowed third"}
SINCE_2021 = "eInvoicingDisabledByDefault is there since 2021"
LISTED = PAGING | {".collection[]: with eInvoicingDisabledByDefault": SINCE_2021}
ALPHABETICAL = "its keys were put into alphabetical order"
MOCK = "code and message are known, the rest of this mock is not the server's"
HINT = re.sub(r"\d+", "n", FILTERING)
STOCKED = "inventoryEnabled was recorded in 2026"
ATTACHED = "drafts have an attachment's address since 2024"
TRIMMED = "most of what was found was left out of the file"
NO_NEXT = ".pagination: without nextPage"
LINE_AMOUNTS = ("quantity", "unitNetPrice", "discountPercentage", "unitCostPrice", "totalNetAmount")
DOCUMENTED = "an example of 2015 in the documentation, which the server no longer follows"
HEX = "until 2019 a repeated filter was encoded in lower-case hex, since 2024 in upper case"
ECHO = "/customers/n/contacts?skippages=n&pagesize=n&filter=name%nlike%n"
KNOWN_DIFFERENCES: dict[str, dict[str, str]] = {
    "GET_customers_2020_default_page.json": LISTED
    | {".collection: 2 items, not 20": "the author kept two of the twenty"},
    "GET_customers_n_2019_metadata.json": {
        ": with eInvoicingDisabledByDefault": SINCE_2021,
        ": order": "the author put country, email and barred in by hand",
    },
    "GET_customers_n_2020.json": {": with eInvoicingDisabledByDefault": SINCE_2021},
    "GET_customers_p0of4_pagesize1000_2019.json": LISTED,
    "GET_customers_p1of4_pagesize1000_2019.json": LISTED,
    "GET_customers_p3of4_pagesize1000_2019.json": LISTED,
    "GET_customers_1_contacts_2019.json": PAGING,
    "GET_customers_1_contacts_filter_like_2019.json": PAGING
    | {f"{path}: {ECHO}aTorsten, not {ECHO}ATorsten": HEX for path in (".self", *PAGE_LINKS)},
    "GET_empty_collection_2019.json": PAGING
    | {
        ".self: /departmental-distributions/distributions?skippages=n&pagesize=n, "
        "not /customers/n/contacts?skippages=n&pagesize=n": "it is of a noun that the sandbox does not have"
    },
    "GET_customer-groups_2019.json": PAGING,
    "GET_layouts.json": PAGING,
    "GET_payment-terms_2019.json": PAGING,
    "GET_vat-zones_2019.json": PAGING,
    "GET_units_2019.json": PAGING,
    "ERR_404_typed_product_2020-01-18.json": {": with errorCode": "newer ones carry E06000"},
    "GET_products_2019.json": PAGING | {".collection[].productGroup: with inventoryEnabled": STOCKED},
    "GET_products_n_2019.json": {".productGroup: with inventoryEnabled": STOCKED},
    "GET_product-groups_2019.json": PAGING | {".collection[]: with inventoryEnabled": STOCKED},
    "GET_products_n_currency-specific-sales-prices_2019.json": PAGING,
    "GET_invoices_drafts_2020.json": PAGING | {".collection[]: with attachment": ATTACHED, NO_NEXT: TRIMMED},
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
    "GET_invoices_booked_2020.json": PAGING | {NO_NEXT: TRIMMED},
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
        ": order": MOCK,
        ": with developerHint": MOCK,
        ": with logId": MOCK,
        ": with httpStatusCode": MOCK,
        ": with logTime": MOCK,
    },
    "ERR_400_bad_filter_property_2026-08-12.json": {
        ".allowedFilteringFields: 4 items, not 21": "shortened by the author, who counts 21",
        f".developerHint: {HINT.partition(' A filter')[0]}, not {HINT}": "shortened by the author",
    },
}


@pytest.mark.parametrize("recorded", RECORDINGS, ids=lambda each: each.file)
def test_the_sandbox_speaks_as_economic_was_heard_to(recorded: Recording, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", seed=recorded.documents)

    said = sandbox.ask(recorded.method, recorded.path, recorded.body, recorded.headers)

    assert differences(recorded.answer, said.body) == set(KNOWN_DIFFERENCES.get(recorded.file, {}))
    sandbox.close()


def test_every_recorded_answer_is_asked_for() -> None:
    asked = [recording.file for recording in RECORDINGS]

    assert sorted(asked) == recorded_names()
    assert KNOWN_DIFFERENCES.keys() <= set(asked)


def test_a_recorded_draft_comes_to_the_same_from_its_lines(tmp_path: Path) -> None:
    [recorded] = [recording for recording in RECORDINGS if "lines_discount" in recording.file]
    told = json.loads(recorded.answer, parse_float=Decimal)
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", seed=recorded.documents)

    said = sandbox.ask(recorded.method, recorded.path, recorded.body).json()

    assert amounts(said) == amounts(told)
    assert [amounts(line) for line in said["lines"]] == [amounts(line) for line in told["lines"]]
    assert said["dueDate"] == told["dueDate"]
    sandbox.close()


def amounts(document: dict[str, Any]) -> dict[str, Decimal]:
    return {key: value for key, value in document.items() if isinstance(value, Decimal)}


def test_what_the_recorded_drafts_come_to_in_the_base_currency() -> None:
    drafts = json.loads(recorded_answer("GET_invoices_drafts_2024.json"), parse_float=Decimal)["collection"]

    for draft in drafts:
        total = Total(draft["netAmount"], draft["vatAmount"], draft["costPriceInBaseCurrency"], draft["exchangeRate"])

        assert total.of_draft() == amounts(draft)
        assert str(total.of_draft()) == str({key: amounts(draft)[key] for key in total.of_draft()})


def test_what_the_recorded_booked_invoices_come_to() -> None:
    files = ("GET_invoices_booked_n_2020", "POST_invoices_booked_201_2019", "PUT_invoices_booked_bookWithNumber_2019")

    for file in files:
        told = json.loads(recorded_answer(f"{file}.json"), parse_float=Decimal)
        names = ("quantity", "unitNetPrice", "discountPercentage", "unitCostPrice", "vatRate")
        lines = [Line(*(recorded_line[name] for name in names)) for recorded_line in told["lines"]]

        assert [(line.net, line.vat) for line in lines] == [
            (line["totalNetAmount"], line["vatAmount"]) for line in told["lines"]
        ]
        assert Total.of(lines, told["exchangeRate"]).of_booked(told["remainder"]) == amounts(told)
