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
from customers.query.customer_query import ResultsChanged, TooManyResults, gather_pages
from customers.query.query_form import CustomerListForm
from econ_admin.gateway import Gateway, Page
from econ_admin.gateway.records import Customer
from econ_admin.sandbox import Sandbox
from econ_admin.status.ages import format_clock
from tests.customers.conftest import AddCustomer
from tests.customers.page_reader import get_html, get_numbers, get_rows, get_table_headers, get_text

LIST = "/sandbox/customers/"
OVER_LIMIT = f"{LIST}?limit=over"


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were many customers: complete reads use pages of two."""
    monkeypatch.setattr(customer_query, "MAX_PAGE_SIZE", 2)


def list_customers_over_limit(economic: Gateway) -> list[Customer]:
    """The largest balance first, as the view lists them."""
    customers = economic.customers.walk(sort=["-balance", "customerNumber"])
    return [customer for customer in customers if is_over_limit(customer)]


def test_over_limit_view_lists_exactly_the_customers_over_limit(client: Client, economic: Gateway) -> None:
    expected = [customer.customer_number for customer in list_customers_over_limit(economic)]

    response = client.get(OVER_LIMIT)

    assert get_numbers(response) == expected
    assert len(expected) > 1
    assert all("Over limit" in cell for row in get_rows(response) for cell in row if "limit" in cell)


@pytest.mark.usefixtures("small_pages")
def test_over_limit_view_reads_all_pages(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    expected = [customer.customer_number for customer in list_customers_over_limit(economic)]
    limited_count = sum(customer.credit_limit is not None for customer in economic.customers.walk())
    before = len(sandbox.log())

    assert get_numbers(client.get(OVER_LIMIT)) == expected
    queries = [exchange.query for exchange in sandbox.log()[before:] if exchange.path == "/customers"]
    assert len(queries) == (limited_count + 1) // 2 > 2
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
    with_limit = [customer for customer in economic.customers.walk() if customer.credit_limit is not None]

    text = get_text(get_html(client.get(OVER_LIMIT)))

    assert re.search(
        rf"We compared the {len(with_limit)} matching customers that have a credit limit, at \d\d:\d\d\.", text
    )


@pytest.mark.parametrize("url", [OVER_LIMIT, "/sandbox/customers/?overdue=yes"])
def test_stated_time_is_that_of_the_oldest_read(
    url: str, client: Client, gateway_in_the_past: Callable[[timedelta], Gateway], sandbox: Sandbox
) -> None:
    age, form = timedelta(minutes=47), CustomerListForm(QueryDict(url.partition("?")[2]), LIST)
    customer_query.finish_query(
        gateway_in_the_past(age), form, customer_query.start_query(gateway_in_the_past(age), form)
    )
    sandbox.fault("GET", "/invoices/overdue", "silence-before", times=99)
    sandbox.fault("GET", "/customers", "silence-before", times=99)

    response = client.get(url)

    assert response.status_code == 200
    assert f" at {format_clock(timezone.now() - age)}" in get_text(get_html(response))


def test_cached_pages_inconsistent_with_new_ones_are_handled(
    client: Client, economic: Gateway, sandbox: Sandbox, small_pages: None
) -> None:
    form = CustomerListForm(QueryDict("limit=over"), LIST)
    first = customer_query.start_query(economic, form)
    number = first.items[0].customer_number
    document = {**sandbox.request("GET", f"/customers/{number}").json(), "creditLimit": None}
    put_response = sandbox.request(
        "PUT", f"/customers/{number}", {name: value for name, value in document.items() if value is not None}
    )

    response = client.get(OVER_LIMIT)

    assert put_response.status == 200
    assert response.status_code == 200
    assert f"compared the {first.results - 1} matching customers" in get_text(get_html(response))
    assert number not in get_numbers(response)


def test_too_many_customers_to_compare_are_refused_with_the_count(
    client: Client, economic: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited_count = sum(customer.credit_limit is not None for customer in economic.customers.walk())
    monkeypatch.setattr(customer_query, "MAX_RESULTS", limited_count - 1)

    response = client.get(OVER_LIMIT)

    assert response.status_code == 400
    refusal = f"There are {limited_count} customers. Use filters to get at most {limited_count - 1}."
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


def build_get_page(economic: Gateway, size: int = 25) -> Callable[[int], Page[Customer]]:
    return lambda number: economic.customers.page(sort=["customerNumber"], page=number, size=size)


def test_pages_are_gathered_in_order(economic: Gateway) -> None:
    get_page = build_get_page(economic)

    customers, unreadable = gather_pages(get_page(0), get_page, economic.together)

    assert not unreadable
    assert [customer.customer_number for customer in customers] == [
        customer.customer_number for customer in economic.customers.walk(sort=["customerNumber"])
    ]


def test_results_that_change_while_gathering_raise_an_error(economic: Gateway) -> None:
    get_page = build_get_page(economic)
    first = get_page(0)
    example = first.items[0]
    document = Customer.new_document(
        name="A new one",
        currency=example.currency,
        payment_terms=example.payment_terms,
        customer_group=example.customer_group,
        vat_zone=example.vat_zone,
    )
    economic.customers.add(document)

    with pytest.raises(ResultsChanged):
        gather_pages(first, get_page, economic.together)


def test_too_many_results_are_refused_without_a_request(economic: Gateway, sandbox: Sandbox) -> None:
    get_page = build_get_page(economic)
    first, before = get_page(0), len(sandbox.log())

    with pytest.raises(TooManyResults, match="60 customers"):
        gather_pages(first, get_page, economic.together, limit=59)

    assert len(sandbox.log()) == before
