"""Saved views of the invoice lists: tabs after the states, kept apart from those of the customers."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.customers.page_reader import get_html, get_link, get_tabs, get_text

BOOKED, DRAFTS, CUSTOMERS = "/sandbox/booked/", "/sandbox/drafts/", "/sandbox/customers/"
VIEWS = f"{CUSTOMERS}views/"


def save_view(client: Client, name: str, of_list: str, **query: str) -> str:
    """Saves a view, and returns the address that it leads to."""
    response = client.post(VIEWS, {"name": name, "list": of_list, "question": urlencode(query)})
    return str(response["Location"])


def test_own_view_of_booked_invoices_is_a_tab_after_the_states(client: Client) -> None:
    url = save_view(client, "Large in euro", "booked", q="a", state="unpaid", currency="EUR")

    tabs = get_tabs(client.get(url), "Views")
    assert url == f"{BOOKED}?q=a&currency=EUR&state=unpaid"
    assert list(tabs) == ["All", "Unpaid", "Overdue", "Not due", "Paid", "Large in euro"]
    assert [name for name, (_url, current) in tabs.items() if current] == ["Large in euro"]


def test_own_view_of_drafts_is_a_tab_beside_all(client: Client) -> None:
    url = save_view(client, "Latest", "drafts", sort="-date")

    tabs = get_tabs(client.get(url), "Views")
    assert tabs == {"All": (DRAFTS, False), "Latest": (f"{DRAFTS}?sort=-date", True)}
    assert get_tabs(client.get(DRAFTS), "Views")["All"] == (DRAFTS, True)


@pytest.mark.parametrize("path", ["", "10007/booked/"])
def test_views_of_booked_invoices_are_in_no_other_list(client: Client, path: str) -> None:
    save_view(client, "Paid in May", "booked", state="paid")

    assert "Paid in May" in get_tabs(client.get(BOOKED), "Views")
    assert "Paid in May" not in get_html(client.get(f"{CUSTOMERS}{path}"))


def test_each_list_may_have_a_view_of_the_same_name(client: Client) -> None:
    for of_list in ("customers", "booked", "drafts"):
        assert save_view(client, "Mine", of_list, q="a").endswith("?q=a")

    response = client.post(VIEWS, {"name": "mine", "list": "booked", "question": ""})

    assert response.status_code == 422
    assert "You already have a view with this name." in get_html(response)


def test_page_of_views_has_all_lists_and_leads_back_to_the_one_it_came_from(client: Client) -> None:
    save_view(client, "Barred ones", "customers", barred="yes")
    save_view(client, "Paid ones", "booked", state="paid")

    page = client.get(get_link(client.get(BOOKED), "Rename or delete views"))

    text = get_text(get_html(page))
    assert text.index("Customers Barred ones") < text.index("Booked invoices Paid ones")
    assert get_link(page, "Paid ones") == f"{BOOKED}?state=paid"
    assert get_link(page, "Barred ones") == f"{CUSTOMERS}?barred=yes"
    breadcrumb = get_html(page).partition('aria-label="Breadcrumb"')[2]
    assert get_text(breadcrumb).startswith("> Booked invoices / Your views")


def test_view_of_invoices_is_renamed_deleted_and_restored(client: Client) -> None:
    save_view(client, "Paid ones", "booked", state="paid")
    number = get_html(client.get(VIEWS)).partition('name="view" value="')[2].partition('"')[0]

    client.post(f"{VIEWS}rename/", {"view": number, "name": "Settled"})
    deleted = client.post(f"{VIEWS}delete/", {"view": number}, follow=True)
    action = get_html(deleted).partition("restore/?view=")[2].partition('"')[0]
    assert "Settled" not in get_tabs(client.get(BOOKED), "Views")
    client.post(f"{VIEWS}restore/?view={action}")

    assert get_tabs(client.get(BOOKED), "Views")["Settled"] == (f"{BOOKED}?state=paid", False)


def test_form_of_the_list_names_its_list(client: Client) -> None:
    for url, key in ((BOOKED, "booked"), (DRAFTS, "drafts"), (CUSTOMERS, "customers")):
        assert f'<input type="hidden" name="list" value="{key}">' in get_html(client.get(url))


def test_unknown_list_counts_as_the_customers(client: Client) -> None:
    assert save_view(client, "Mine", "invoices", q="a") == f"{CUSTOMERS}?q=a"


def test_viewer_can_save_views_of_invoices(sign_in: Callable[..., Client]) -> None:
    viewer = sign_in("viewer")

    save_view(viewer, "Mine", "drafts", q="a")

    assert "Mine" in get_tabs(viewer.get(DRAFTS), "Views")
