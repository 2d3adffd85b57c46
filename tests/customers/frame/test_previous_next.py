"""Previous and next on a customer's page: through the list that one came from."""

import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from customers.frame.previous_next import compute_window
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.page_reader import Answered, html_of, link_of, numbers_of, text_of

LIST = "/sandbox/customers/"


def step(page: Answered, rel: str) -> tuple[str, str]:
    """Where the link leads, and what it is called."""
    found = re.search(rf'<a class="btn btn-one" href="([^"]*)" rel="{rel}"[^>]*aria-label="([^"]*)"', html_of(page))
    return (unescape(found[1]), unescape(found[2])) if found else ("", "")


def number_of(page: Answered) -> int:
    found = re.search(r'<span class="soft tab">(\d+)</span></h1>', html_of(page))
    assert found
    return int(found[1])


def walk(client: Client, first: str, rel: str) -> list[int]:
    """The customers that one meets from there on."""
    met, url = [], first
    while url:
        page = client.get(url)
        met.append(number_of(page))
        url, _name = step(page, rel)
    return met


@pytest.mark.slow
def test_next_leads_through_the_whole_list_over_the_borders_of_its_pages(client: Client, economic: Gateway) -> None:
    expected = [each.customer_number for each in economic.customers.walk(sort=["-name", "customerNumber"])]
    first = link_of(client.get(f"{LIST}?sort=-name&size=25"), str(expected[0]))

    assert walk(client, first, "next") == expected


@pytest.mark.slow
def test_previous_leads_back_over_the_borders(client: Client, economic: Gateway) -> None:
    expected = [each.customer_number for each in economic.customers.walk(sort=["customerNumber"])]
    last = link_of(client.get(f"{LIST}?size=25&page=3"), str(expected[-1]))

    assert walk(client, last, "prev")[:12] == expected[-1:-13:-1]


def test_the_way_back_leads_to_the_page_that_the_neighbour_is_on(client: Client) -> None:
    numbers = numbers_of(client.get(f"{LIST}?size=25"))
    last_of_first = client.get(link_of(client.get(f"{LIST}?size=25"), str(numbers[-1])))

    beyond = client.get(step(last_of_first, "next")[0])

    assert "26 of 60" in text_of(html_of(beyond))
    assert link_of(beyond, "Customers") == LIST  # in the menu
    assert f'href="{LIST}?page=2&amp;size=25"' in html_of(beyond)


def test_a_neighbour_is_named_with_number_and_name(client: Client, economic: Gateway) -> None:
    first, second = economic.customers.page(sort=["customerNumber"], size=2).items

    page = client.get(f"{LIST}{first.customer_number}/?from=")

    assert step(page, "next")[1] == f"Next: {second.customer_number} {second.name}"
    assert step(page, "prev") == ("", "")
    assert "Previous: this is the first" in html_of(page)
    assert "1 of 60" in text_of(html_of(page))


def test_over_limit_is_walked_too(client: Client) -> None:
    listed = client.get(f"{LIST}?limit=over&sort=-balance")
    expected = numbers_of(listed)

    assert walk(client, link_of(listed, str(expected[0])), "next") == expected
    assert len(expected) > 1


def test_without_a_list_nothing_more_is_asked(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    number = economic.customers.page(size=1).items[0].customer_number
    before = len(sandbox.log())

    page = client.get(f"{LIST}{number}/")

    assert step(page, "next") == ("", "")
    assert "/customers" not in [each.path for each in sandbox.log()[before:]]


def test_with_one_a_single_call_is_added(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    number = economic.customers.page(size=1).items[0].customer_number
    before = len(sandbox.log())

    client.get(f"{LIST}{number}/?from=sort%3Dname%26page%3D2%26size%3D25")

    assert [each.path for each in sandbox.log()[before:]].count("/customers") == 1


def test_a_customer_that_left_the_list_says_so(client: Client, economic: Gateway) -> None:
    number = economic.customers.page(sort=["customerNumber"], size=1).items[0].customer_number

    page = client.get(f"{LIST}{number}/?from=q%3Dnobody+is+called+this")

    assert "No longer on that page of the list" in html_of(page)
    assert step(page, "next") == ("", "")


def test_a_trail_that_makes_no_sense_leaves_the_customer_standing(client: Client, economic: Gateway) -> None:
    number = economic.customers.page(sort=["customerNumber"], size=1).items[0].customer_number

    page = client.get(f"{LIST}{number}/?from=balance_min%3D1234.56%26q%3Da%00b%26page%3D999999")

    assert page.status_code == 200
    assert "No longer on that page of the list" in html_of(page)


@given(start=st.integers(0, 5_000_000), rows=st.sampled_from([25, 50, 100, 200]))
def test_the_page_asked_for_holds_the_rows_and_one_on_either_side(start: int, rows: int) -> None:
    start -= start % rows

    number, size = compute_window(start, rows)

    assert number * size <= max(start - 1, 0)
    assert (number + 1) * size >= start + rows + 1
    assert size <= 1000
