"""Over limit: the comparison that e-conomic cannot make, made here."""

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
from tests.customers.conftest import Register
from tests.customers.page_reader import html_of, numbers_of, rows_of, text_of

LIST = "/sandbox/customers/"
OVER = f"{LIST}?limit=over"


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the register were large: what is read whole comes in pages of two."""
    monkeypatch.setattr(customer_query, "MAX_PAGE_SIZE", 2)


def over(economic: Gateway) -> list[Customer]:
    return [each for each in economic.customers.walk(sort=["customerNumber"]) if is_over_limit(each)]


def test_it_finds_whom_the_badge_marks_and_nobody_else(client: Client, economic: Gateway) -> None:
    expected = [each.customer_number for each in over(economic)]

    response = client.get(OVER)

    assert numbers_of(response) == expected
    assert len(expected) > 1
    assert all("Over limit" in cell for row in rows_of(response) for cell in row if "limit" in cell)


@pytest.mark.usefixtures("small_pages")
def test_it_looks_through_all_pages(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    expected = [each.customer_number for each in over(economic)]
    limited = sum(each.credit_limit is not None for each in economic.customers.walk())
    before = len(sandbox.log())

    assert numbers_of(client.get(OVER)) == expected
    asked = [each.query for each in sandbox.log()[before:] if each.path == "/customers"]
    assert len(asked) == (limited + 1) // 2 > 2
    assert all("creditLimit" in query for query in asked)


def test_it_is_sorted_and_filtered_like_any_list(client: Client, economic: Gateway) -> None:
    everyone = over(economic)
    expected = sorted(everyone, key=lambda each: each.balance or Decimal(), reverse=True)

    by_balance = numbers_of(client.get(f"{OVER}&sort=-balance"))
    searched = numbers_of(client.get(f"{OVER}&q={everyone[0].customer_number}"))

    assert by_balance == [each.customer_number for each in expected]
    assert searched == [everyone[0].customer_number]


def test_it_is_paged_here(client: Client, register: Register, economic: Gateway) -> None:
    for number in range(24):
        register(name=f"Quxholm {number}", credit_limit=Decimal(-1))  # a balance of nought is above that
    everyone = [each.customer_number for each in over(economic)]

    first, second = client.get(f"{OVER}&size=25"), client.get(f"{OVER}&size=25&page=2")

    assert numbers_of(first) + numbers_of(second) == everyone
    assert f"26–{len(everyone)} of {len(everyone)}" in text_of(html_of(second))


def test_a_customer_without_a_limit_or_at_its_limit_is_not_over_it(client: Client, register: Register) -> None:
    without, at_it = register(), register(credit_limit=Decimal(0))

    assert not {without, at_it} & set(numbers_of(client.get(OVER)))


def test_it_says_when_it_was_compared_and_among_how_many(client: Client, economic: Gateway) -> None:
    with_limit = [each for each in economic.customers.walk() if each.credit_limit is not None]

    text = text_of(html_of(client.get(OVER)))

    assert re.search(rf"Compared here, as they stood at \d\d:\d\d, among the {len(with_limit)} that fit", text)


@pytest.mark.parametrize("url", [OVER, "/sandbox/customers/?overdue=yes"])
def test_when_it_was_is_when_the_oldest_answer_was_asked_for(
    url: str, client: Client, earlier: Callable[[timedelta], Gateway], sandbox: Sandbox
) -> None:
    then, form = timedelta(minutes=47), CustomerListForm(QueryDict(url.partition("?")[2]), LIST)
    customer_query.finish_query(earlier(then), form, customer_query.start_query(earlier(then), form))
    sandbox.fault("GET", "/invoices/overdue", "silence-before", times=99)
    sandbox.fault("GET", "/customers", "silence-before", times=99)

    response = client.get(url)

    assert response.status_code == 200
    assert f" at {format_clock(timezone.now() - then)}" in text_of(html_of(response))


def test_pages_that_are_kept_and_pages_that_are_new_need_not_fit_together(
    client: Client, economic: Gateway, sandbox: Sandbox, small_pages: None
) -> None:
    form = CustomerListForm(QueryDict("limit=over"), LIST)
    first = customer_query.start_query(economic, form)
    one = first.items[0].customer_number
    document = {**sandbox.request("GET", f"/customers/{one}").json(), "creditLimit": None}
    answer = sandbox.request(
        "PUT", f"/customers/{one}", {name: each for name, each in document.items() if each is not None}
    )

    response = client.get(OVER)

    assert answer.status == 200
    assert response.status_code == 200
    assert f"among the {first.results - 1} that fit" in text_of(html_of(response))
    assert one not in numbers_of(response)


def test_more_than_can_be_compared_is_refused_with_the_count(
    client: Client, economic: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = sum(each.credit_limit is not None for each in economic.customers.walk())
    monkeypatch.setattr(customer_query, "MAX_RESULTS", limited - 1)

    response = client.get(OVER)

    assert response.status_code == 400
    refusal = f"{limited} customers are more than can be read at once: at most {limited - 1}."
    assert refusal in text_of(html_of(response))
    assert numbers_of(response) == []


@pytest.mark.usefixtures("small_pages")
def test_a_page_that_fails_midway_is_a_sentence_and_no_half_list(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "slow:1")  # the first page comes
    sandbox.fault("GET", "/customers", "status:503", times=99)

    response = client.get(OVER)

    assert response.status_code in (502, 504)  # of pages side by side some may find the circuit open already
    assert "The customers could not be loaded" in html_of(response)
    assert numbers_of(response) == []


def paged(economic: Gateway, size: int = 25) -> Callable[[int], Page[Customer]]:
    return lambda number: economic.customers.page(sort=["customerNumber"], page=number, size=size)


def test_all_pages_are_gathered_in_their_order(economic: Gateway) -> None:
    ask = paged(economic)

    found, unreadable = gather_pages(ask(0), ask, economic.together)

    assert not unreadable
    assert [each.customer_number for each in found] == [
        each.customer_number for each in economic.customers.walk(sort=["customerNumber"])
    ]


def test_a_register_that_changes_meanwhile_is_not_taken_for_whole(economic: Gateway) -> None:
    ask = paged(economic)
    first = ask(0)
    like = first.items[0]
    document = Customer.new_document(
        name="A new one",
        currency=like.currency,
        payment_terms=like.payment_terms,
        customer_group=like.customer_group,
        vat_zone=like.vat_zone,
    )
    economic.customers.add(document)

    with pytest.raises(ResultsChanged):
        gather_pages(first, ask, economic.together)


def test_too_many_are_not_even_asked_for(economic: Gateway, sandbox: Sandbox) -> None:
    ask = paged(economic)
    first, before = ask(0), len(sandbox.log())

    with pytest.raises(TooManyResults, match="60 customers"):
        gather_pages(first, ask, economic.together, limit=59)

    assert len(sandbox.log()) == before
