"""Fetching one page, and walking all pages."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from econ_admin.gateway import Gateway, where
from econ_admin.gateway.errors import ServerError, UnexpectedResponse
from tests.gateway.raw_peer import ORIGIN, Answer, Peer
from tests.reference import recorded_answer


def contacts(*numbers: int, next_page: str = "") -> Answer:
    pagination: dict[str, Any] = {"results": 1003, "resultsWithoutFilter": 1003}
    if next_page:
        pagination["nextPage"] = next_page
    items = [{"customerContactNumber": number, "name": f"Contact {number}"} for number in numbers]
    return Answer(body=json.dumps({"collection": items, "pagination": pagination}).encode())


def test_page_knows_the_number_of_results(economic_at_peer: Gateway, peer: Peer) -> None:
    recorded = recorded_answer("GET_customers_p1of4_pagesize1000_2019.json")
    peer.set_answers("GET /customers", Answer(body=recorded.replace(b"https://restapi.e-conomic.com", ORIGIN.encode())))

    page = economic_at_peer.customers.page(page=1, size=1000)

    assert (page.results, page.results_without_filter, page.page, page.size) == (3684, 3684, 1, 1000)
    assert len(page.items) == 1


def test_a_collection_without_results_is_an_empty_page(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers", Answer(body=recorded_answer("GET_empty_collection_2019.json")))

    page = economic_at_peer.customers.page()

    assert (page.items, page.results) == ([], 0)


def test_filter_sort_and_page_are_in_the_query(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers", contacts())

    economic_at_peer.customers.page(where("name").like("møl & co"), sort=("-balance", "name"), page=3, size=50)

    assert parse_qs(urlsplit(peer.received[0].url).query) == {
        "skippages": ["3"],
        "pagesize": ["50"],
        "filter": ["name$like:møl & co"],
        "sort": ["-balance,name"],
    }


@pytest.mark.parametrize(("page", "size"), [(-1, 20), (0, 0), (0, 1001)])
def test_invalid_page_or_size_is_not_requested(page: int, size: int, economic_at_peer: Gateway, peer: Peer) -> None:
    with pytest.raises(ValueError, match="1 to 1000 items"):
        economic_at_peer.customers.page(page=page, size=size)

    assert peer.received == []


def test_walk_follows_the_next_page(economic_at_peer: Gateway, peer: Peer) -> None:
    next_page = f"{ORIGIN}/customers/7/contacts?skippages=1&pagesize=1000"
    peer.set_answers("GET /customers/7/contacts?skippages=0&pagesize=1000", contacts(1, 2, next_page=next_page))
    peer.set_answers("GET /customers/7/contacts?skippages=1&pagesize=1000", contacts(3))

    all_contacts = economic_at_peer.contacts.of(7)

    assert [contact.customer_contact_number for contact in all_contacts] == [1, 2, 3]
    assert len(peer.received) == 2


def test_walk_ends_at_a_page_without_items(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers(
        "GET /customers/7/contacts", contacts(1, next_page=f"{ORIGIN}/again"), contacts(next_page=f"{ORIGIN}/again")
    )

    assert len(economic_at_peer.contacts.of(7)) == 1
    assert len(peer.received) == 2


def test_walk_ends_after_the_announced_number_of_results(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers/7/contacts", contacts(1, 2, next_page=f"{ORIGIN}/again"))

    assert len(economic_at_peer.contacts.of(7)) == 4  # two pages of a thousand are enough for 1003
    assert len(peer.received) == 2


@pytest.mark.parametrize("link", ["https://evil.example/customers", "http://economic.example/customers", "/customers"])
def test_a_next_page_at_another_origin_is_refused(link: str, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers/7/contacts", contacts(1, next_page=link))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.contacts.of(7)

    assert len(peer.received) == 1


def test_walk_that_fails_midway_raises_the_error(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers(
        "GET /customers/7/contacts", contacts(1, next_page=f"{ORIGIN}/customers/7/contacts"), Answer(500, b"")
    )

    with pytest.raises(ServerError):
        economic_at_peer.contacts.of(7)


def test_walk_over_an_unreadable_item_is_an_unexpected_response(economic_at_peer: Gateway, peer: Peer) -> None:
    body = b'{"collection":[{"name":"no number"}],"pagination":{"results":1,"resultsWithoutFilter":1}}'
    peer.set_answers("GET /customers/7/contacts", Answer(body=body))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.contacts.of(7)
