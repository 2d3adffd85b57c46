"""The language of the pages: the person's choice, otherwise the browser's."""

from collections.abc import Callable

import pytest
from django.test import Client

from econ_admin.access.models import Agreement, Person

SETTINGS = "/sandbox/settings/"


def choose(person: Person, language: str) -> None:
    person.language = language
    person.save()


@pytest.mark.parametrize(
    ("chosen", "browser", "language"),
    [("da", "en", "da"), ("en", "da", "en"), ("", "da", "da"), ("", "en", "en"), ("", "fr", "en"), ("", "da-DK", "da")],
)
def test_person_chooses_before_the_browser(
    chosen: str, browser: str, language: str, sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    choose(people["viewer"], chosen)

    response = sign_in("viewer", **{"Accept-Language": browser}).get(SETTINGS)

    assert f'<html lang="{language}"' in response.text


def test_language_is_chosen_in_the_settings_and_confirmed_in_it(client: Client) -> None:
    response = client.post(SETTINGS, {"language": "da", "density": "comfortable"}, follow=True)

    assert "Indstillingerne er gemt." in response.text
    assert '<option value="da" selected>Dansk</option>' in response.text


def test_missing_page_is_in_the_language_of_the_person(client: Client, people: dict[str, Person]) -> None:
    choose(people["editor"], "da")

    assert "Siden findes ikke." in client.get("/sandbox/nowhere/").text


def test_next_person_on_the_thread_gets_their_own_language(
    sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    choose(people["viewer"], "da")

    assert "Indstillinger" in sign_in("viewer").get(SETTINGS).text
    assert "Indstillinger" not in sign_in("editor").get(SETTINGS).text


def test_sign_in_page_offers_the_other_language(agreement: Agreement) -> None:
    client = Client()
    page = client.get("/sign-in/?next=/sandbox/drafts/")

    assert 'value="da" lang="da">Dansk</button>' in page.text
    chosen = client.post("/language/", {"language": "da", "next": "/sign-in/?next=/sandbox/drafts/"}, follow=True)
    assert "Log ind" in chosen.text
    assert 'name="next" value="/sandbox/drafts/"' in chosen.text


def test_language_leads_to_no_other_site(agreement: Agreement) -> None:
    response = Client().post("/language/", {"language": "da", "next": "https://elsewhere.example/"})

    assert response["Location"] == "/"


def test_sign_in_page_that_carries_typed_fields_offers_no_other_language(agreement: Agreement) -> None:
    """Since choosing one would lose what was typed."""
    response = Client().post("/sandbox/customers/new/", {"name": "Nordlys ApS"})

    assert "Nordlys ApS" in response.text
    assert 'name="language"' not in response.text
