"""The way back from e-conomic's installation page: good once, for the person and session that asked."""

import logging
import re
import threading
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client
from pytest_django import Settings

from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.agreements.installation import MAX_AGE
from econ_admin.gateway import Secret, Tokens
from econ_admin.sandbox import Sandbox
from tests.access.at_once import THREADS, run_at_once
from tests.agreements.conftest import SignIn
from tests.agreements.office import ALFA_TOKEN, BRAVO_TOKEN, Office
from tests.customers.page_reader import get_text
from tests.site import ROOT

REFUSED = "This link from e-conomic is not yours, too old, or was used before. Nothing was added. Start again."


def start(client: Client) -> str:
    """The path that e-conomic's page returns to, from the link on our page."""
    link = re.search(r'href="(https://secure\.e-conomic\.com/[^"]+)"', client.get("/agreements/add/").text)
    assert link
    query = parse_qs(urlsplit(unescape(link[1])).query)
    assert query["appPublicToken"] == ["public-token"]
    return urlsplit(query["redirectUrl"][0]).path


def come_back(client: Client, path: str, token: str = ALFA_TOKEN) -> str:
    """The address that the callback leads to."""
    response = client.get(f"{path}?token={quote(token)}")
    assert response.status_code == 303
    return response["Location"]


def test_a_returned_token_is_confirmed_before_it_is_added(client: Client) -> None:
    page_url = come_back(client, start(client))

    page = client.get(page_url)
    assert "Add Alfa A/S?" in get_text(page.text)
    assert not Agreement.objects.exists()

    response = client.post(page_url, follow=True)
    assert response.redirect_chain == [("/alfa-as/agreement/", 303)]
    assert Agreement.objects.get().name == "Alfa A/S"


def test_the_token_is_in_no_address_page_or_log_after_the_first(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = start(client)
    first = client.get(f"{path}?token={ALFA_TOKEN}")
    page = client.get(first["Location"])
    client.post(first["Location"])

    shown = [first["Location"], first.text, page.text, caplog.text, *map(repr, caplog.records)]
    assert not [text for text in shown if ALFA_TOKEN in text]
    assert first["Referrer-Policy"] == "no-referrer"
    assert first["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_session_of_the_same_person_is_refused(
    method: str, client: Client, anna: Person, sign_in_person: SignIn
) -> None:
    path = start(client)
    other = sign_in_person(anna)

    response = getattr(other, method)(come_back(other, path))

    assert response.status_code == 400
    assert REFUSED in get_text(response.text)
    assert not Agreement.objects.exists()


def test_another_person_is_refused(client: Client, sign_in_person: SignIn) -> None:
    path, other = start(client), sign_in_person(Person.objects.create(username="bo"))

    response = other.post(come_back(other, path))

    assert response.status_code == 400
    assert not Agreement.objects.exists()


def test_an_address_for_another_session_does_not_open_the_sealed_token(
    client: Client, anna: Person, sign_in_person: SignIn
) -> None:
    """The sealed token of one way back does not fit into another, not even of the same person."""
    sealed = urlsplit(come_back(client, start(client), BRAVO_TOKEN)).query
    other_page = urlsplit(come_back(client, start(client))).path

    assert client.post(f"{other_page}?{sealed}").status_code == 400
    assert not Agreement.objects.exists()


def test_without_a_session_nothing_of_the_address_is_carried_on(client: Client) -> None:
    path = start(client)

    for method in ("get", "head"):
        response = getattr(Client(), method)(f"{path}?token={ALFA_TOKEN}")
        assert (response.status_code, response["Location"]) == (303, "/agreements/add/")


def test_a_confirmation_without_a_session_asks_for_sign_in_and_adds_nothing(client: Client) -> None:
    page_url = come_back(client, start(client))

    response = Client().post(page_url)

    assert response.status_code == 401
    assert ALFA_TOKEN not in response.text
    assert not Agreement.objects.exists()


def test_a_way_back_is_good_once(client: Client) -> None:
    path = start(client)
    page_url = come_back(client, path)
    client.post(page_url)
    Membership.objects.all().delete()
    Agreement.objects.all().delete()

    assert client.post(page_url).status_code == 400
    assert client.post(come_back(client, path, BRAVO_TOKEN)).status_code == 400
    assert not Agreement.objects.exists()


def test_a_way_back_is_good_for_half_an_hour(client: Client) -> None:
    page_url = come_back(client, start(client))

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=MAX_AGE + 1)):
        assert client.post(page_url).status_code == 400
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("forged", ["forged", "a:b:c", ""])
def test_a_forged_state_is_refused(client: Client, forged: str) -> None:
    state = forged or signing.dumps([1], salt="econ_admin.agreements.installation")

    response = client.post(come_back(client, f"/agreements/installed/{state}/"))

    assert response.status_code == 400
    assert not Agreement.objects.exists()


def test_a_state_signed_for_something_else_is_refused(client: Client, anna: Person) -> None:
    state = signing.dumps(["nonce", anna.pk, "x" * 32], salt="another")

    assert client.get(come_back(client, f"/agreements/installed/{state}/")).status_code == 400


def test_a_return_without_a_token_is_refused(client: Client) -> None:
    path = start(client)

    response = client.get(client.get(path)["Location"])

    assert response.status_code == 400
    assert REFUSED in get_text(response.text)


def test_a_token_that_e_conomic_refuses_is_said_so(client: Client) -> None:
    response = client.get(come_back(client, start(client), "wrong-token-QUX"))

    assert response.status_code == 422
    assert "e-conomic does not accept this token." in get_text(response.text)


def test_a_viewer_cannot_come_back(client: Client, anna: Person, both: dict[str, Agreement]) -> None:
    path = start(client)
    Membership.objects.update(role=Role.VIEWER)

    assert client.get(f"{path}?token={ALFA_TOKEN}")["Location"] == "/agreements/add/"
    assert client.get(path + "confirm/").status_code == 403


def test_without_a_public_token_there_is_no_link(client: Client, settings: Settings, office: Office) -> None:
    settings.ECONOMIC = settings.ECONOMIC.__class__(
        settings.ECONOMIC.base_url, settings.ECONOMIC.tokens, embedded=False
    )

    assert "secure.e-conomic.com" not in client.get("/agreements/add/").text


def test_confirming_needs_the_form_of_our_page(anna: Person, sandbox: Sandbox, office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)

    assert client.post(come_back(client, start(client))).status_code == 403
    assert not Agreement.objects.exists()


def test_confirming_writes_nothing_before_the_post(client: Client, settings: Settings, anna: Person) -> None:
    """Also where the environment has an agreement that was never started with."""
    settings.ECONOMIC = settings.ECONOMIC.__class__(
        settings.ECONOMIC.base_url,
        Tokens(settings.ECONOMIC.tokens.app_secret, Secret(ALFA_TOKEN)),
        embedded=False,
        app_public_token="public-token",
    )

    assert client.get(come_back(client, start(client), BRAVO_TOKEN)).status_code == 200
    assert not Agreement.objects.exists()


def test_gunicorn_writes_no_access_log() -> None:
    """Its lines would have the query, with the token."""
    assert not re.search(r"^access_?log", (ROOT / "econ_admin" / "gunicorn.conf.py").read_text(), re.MULTILINE)


@pytest.mark.django_db(transaction=True)
def test_state_adds_one_agreement_for_eight_requests_at_one_moment(
    transactional_db: None, client: Client, anna: Person, tmp_path: Path
) -> None:
    page_url = come_back(client, start(client))

    def confirm(place: int) -> int:
        browser = Client()
        browser.cookies.update(client.cookies)
        return browser.post(page_url).status_code

    def look(place: int) -> tuple[int, int, int]:
        status = confirm(place)
        finished.wait(timeout=60)
        return status, confirm(place), Membership.objects.filter(person=anna).count()

    finished = threading.Barrier(THREADS)
    outcomes = run_at_once(look, tmp_path)

    first, afterwards, roles = (set(values) for values in zip(*outcomes, strict=True))
    assert [status for status, _, _ in outcomes].count(303) == 1
    assert first <= {303, 400, 422}
    assert afterwards == {400}, "the state was used"
    assert roles == {1}
