"""The over limit view: a comparison that e-conomic cannot make."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from customers.query import customer_query
from customers.query.columns import is_over_limit
from customers.query.query_form import CustomerListForm
from customers.shared import long_read
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Customer
from econ_admin.sandbox import Sandbox
from econ_admin.status.ages import format_clock
from tests.customers.conftest import AddCustomer
from tests.customers.page_reader import get_html, get_numbers, get_rows, get_table_headers, get_text

LIST = "/sandbox/customers/"
OVER_LIMIT = f"{LIST}?limit=over"


def list_customers_over_limit(economic: Gateway) -> list[Customer]:
    """The largest balance first, as the view lists them."""
    customers = economic.customers.walk(sort=["-balance", "customerNumber"])
    return [customer for customer in customers if is_over_limit(customer)]


def count_candidates(economic: Gateway) -> int:
    """Customers that e-conomic finds: with a limit, and a balance or a limit below zero."""
    return sum(
        customer.credit_limit is not None and ((customer.balance or 0) > 0 or customer.credit_limit < 0)
        for customer in economic.customers.walk()
    )


def test_over_limit_view_lists_exactly_the_customers_over_limit(client: Client, economic: Gateway) -> None:
    expected = [customer.customer_number for customer in list_customers_over_limit(economic)]

    response = client.get(OVER_LIMIT)

    assert get_numbers(response) == expected
    assert len(expected) > 1
    assert all("Over limit" in cell for row in get_rows(response) for cell in row if "limit" in cell)


@pytest.mark.usefixtures("small_pages")
def test_over_limit_view_reads_all_pages(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    expected = [customer.customer_number for customer in list_customers_over_limit(economic)]
    pages = count_candidates(economic)
    before = len(sandbox.log())

    assert get_numbers(client.get(OVER_LIMIT)) == expected
    queries = [exchange.query for exchange in sandbox.log()[before:] if exchange.path == "/customers"]
    assert len(queries) == pages >= 2
    assert all("creditLimit" in query for query in queries)


def test_over_limit_view_is_sorted_and_searched(client: Client, economic: Gateway) -> None:
    customers = list_customers_over_limit(economic)
    expected = sorted(customers, key=lambda customer: customer.name)

    sorted_numbers = get_numbers(client.get(f"{OVER_LIMIT}&sort=name"))
    found_numbers = get_numbers(client.get(f"{OVER_LIMIT}&q={customers[0].customer_number}"))

    assert sorted_numbers == [customer.customer_number for customer in expected]
    assert found_numbers == [customers[0].customer_number]


def test_over_limit_view_is_paginated(client: Client, add_customer: AddCustomer, economic: Gateway) -> None:
    for number in range(24):
        add_customer(name=f"Quxholm {number}", credit_limit=Decimal(-1))  # a balance of zero is above that
    expected = [customer.customer_number for customer in list_customers_over_limit(economic)]

    first, second = client.get(f"{OVER_LIMIT}&size=25"), client.get(f"{OVER_LIMIT}&size=25&page=2")

    assert get_numbers(first) + get_numbers(second) == expected
    assert f"26–{len(expected)} of {len(expected)}" in get_text(get_html(second))


def test_over_limit_view_shows_limit_and_balance_first(client: Client) -> None:
    client.post(f"{LIST}preferences/", {"column": ["city", "status"]})

    assert list(get_table_headers(client.get(OVER_LIMIT)))[:4] == ["No.", "Name", "Credit limit", "Balance"]


def test_customer_without_or_at_its_limit_is_not_over_limit(client: Client, add_customer: AddCustomer) -> None:
    numbers = [add_customer(credit_limit=limit) for limit in (None, Decimal(0), Decimal(-1))]

    listed_numbers = get_numbers(client.get(OVER_LIMIT))

    assert [number in listed_numbers for number in numbers] == [False, False, True]


def test_over_limit_view_says_when_and_among_how_many(client: Client, economic: Gateway) -> None:
    text = get_text(get_html(client.get(OVER_LIMIT)))

    assert re.search(
        rf"At \d\d:\d\d, we compared balance and credit limit of the {count_candidates(economic)} customers that", text
    )


@pytest.mark.parametrize("url", [OVER_LIMIT, "/sandbox/customers/?overdue=yes"])
def test_stated_time_is_that_of_the_oldest_read(
    url: str, client: Client, gateway_in_the_past: Callable[[timedelta], Gateway], sandbox: Sandbox
) -> None:
    age, form = timedelta(minutes=47), CustomerListForm(QueryDict(url.partition("?")[2]), LIST)
    customer_query.load_page(gateway_in_the_past(age), form)
    sandbox.fault("GET", "/invoices/overdue", "silence-before", times=99)
    sandbox.fault("GET", "/customers", "silence-before", times=99)

    response = client.get(url)

    assert response.status_code == 200
    assert f" at {format_clock(timezone.now() - age)}" in get_text(get_html(response)).lower()


def test_cached_pages_inconsistent_with_new_ones_are_handled(
    client: Client, economic: Gateway, sandbox: Sandbox, small_pages: None
) -> None:
    form = CustomerListForm(QueryDict("limit=over"), LIST)
    first = economic.customers.page(form.filter, form.api_sort, 0, 1)
    number = first.items[0].customer_number
    document = {**sandbox.request("GET", f"/customers/{number}").json(), "creditLimit": None}
    put_response = sandbox.request(
        "PUT", f"/customers/{number}", {name: value for name, value in document.items() if value is not None}
    )

    response = client.get(OVER_LIMIT)

    assert put_response.status == 200
    assert response.status_code == 200
    assert first.results == 2
    assert "credit limit of the 1 customer that" in get_text(get_html(response))
    assert number not in get_numbers(response)


def test_too_many_customers_to_compare_are_refused_with_the_count(
    client: Client, economic: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = count_candidates(economic)
    monkeypatch.setattr(long_read, "MAX_RESULTS", count - 1)

    response = client.get(OVER_LIMIT)

    assert response.status_code == 400
    refusal = f"e-conomic has {count} of them. We can read at most {count - 1}. Use filters to narrow the list."
    assert refusal in get_text(get_html(response))
    assert get_numbers(response) == []


@pytest.mark.usefixtures("small_pages")
def test_page_failing_midway_shows_an_error_and_no_partial_list(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "slow:1")  # the first page is answered
    sandbox.fault("GET", "/customers", "status:503", times=99)

    response = client.get(OVER_LIMIT)

    assert response.status_code in (502, 504)  # some of the concurrent requests may find the circuit open already
    assert "The customers could not be loaded" in get_html(response)
    assert get_numbers(response) == []
