"""Envelope, paging and links."""

import pytest

from econ_admin.sandbox import Sandbox
from tests.sandbox.conftest import SandboxFactory

ORIGIN = "https://sandbox.invalid"


def test_middle_page_links_to_all_others(make_sandbox: SandboxFactory) -> None:
    body = make_sandbox(50).request("GET", "/customers?pagesize=20&skippages=1").json()

    assert body["pagination"] == {
        "skipPages": 1,
        "pageSize": 20,
        "maxPageSizeAllowed": 1000,
        "results": 50,
        "resultsWithoutFilter": 50,
        "firstPage": f"{ORIGIN}/customers?pagesize=20&skippages=0",
        "previousPage": f"{ORIGIN}/customers?pagesize=20&skippages=0",
        "nextPage": f"{ORIGIN}/customers?pagesize=20&skippages=2",
        "lastPage": f"{ORIGIN}/customers?pagesize=20&skippages=2",
    }
    assert [customer["customerNumber"] for customer in body["collection"]] == list(range(21, 41))


def test_self_link_has_no_query_but_page_links_do(sandbox: Sandbox) -> None:
    body = sandbox.request("GET", "/customers").json()

    assert body["self"] == f"{ORIGIN}/customers"
    assert body["pagination"]["firstPage"] == f"{ORIGIN}/customers?skippages=0&pagesize=20"
    assert {"previousPage", "nextPage"} & body["pagination"].keys() == set()
    assert body["metaData"]["create"]["href"] == f"{ORIGIN}/customers"


def test_page_past_the_end_is_empty_with_the_total(sandbox: Sandbox) -> None:
    body = sandbox.request("GET", "/customers?skippages=7&pagesize=2").json()

    assert body["collection"] == []
    assert body["pagination"]["results"] == 3
    assert body["pagination"]["lastPage"] == f"{ORIGIN}/customers?skippages=1&pagesize=2"
    assert {"previousPage", "nextPage"} & body["pagination"].keys() == set()


def test_empty_result_suppresses_page_links(sandbox: Sandbox) -> None:
    body = sandbox.request("GET", "/customers?filter=name$eq:nobody").json()

    assert body["pagination"] == {
        "skipPages": 0,
        "pageSize": 20,
        "maxPageSizeAllowed": 1000,
        "results": 0,
        "resultsWithoutFilter": 3,
        "developerHint": "Pagination links are suppressed when there are no results.",
    }


def test_unknown_parameters_are_repeated_on_every_link(sandbox: Sandbox) -> None:
    body = sandbox.request("GET", "/customers?date$lte:2024-01-31&pagesize=1").json()

    customer = body["collection"][0]
    assert body["self"] == f"{ORIGIN}/customers?date$lte:2024-01-31&pagesize=1"
    assert body["pagination"]["nextPage"] == f"{ORIGIN}/customers?date$lte:2024-01-31&pagesize=1&skippages=1"
    assert customer["paymentTerms"]["self"] == f"{ORIGIN}/payment-terms/1?date$lte:2024-01-31"
    assert customer["templates"]["invoice"] == f"{ORIGIN}/customers/1/templates/invoice?date$lte:2024-01-31"


def test_filter_is_re_encoded_in_links(sandbox: Sandbox) -> None:
    body = sandbox.request("GET", "/customers?filter=name$like:m%c3%b8l").json()

    assert body["self"] == f"{ORIGIN}/customers?filter=name%24like%3Am%C3%B8l"


def test_links_use_the_requested_host(sandbox: Sandbox) -> None:
    headers = {"Host": "localhost:8099", "X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo"}

    body = sandbox.request("GET", "/customers/1", headers=headers).json()

    assert body["self"] == "https://localhost:8099/customers/1"


@pytest.mark.parametrize("size", ["0", "1001", "-1", "many", "", "²"])
def test_page_size_out_of_range_is_refused(sandbox: Sandbox, size: str) -> None:
    response = sandbox.request("GET", f"/customers?pagesize={size}")

    assert (response.status, response.json()["errorCode"]) == (400, "E04810")
    assert "must be a positive whole number between 1 and 1000" in response.json()["message"]


@pytest.mark.parametrize(
    ("noun", "numbers"),
    [
        ("customer-groups", [1, 2]),
        ("payment-terms", [1, 6, 8]),
        ("vat-zones", [1]),
        ("currencies", ["DKK", "EUR"]),
        ("layouts", [19, 21]),
        ("employees", [1, 2]),
        ("units", [1]),
        ("vat-accounts", ["U25"]),
        ("product-groups", [1, 2, 4]),
    ],
)
def test_reference_list_items_match_their_documents(sandbox: Sandbox, noun: str, numbers: list[int | str]) -> None:
    list_body = sandbox.request("GET", f"/{noun}").json()

    documents = [sandbox.request("GET", f"/{noun}/{number}").json() for number in numbers]
    assert list_body["collection"] == documents
    assert [document["self"] for document in documents] == [f"{ORIGIN}/{noun}/{number}" for number in numbers]
    assert sandbox.request("GET", f"/{noun}/999").json()["errorCode"] == "E06000"
    assert "metaData" not in list_body


def test_root_links_to_every_list(sandbox: Sandbox) -> None:
    resources = sandbox.request("GET", "/").json()["resources"]["stable"]

    assert len(resources) == 13
    assert {sandbox.request("GET", url.removeprefix(ORIGIN)).status for url in resources.values()} == {200}
