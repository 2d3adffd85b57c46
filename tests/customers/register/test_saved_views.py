"""Views of the list: those that everybody has, and one's own, kept under a name."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from customers.models import SavedView
from customers.register.list_preferences import MAX_VIEWS
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from tests.customers.conftest import Register
from tests.customers.form_data import Form
from tests.customers.page_reader import html_of, link_of, numbers_of, tabs_of, text_of

LIST = "/sandbox/customers/"
VIEWS = f"{LIST}views/"


def save(client: Client, name: str, **question: str) -> None:
    client.post(VIEWS, {"name": name, "question": urlencode(question)})


def test_everybody_has_the_same_five(client: Client) -> None:
    tabs = tabs_of(client.get(LIST), "Views")

    assert tabs == {
        "All": (LIST, True),
        "Overdue": (f"{LIST}?overdue=yes", False),
        "Over limit": (f"{LIST}?limit=over", False),
        "Barred": (f"{LIST}?barred=yes", False),
        "No e-mail": (f"{LIST}?email=none", False),
    }


def test_a_view_stays_current_in_another_order_and_not_with_another_filter(client: Client) -> None:
    sorted_otherwise = tabs_of(client.get(f"{LIST}?barred=yes&sort=-name&size=25"), "Views")
    filtered_more = tabs_of(client.get(f"{LIST}?barred=yes&balance=over"), "Views")

    assert sorted_otherwise["Barred"][1]
    assert not any(current for _url, current in filtered_more.values())


def test_no_email_finds_those_without_one_and_those_with_an_empty_one(
    client: Client, economic: Gateway, register: Register
) -> None:
    register(name="Quxholm", email="ada@example.com")
    expected = {each.customer_number for each in economic.customers.walk() if not each.email}
    kept_as_empty = [each for each in economic.customers.walk() if b'"email":""' in each.raw.replace(b" ", b"")]

    found = numbers_of(client.get(f"{LIST}?email=none&size=200"))

    assert set(found) == expected
    assert kept_as_empty
    assert len(expected) > len(kept_as_empty)


def test_a_view_keeps_the_question_under_a_name(client: Client) -> None:
    response = client.post(VIEWS, {"name": " Jyske  grossister ", "question": "q=a&balance=over&sort=-balance"})

    assert response.status_code == 303
    assert response["Location"] == f"{LIST}?q=a&balance=over&sort=-balance"
    tabs = tabs_of(client.get(response["Location"]), "Views")
    assert tabs["Jyske grossister"] == (f"{LIST}?q=a&balance=over&sort=-balance", True)


def test_a_colleague_who_is_sent_the_address_sees_the_same_list(client: Client, sign_in: Callable[..., Client]) -> None:
    save(client, "Mine", q="a", sort="-balance", size="25")
    address, _current = tabs_of(client.get(LIST), "Views")["Mine"]

    theirs = sign_in("viewer").get(address)

    assert numbers_of(theirs) == numbers_of(client.get(address))
    assert "Mine" not in tabs_of(theirs, "Views")


def test_a_view_keeps_nothing_but_what_a_list_can_be_asked(client: Client, db: None) -> None:
    save(client, "Odd", q="a", page="7", size="200", evil="x", **{"from": "y"})

    assert SavedView.objects.get().question == "q=a"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Give the view a name."),
        ("   ", "Give the view a name."),
        ("a" * 41, "A name has at most 40 characters."),
        ("mine", "You have a view of that name already."),
    ],
)
def test_a_name_that_cannot_be_is_asked_for_again(client: Client, name: str, reason: str) -> None:
    save(client, "Mine", q="a")

    response = client.post(VIEWS, {"name": name, "question": "q=b"})

    assert response.status_code == 422
    assert reason in html_of(response)
    assert f'value="{name}"' in html_of(response)
    assert 'name="question" value="q=b"' in html_of(response)
    assert "<title>Error: Your views" in html_of(response)


def test_htmx_gets_the_form_alone_and_an_address_to_go_to(htmx: Client) -> None:
    refused = htmx.post(VIEWS, {"name": "", "question": "q=b"})
    saved = htmx.post(VIEWS, {"name": "Mine", "question": "q=b"})

    assert refused.status_code == 422
    assert html_of(refused).lstrip().startswith("<form")
    assert saved["HX-Redirect"] == f"{LIST}?q=b"


def test_there_is_an_end_to_the_tabs(client: Client, people: dict[str, Person], agreement: Agreement) -> None:
    for number in range(MAX_VIEWS):
        SavedView.objects.create(person=people["editor"], agreement=agreement, name=f"View {number}")

    response = client.post(VIEWS, {"name": "One more", "question": ""})

    assert response.status_code == 422
    assert "You have as many views as there may be." in html_of(response)


def test_a_view_is_renamed(client: Client) -> None:
    save(client, "Mine", q="a")
    view = SavedView.objects.get()

    response = client.post(f"{VIEWS}renamed/", {"view": view.pk, "name": "Yours"}, follow=True)

    assert "The view Mine is now called Yours." in html_of(response)
    assert link_of(response, "Yours") == f"{LIST}?q=a"


def test_a_view_may_keep_its_name_in_other_letters_but_not_take_anothers(client: Client) -> None:
    save(client, "Mine", q="a")
    save(client, "Other", q="b")
    view = SavedView.objects.get(name="Mine")

    recased = client.post(f"{VIEWS}renamed/", {"view": view.pk, "name": "MINE"})
    taken = client.post(f"{VIEWS}renamed/", {"view": view.pk, "name": "other"})

    assert recased.status_code == 303
    assert taken.status_code == 422
    assert 'value="other"' in html_of(taken)


def test_a_view_is_deleted(client: Client) -> None:
    save(client, "Mine", q="a")

    response = client.post(f"{VIEWS}deleted/", {"view": SavedView.objects.get().pk}, follow=True)

    assert "The view Mine is deleted." in html_of(response)
    assert "No views yet." in html_of(response)


def test_a_deleted_view_is_made_again_once(client: Client) -> None:
    save(client, "Mine", q="a", sort="-balance")
    before = SavedView.objects.get()
    deleted = client.post(f"{VIEWS}deleted/", {"view": before.pk}, follow=True)
    again = Form(deleted.text, "csrfmiddlewaretoken", action="made-again")

    said = [client.post(again.action, again.fields, follow=True) for _click in range(2)]

    assert "The view Mine is there again." in html_of(said[0])
    assert "You have a view of that name already." in html_of(said[1])
    assert SavedView.objects.get().question == before.question


def test_what_was_deleted_is_made_again_for_nobody_else(client: Client, sign_in: Callable[..., Client]) -> None:
    save(client, "Mine", q="a")
    deleted = client.post(f"{VIEWS}deleted/", {"view": SavedView.objects.get().pk}, follow=True)
    again = Form(deleted.text, "csrfmiddlewaretoken", action="made-again")

    response = sign_in("admin").post(again.action, follow=True)

    assert "That view is no longer there." in html_of(response)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("what", ["renamed", "deleted"])
def test_the_views_of_others_are_as_unknown_as_none(client: Client, sign_in: Callable[..., Client], what: str) -> None:
    save(client, "Mine", q="a")
    number = SavedView.objects.get().pk

    response = sign_in("admin").post(f"{VIEWS}{what}/", {"view": number, "name": "Theirs"}, follow=True)

    assert "That view is no longer there." in text_of(html_of(response))
    assert SavedView.objects.get().name == "Mine"


def test_a_hostile_name_is_only_a_name(client: Client) -> None:
    save(client, "<script>alert(1)</script>", q="a")

    assert "<script>alert" not in html_of(client.get(LIST)) + html_of(client.get(VIEWS))
