"""One page, and a walk over all."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from econ_admin.gateway import Gateway, where
from econ_admin.gateway.errors import ServerError, UnexpectedResponse
from tests.gateway.raw_peer import ORIGIN, Answer, Peer
from tests.reference import recorded_answer


def contacts(*numbers: int, more: str = "") -> Answer:
    pagination: dict[str, Any] = {"results": 1003, "resultsWithoutFilter": 1003}
    if more:
        pagination["nextPage"] = more
    items = [{"customerContactNumber": number, "name": f"Contact {number}"} for number in numbers]
    return Answer(body=json.dumps({"collection": items, "pagination": pagination}).encode())


def test_a_page_knows_how_many_there_are(economic_at_peer: Gateway, peer: Peer) -> None:
    recorded = recorded_answer("GET_customers_p1of4_pagesize1000_2019.json")
    peer.will_say("GET /customers", Answer(body=recorded.replace(b"https://restapi.e-conomic.com", ORIGIN.encode())))

    page = economic_at_peer.customers.page(page=1, size=1000)

    assert (page.results, page.results_without_filter, page.page, page.size) == (3684, 3684, 1, 1000)
    assert len(page.items) == 1


def test_a_collection_without_results_is_an_empty_page(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers", Answer(body=recorded_answer("GET_empty_collection_2019.json")))

    page = economic_at_peer.customers.page()

    assert (page.items, page.results) == ([], 0)


def test_filter_sort_and_page_are_in_the_query(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers", contacts())

    economic_at_peer.customers.page(where("name").like("møl & co"), sort=("-balance", "name"), page=3, size=50)

    assert parse_qs(urlsplit(peer.heard[0].url).query) == {
        "skippages": ["3"],
        "pagesize": ["50"],
        "filter": ["name$like:møl & co"],
        "sort": ["-balance,name"],
    }


@pytest.mark.parametrize(("page", "size"), [(-1, 20), (0, 0), (0, 1001)])
def test_a_page_that_cannot_be_is_not_asked_for(page: int, size: int, economic_at_peer: Gateway, peer: Peer) -> None:
    with pytest.raises(ValueError, match="a page of 1 to 1000"):
        economic_at_peer.customers.page(page=page, size=size)

    assert peer.heard == []


def test_a_walk_goes_on_while_there_is_a_next_page(economic_at_peer: Gateway, peer: Peer) -> None:
    next_page = f"{ORIGIN}/customers/7/contacts?skippages=1&pagesize=1000"
    peer.will_say("GET /customers/7/contacts?skippages=0&pagesize=1000", contacts(1, 2, more=next_page))
    peer.will_say("GET /customers/7/contacts?skippages=1&pagesize=1000", contacts(3))

    found = economic_at_peer.contacts.of(7)

    assert [each.customer_contact_number for each in found] == [1, 2, 3]
    assert len(peer.heard) == 2


def test_a_walk_ends_at_a_page_without_items_whatever_it_promises(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers/7/contacts", contacts(1, more=f"{ORIGIN}/again"), contacts(more=f"{ORIGIN}/again"))

    assert len(economic_at_peer.contacts.of(7)) == 1
    assert len(peer.heard) == 2


def test_a_walk_ends_where_the_results_do_whatever_it_promises(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers/7/contacts", contacts(1, 2, more=f"{ORIGIN}/again"))

    assert len(economic_at_peer.contacts.of(7)) == 4  # two pages of a thousand are enough for 1003
    assert len(peer.heard) == 2


@pytest.mark.parametrize("link", ["https://evil.example/customers", "http://economic.example/customers", "/customers"])
def test_a_next_page_at_another_origin_is_refused(link: str, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers/7/contacts", contacts(1, more=link))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.contacts.of(7)

    assert len(peer.heard) == 1


def test_a_walk_that_breaks_midway_says_so(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.will_say("GET /customers/7/contacts", contacts(1, more=f"{ORIGIN}/customers/7/contacts"), Answer(500, b""))

    with pytest.raises(ServerError):
        economic_at_peer.contacts.of(7)


def test_one_item_that_cannot_be_read_is_said_of_the_whole_page(economic_at_peer: Gateway, peer: Peer) -> None:
    body = b'{"collection":[{"name":"no number"}],"pagination":{"results":1,"resultsWithoutFilter":1}}'
    peer.will_say("GET /customers/7/contacts", Answer(body=body))

    with pytest.raises(UnexpectedResponse):
        economic_at_peer.contacts.of(7)
