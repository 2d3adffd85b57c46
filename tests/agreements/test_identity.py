"""A grant token is added or replaced only by somebody who has just said again who they are."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from econ_admin.access.agreements import load_tokens
from econ_admin.access.demo import PASSWORD
from econ_admin.access.models import Agreement, Person
from tests.agreements.office import ALFA_TOKEN, BRAVO_TOKEN, Office
from tests.agreements.test_installation import come_back, start

ADD_URL, AGREEMENT_URL = "/agreements/add/", "/alfa-as/agreement/"
TOKEN_URL = f"{AGREEMENT_URL}token/"
CONFIRM_URL = "/account/confirm/"


@pytest.fixture
def anna(anna: Person) -> Person:
    anna.set_password(PASSWORD)
    anna.save()
    return anna


@pytest.fixture
def session(anna: Person) -> Client:
    """A session that somebody else may have taken: signed in, without its password."""
    client = Client()
    client.force_login(anna)
    return client


@pytest.mark.parametrize(("own_page", "action"), [(ADD_URL, ADD_URL), (AGREEMENT_URL, TOKEN_URL)])
def test_page_offers_to_confirm_and_then_takes_the_token(
    session: Client, client: Client, office: Office, own_page: str, action: str
) -> None:
    client.post(ADD_URL, {"grant_token": ALFA_TOKEN})
    before = session.get(own_page)
    link = re.search(rf'href="({re.escape(CONFIRM_URL)}[^"]+)"', before.text)
    assert link
    assert "grant_token" not in before.text

    confirmed = session.post(
        CONFIRM_URL, {"next": parse_qs(urlsplit(unescape(link[1])).query)["next"], "password": PASSWORD}
    )

    assert confirmed["Location"] == own_page
    assert "grant_token" in session.get(own_page).text
    token = BRAVO_TOKEN if own_page == ADD_URL else ALFA_TOKEN
    assert session.post(action, {"grant_token": token})["Location"] in ("/bravo-as/agreement/", AGREEMENT_URL)


@pytest.mark.parametrize(("action", "back"), [(ADD_URL, ADD_URL), (TOKEN_URL, AGREEMENT_URL)])
def test_token_is_not_even_checked_before_that(
    session: Client, client: Client, office: Office, action: str, back: str
) -> None:
    client.post(ADD_URL, {"grant_token": ALFA_TOKEN})
    before = {name: len(sandbox.log()) for name, sandbox in office.sandboxes.items()}
    sealed = Agreement.objects.get().sealed_grant

    response = session.post(action, {"grant_token": BRAVO_TOKEN})

    assert response.status_code == 303
    assert response["Location"] == f"{CONFIRM_URL}?next={back.replace('/', '%2F')}"
    assert {name: len(sandbox.log()) for name, sandbox in office.sandboxes.items()} == before
    assert Agreement.objects.get().sealed_grant == sealed
    assert load_tokens(Agreement.objects.get()).agreement_grant.reveal() == ALFA_TOKEN


@pytest.mark.parametrize("method", ["get", "post"])
def test_way_back_from_economic_asks_after_ten_minutes(client: Client, method: str) -> None:
    page_url = come_back(client, start(client))

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        question = getattr(client, method)(page_url)
        assert question.status_code == 303
        assert not Agreement.objects.exists()
        next_url = parse_qs(urlsplit(question["Location"]).query)["next"][0]
        assert next_url == page_url
        confirmed = client.post(CONFIRM_URL, {"next": next_url, "password": PASSWORD})
        assert client.post(confirmed["Location"]).status_code == 303

    assert Agreement.objects.get().name == "Alfa A/S"
    assert ALFA_TOKEN not in next_url
