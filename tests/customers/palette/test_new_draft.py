"""A draft is started from anywhere: the page where its customer is chosen."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from customers.models import WorkingDraft
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.page_reader import get_link, get_text

URL = "/sandbox/drafts/new/"


def list_choices(html: str) -> list[tuple[str, str]]:
    """The text of each customer, and where its button posts."""
    buttons = re.findall(r'<button type="submit" formaction="([^"]*)" data-choice[^>]*>(.*?)</button>', html, re.DOTALL)
    return [(get_text(inner), url) for url, inner in buttons]


def test_customer_is_chosen_by_name(accountant: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Enestående ApS", city="Skagen")

    [(text, url)] = list_choices(accountant.get(URL, {"q": "enestå"}).text)

    assert text == f"New draft for Enestående ApS {number} · Skagen"
    assert url == f"/sandbox/customers/{number}/unsent/"


def test_choosing_starts_a_draft_for_the_customer(accountant: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Enestående ApS")
    [(_text, url)] = list_choices(accountant.get(URL, {"q": "enestå"}).text)

    response = accountant.post(url)

    draft = WorkingDraft.objects.get(customer=number)
    assert response["Location"] == f"/sandbox/unsent/{draft.pk}/"


def test_typed_number_comes_first(accountant: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Ægte", customer_number=77)
    for index in range(25):
        add_customer(name=f"Aa {index}", telephone_and_fax_number="77 77 77 77")

    assert list_choices(accountant.get(URL, {"q": "kunde nr. 77"}).text)[0][1] == f"/sandbox/customers/{number}/unsent/"


def test_barred_customer_is_marked_in_words(accountant: Client, add_customer: AddCustomer) -> None:
    add_customer(name="Spærret ApS", barred=True)

    [(text, _url)] = list_choices(accountant.get(URL, {"q": "spærret"}).text)

    assert "Barred" in text


def test_recent_customers_are_offered_first(accountant: Client, add_customer: AddCustomer) -> None:
    number = add_customer(name="Enestående ApS", barred=True)
    accountant.post(f"/sandbox/customers/{number}/unsent/")

    page = accountant.get(URL).text

    assert "Recent customers" in page
    assert list_choices(page) == [
        (f"New draft for Enestående ApS Barred {number}", f"/sandbox/customers/{number}/unsent/")
    ]


@pytest.mark.parametrize(
    ("typed", "text"),
    [("", "Type a number, or at least two letters"), ("x", "Type a number"), ("nobody is this", "No customers match")],
)
def test_empty_list_says_what_to_do(accountant: Client, typed: str, text: str) -> None:
    assert text in accountant.get(URL, {"q": typed}).text


def test_htmx_gets_the_list_only(sign_in: Callable[..., Client]) -> None:
    response = sign_in("accountant", **{"HX-Request": "true"}).get(URL, {"q": "an"})

    assert "<html" not in response.text
    assert response.text.lstrip().startswith('<section class="stack" id="matches"')
    assert re.search(r'hx-swap-oob="innerHTML:#live">[0-9]+ customers<', response.text)
    assert response["HX-Push-Url"] == f"{URL}?q=an"


def test_failed_search_says_so_and_lists_nothing(accountant: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=99)

    page = accountant.get(URL, {"q": "an"}).text

    assert "This could not be loaded" in page
    assert "No customers match" not in page


def test_drafts_pages_link_to_it_for_those_who_may(sign_in: Callable[..., Client]) -> None:
    for page in ("/sandbox/drafts/", "/sandbox/unsent/"):
        assert get_link(sign_in("accountant").get(page), "New draft") == URL
    assert get_link(sign_in("editor").get("/sandbox/drafts/"), "New draft") == ""
