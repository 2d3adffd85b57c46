"""Envelope, paging and links."""

import pytest

from econ_admin.sandbox import Sandbox
from tests.sandbox.conftest import Making

HERE = "https://sandbox.invalid"


def test_a_middle_page_links_to_all_others(make_sandbox: Making) -> None:
    answer = make_sandbox(50).ask("GET", "/customers?pagesize=20&skippages=1").json()

    assert answer["pagination"] == {
        "skipPages": 1,
        "pageSize": 20,
        "maxPageSizeAllowed": 1000,
        "results": 50,
        "resultsWithoutFilter": 50,
        "firstPage": f"{HERE}/customers?pagesize=20&skippages=0",
        "previousPage": f"{HERE}/customers?pagesize=20&skippages=0",
        "nextPage": f"{HERE}/customers?pagesize=20&skippages=2",
        "lastPage": f"{HERE}/customers?pagesize=20&skippages=2",
    }
    assert [customer["customerNumber"] for customer in answer["collection"]] == list(range(21, 41))


def test_without_a_query_self_has_none_but_the_page_links_do(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/customers").json()

    assert answer["self"] == f"{HERE}/customers"
    assert answer["pagination"]["firstPage"] == f"{HERE}/customers?skippages=0&pagesize=20"
    assert {"previousPage", "nextPage"} & answer["pagination"].keys() == set()
    assert answer["metaData"]["create"]["href"] == f"{HERE}/customers"


def test_past_the_end_is_an_empty_page_that_knows_how_many_there_are(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/customers?skippages=7&pagesize=2").json()

    assert answer["collection"] == []
    assert answer["pagination"]["results"] == 3
    assert answer["pagination"]["lastPage"] == f"{HERE}/customers?skippages=1&pagesize=2"
    assert {"previousPage", "nextPage"} & answer["pagination"].keys() == set()


def test_where_nothing_is_found_the_links_are_suppressed_and_it_is_said(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/customers?filter=name$eq:nobody").json()

    assert answer["pagination"] == {
        "skipPages": 0,
        "pageSize": 20,
        "maxPageSizeAllowed": 1000,
        "results": 0,
        "resultsWithoutFilter": 3,
        "developerHint": "Pagination links are suppressed when there are no results.",
    }


def test_unknown_parameters_are_repeated_raw_on_every_link(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/customers?date$lte:2024-01-31&pagesize=1").json()

    customer = answer["collection"][0]
    assert answer["self"] == f"{HERE}/customers?date$lte:2024-01-31&pagesize=1"
    assert answer["pagination"]["nextPage"] == f"{HERE}/customers?date$lte:2024-01-31&pagesize=1&skippages=1"
    assert customer["paymentTerms"]["self"] == f"{HERE}/payment-terms/1?date$lte:2024-01-31"
    assert customer["templates"]["invoice"] == f"{HERE}/customers/1/templates/invoice?date$lte:2024-01-31"


def test_a_filter_is_repeated_encoded_anew(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", "/customers?filter=name$like:m%c3%b8l").json()

    assert answer["self"] == f"{HERE}/customers?filter=name%24like%3Am%C3%B8l"


def test_links_are_those_of_the_host_that_was_called(sandbox: Sandbox) -> None:
    headers = {"Host": "localhost:8099", "X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo"}

    answer = sandbox.ask("GET", "/customers/1", headers=headers).json()

    assert answer["self"] == "https://localhost:8099/customers/1"


@pytest.mark.parametrize("size", ["0", "1001", "-1", "many", "", "²"])
def test_a_page_size_out_of_range_is_refused(sandbox: Sandbox, size: str) -> None:
    answer = sandbox.ask("GET", f"/customers?pagesize={size}")

    assert (answer.status, answer.json()["errorCode"]) == (400, "E04810")
    assert "must be a positive whole number between 1 and 1000" in answer.json()["message"]


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
        ("product-groups", [1, 2]),
    ],
)
def test_each_reference_list_has_its_documents_one_by_one(
    sandbox: Sandbox, noun: str, numbers: list[int | str]
) -> None:
    listed = sandbox.ask("GET", f"/{noun}").json()

    alone = [sandbox.ask("GET", f"/{noun}/{number}").json() for number in numbers]
    assert listed["collection"] == alone
    assert [document["self"] for document in alone] == [f"{HERE}/{noun}/{number}" for number in numbers]
    assert sandbox.ask("GET", f"/{noun}/999").json()["errorCode"] == "E06000"
    assert "metaData" not in listed


def test_the_root_leads_to_every_list(sandbox: Sandbox) -> None:
    resources = sandbox.ask("GET", "/").json()["resources"]["stable"]

    assert len(resources) == 13
    assert {sandbox.ask("GET", url.removeprefix(HERE)).status for url in resources.values()} == {200}
