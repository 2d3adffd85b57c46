"""Views of the list: the default views, and those that a person has saved."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client

from customers.models import SavedView
from customers.query.list_preferences import MAX_VIEWS
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import Form
from tests.customers.page_reader import get_html, get_link, get_numbers, get_tabs, get_text

LIST = "/sandbox/customers/"
VIEWS = f"{LIST}views/"


def save_view(client: Client, name: str, **query: str) -> None:
    client.post(VIEWS, {"name": name, "question": urlencode(query)})


def test_everybody_has_the_same_five_default_views(client: Client) -> None:
    tabs = get_tabs(client.get(LIST), "Views")

    assert tabs == {
        "All": (LIST, True),
        "Overdue": (f"{LIST}?overdue=yes", False),
        "Over limit": (f"{LIST}?limit=over", False),
        "Barred": (f"{LIST}?barred=yes", False),
        "No e-mail": (f"{LIST}?email=none", False),
    }


def test_view_stays_current_with_another_sort_but_not_filter(client: Client) -> None:
    tabs_sorted = get_tabs(client.get(f"{LIST}?barred=yes&sort=-name&size=25"), "Views")
    tabs_filtered = get_tabs(client.get(f"{LIST}?barred=yes&balance=over"), "Views")

    assert tabs_sorted["Barred"][1]
    assert not any(current for _url, current in tabs_filtered.values())


def test_no_email_view_includes_empty_emails(client: Client, economic: Gateway, add_customer: AddCustomer) -> None:
    add_customer(name="Quxholm", email="ada@example.com")
    expected = {customer.customer_number for customer in economic.customers.walk() if not customer.email}
    with_empty_email = [
        customer for customer in economic.customers.walk() if b'"email":""' in customer.raw.replace(b" ", b"")
    ]

    numbers = get_numbers(client.get(f"{LIST}?email=none&size=200"))

    assert set(numbers) == expected
    assert with_empty_email
    assert len(expected) > len(with_empty_email)


def test_view_saves_the_query_under_a_name(client: Client) -> None:
    response = client.post(VIEWS, {"name": " Jyske  grossister ", "question": "q=a&balance=over&sort=-balance"})

    assert response.status_code == 303
    assert response["Location"] == f"{LIST}?q=a&balance=over&sort=-balance"
    tabs = get_tabs(client.get(response["Location"]), "Views")
    assert tabs["Jyske grossister"] == (f"{LIST}?q=a&balance=over&sort=-balance", True)


def test_address_of_a_view_works_for_a_colleague(client: Client, sign_in: Callable[..., Client]) -> None:
    save_view(client, "Mine", q="a", sort="-balance", size="25")
    address, _current = get_tabs(client.get(LIST), "Views")["Mine"]

    colleagues_page = sign_in("viewer").get(address)

    assert get_numbers(colleagues_page) == get_numbers(client.get(address))
    assert "Mine" not in get_tabs(colleagues_page, "Views")


def test_view_saves_only_known_query_parameters(client: Client, db: None) -> None:
    save_view(client, "Odd", q="a", page="7", size="200", evil="x", **{"from": "y"})

    assert SavedView.objects.get().question == "q=a"


def test_view_keeps_every_filter_and_writes_dates_in_full(client: Client, db: None) -> None:
    filters = {"country": "norge", "website": "www", "vat": "NO", "pnumber": "10", "entry": "PO"}

    save_view(client, "Norway", **filters, changed_since="1/11/26", sort="-entry")

    assert parse_qs(SavedView.objects.get().question) == {
        **{name: [value] for name, value in filters.items()},
        "changed_since": ["01-11-2026"],
        "sort": ["-entry"],
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Enter a name for the view."),
        ("   ", "Enter a name for the view."),
        ("a" * 41, "Use at most 40 characters."),
        ("mine", "You already have a view with this name."),
    ],
)
def test_invalid_view_name_is_refused(client: Client, name: str, reason: str) -> None:
    save_view(client, "Mine", q="a")

    response = client.post(VIEWS, {"name": name, "question": "q=b"})

    assert response.status_code == 422
    assert reason in get_html(response)
    assert f'value="{name}"' in get_html(response)
    assert 'name="question" value="q=b"' in get_html(response)
    assert "<title>Error: Your views" in get_html(response)


def test_htmx_gets_the_form_or_a_redirect(htmx: Client) -> None:
    refused = htmx.post(VIEWS, {"name": "", "question": "q=b"})
    saved = htmx.post(VIEWS, {"name": "Mine", "question": "q=b"})

    assert refused.status_code == 422
    assert get_html(refused).lstrip().startswith("<form")
    assert saved["HX-Redirect"] == f"{LIST}?q=b"


def test_number_of_views_is_limited(client: Client, people: dict[str, Person], agreement: Agreement) -> None:
    for number in range(MAX_VIEWS):
        SavedView.objects.create(person=people["editor"], agreement=agreement, name=f"View {number}")

    response = client.post(VIEWS, {"name": "One more", "question": ""})

    assert response.status_code == 422
    assert "You have reached the maximum number of views." in get_html(response)


def test_a_view_is_renamed(client: Client) -> None:
    save_view(client, "Mine", q="a")
    view = SavedView.objects.get()

    response = client.post(f"{VIEWS}rename/", {"view": view.pk, "name": "Yours"}, follow=True)

    assert "View Mine renamed to Yours." in get_html(response)
    assert get_link(response, "Yours") == f"{LIST}?q=a"


def test_rename_may_change_case_but_not_take_another_name(client: Client) -> None:
    save_view(client, "Mine", q="a")
    save_view(client, "Other", q="b")
    view = SavedView.objects.get(name="Mine")

    recased_response = client.post(f"{VIEWS}rename/", {"view": view.pk, "name": "MINE"})
    taken_response = client.post(f"{VIEWS}rename/", {"view": view.pk, "name": "other"})

    assert recased_response.status_code == 303
    assert taken_response.status_code == 422
    assert 'value="other"' in get_html(taken_response)


def test_a_view_is_deleted(client: Client) -> None:
    save_view(client, "Mine", q="a")

    response = client.post(f"{VIEWS}delete/", {"view": SavedView.objects.get().pk}, follow=True)

    assert "View Mine deleted." in get_html(response)
    assert "No views yet." in get_html(response)


def test_deleted_view_can_be_restored_once(client: Client) -> None:
    save_view(client, "Mine", q="a", sort="-balance")
    deleted_view = SavedView.objects.get()
    deleted = client.post(f"{VIEWS}delete/", {"view": deleted_view.pk}, follow=True)
    undo_form = Form(deleted.text, "csrfmiddlewaretoken", action_part="restore")

    responses = [client.post(undo_form.action, undo_form.fields, follow=True) for _ in range(2)]

    assert "View Mine restored." in get_html(responses[0])
    assert "You already have a view with this name." in get_html(responses[1])
    assert SavedView.objects.get().question == deleted_view.question


def test_deleted_view_cannot_be_restored_by_others(client: Client, sign_in: Callable[..., Client]) -> None:
    save_view(client, "Mine", q="a")
    deleted = client.post(f"{VIEWS}delete/", {"view": SavedView.objects.get().pk}, follow=True)
    undo_form = Form(deleted.text, "csrfmiddlewaretoken", action_part="restore")

    response = sign_in("admin").post(undo_form.action, follow=True)

    assert "This view no longer exists." in get_html(response)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("action", ["rename", "delete"])
def test_views_of_others_cannot_be_changed(client: Client, sign_in: Callable[..., Client], action: str) -> None:
    save_view(client, "Mine", q="a")
    number = SavedView.objects.get().pk

    response = sign_in("admin").post(f"{VIEWS}{action}/", {"view": number, "name": "Theirs"}, follow=True)

    assert "This view no longer exists." in get_text(get_html(response))
    assert SavedView.objects.get().name == "Mine"


def test_hostile_view_name_is_escaped(client: Client) -> None:
    save_view(client, "<script>alert(1)</script>", q="a")

    pages = [get_html(client.get(url)) for url in (LIST, VIEWS)]

    assert all("&lt;script&gt;alert(1)" in page for page in pages)
    assert not any("<script>alert" in page for page in pages)
