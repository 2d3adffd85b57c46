"""Previous and next on a customer's page, through the list that the user came from."""

import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from customers.frame.previous_next import compute_window
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.page_reader import PageResponse, get_html, get_link, get_numbers, get_text

LIST = "/sandbox/customers/"


def get_step(page: PageResponse, rel: str) -> tuple[str, str]:
    """The address and the label of the link."""
    match = re.search(rf'<a class="btn btn-one" href="([^"]*)" rel="{rel}"[^>]*aria-label="([^"]*)"', get_html(page))
    return (unescape(match[1]), unescape(match[2])) if match else ("", "")


def get_customer_number(page: PageResponse) -> int:
    match = re.search(r'<span class="soft tnum">(\d+)</span></h1>', get_html(page))
    assert match
    return int(match[1])


def follow_links(client: Client, first: str, rel: str) -> list[int]:
    """The numbers of the customers that the links lead to, one after the other."""
    numbers, url = [], first
    while url:
        page = client.get(url)
        numbers.append(get_customer_number(page))
        url, _name = get_step(page, rel)
    return numbers


@pytest.mark.slow
def test_next_walks_the_whole_list_across_pages(client: Client, economic: Gateway) -> None:
    expected = [customer.customer_number for customer in economic.customers.walk(sort=["-name", "customerNumber"])]
    first = get_link(client.get(f"{LIST}?sort=-name&size=25"), str(expected[0]))

    assert follow_links(client, first, "next") == expected


@pytest.mark.slow
def test_previous_walks_back_across_pages(client: Client, economic: Gateway) -> None:
    expected = [customer.customer_number for customer in economic.customers.walk(sort=["customerNumber"])]
    last = get_link(client.get(f"{LIST}?size=25&page=3"), str(expected[-1]))

    assert follow_links(client, last, "prev")[:12] == expected[-1:-13:-1]


def test_back_link_leads_to_the_list_page_of_the_current_customer(client: Client) -> None:
    numbers = get_numbers(client.get(f"{LIST}?size=25"))
    last_of_first = client.get(get_link(client.get(f"{LIST}?size=25"), str(numbers[-1])))

    next_customer = client.get(get_step(last_of_first, "next")[0])

    assert "26 of 60" in get_text(get_html(next_customer))
    assert get_link(next_customer, "Customers") == LIST  # in the menu
    assert f'href="{LIST}?page=2&amp;size=25"' in get_html(next_customer)


def test_next_customer_is_named_with_number_and_name(client: Client, economic: Gateway) -> None:
    first, second = economic.customers.page(sort=["customerNumber"], size=2).items

    page = client.get(f"{LIST}{first.customer_number}/?from=")

    assert get_step(page, "next")[1] == f"Next: {second.customer_number} {second.name}"
    assert get_step(page, "prev") == ("", "")
    assert "Previous (this is the first)" in get_html(page)
    assert "1 of 60" in get_text(get_html(page))


def test_over_limit_list_can_be_walked(client: Client) -> None:
    list_page = client.get(f"{LIST}?limit=over&sort=-balance")
    expected = get_numbers(list_page)

    assert follow_links(client, get_link(list_page, str(expected[0])), "next") == expected
    assert len(expected) > 1


def test_customer_page_without_a_list_sends_no_list_request(
    client: Client, economic: Gateway, sandbox: Sandbox
) -> None:
    number = economic.customers.page(size=1).items[0].customer_number
    before = len(sandbox.log())

    page = client.get(f"{LIST}{number}/")

    assert get_step(page, "next") == ("", "")
    assert "/customers" not in [exchange.path for exchange in sandbox.log()[before:]]


def test_customer_page_from_a_list_sends_one_more_request(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    number = economic.customers.page(size=1).items[0].customer_number
    before = len(sandbox.log())

    client.get(f"{LIST}{number}/?from=sort%3Dname%26page%3D2%26size%3D25")

    assert [exchange.path for exchange in sandbox.log()[before:]].count("/customers") == 1


def test_customer_no_longer_in_the_list_says_so(client: Client, economic: Gateway) -> None:
    number = economic.customers.page(sort=["customerNumber"], size=1).items[0].customer_number

    page = client.get(f"{LIST}{number}/?from=q%3Dnobody+is+called+this")

    assert "No longer on this page of the list" in get_html(page)
    assert get_step(page, "next") == ("", "")


def test_invalid_list_query_still_shows_the_customer(client: Client, economic: Gateway) -> None:
    number = economic.customers.page(sort=["customerNumber"], size=1).items[0].customer_number

    page = client.get(f"{LIST}{number}/?from=balance_min%3D1234.56%26q%3Da%00b%26page%3D999999")

    assert page.status_code == 200
    assert "No longer on this page of the list" in get_html(page)


@given(start=st.integers(0, 5_000_000), rows=st.sampled_from([25, 50, 100, 200]))
def test_window_contains_the_page_and_one_row_on_either_side(start: int, rows: int) -> None:
    start -= start % rows

    number, size = compute_window(start, rows)

    assert number * size <= max(start - 1, 0)
    assert (number + 1) * size >= start + rows + 1
    assert size <= 1000
