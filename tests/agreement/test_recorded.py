"""The sandbox speaks as e-conomic was heard to. The newest vintage rules; what older ones differ in is told."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.envelope import FILTERING
from tests.agreement.comparison import differences
from tests.agreement.recordings import MISSING, NOT_YET, RECORDED, RECORDINGS, Recording

PAGE_LINKS = (".pagination.firstPage", ".pagination.lastPage")
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason=MISSING)

PAGING = {".pagination: order": "since 2024 skipPages comes first and maxPageSizeAllowed third"}
SINCE_2021 = "eInvoicingDisabledByDefault is there since 2021"
LISTED = PAGING | {".collection[]: with eInvoicingDisabledByDefault": SINCE_2021}
ALPHABETICAL = "its keys were put into alphabetical order"
MOCK = "code and message are known, the rest of this mock is not the server's"
HINT = re.sub(r"\d+", "n", FILTERING)
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
    | {f"{each}: {ECHO}aTorsten, not {ECHO}ATorsten": HEX for each in (".self", *PAGE_LINKS)},
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
    "ERR_404_typed_product_2020-01-18.json": {
        ": with errorCode": "newer ones carry E06000",
        '.message: Product "n" not found., not Customer "n" not found.': "the sandbox has no products yet",
        ".developerHint: Please take a look at /products for a list of products., "
        "not Please take a look at /customers for a list of customers.": "the sandbox has no products yet",
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


def test_every_recorded_answer_is_asked_for_or_of_an_address_that_is_not_there_yet() -> None:
    files = {each.name for each in RECORDED.glob("*.json")}
    asked = {each.file for each in RECORDINGS}

    not_yet = {each for each in files if any(fnmatch(each, pattern) for pattern in NOT_YET)}

    assert asked | not_yet == files
    assert not asked & not_yet
    assert KNOWN_DIFFERENCES.keys() <= asked
