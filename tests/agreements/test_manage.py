"""An agreement's own page: the state of its token, its name, another token, and removing it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from customers.models import ListChoice, RecoveryCopy, SavedView, WorkingDraft, WorkingDraftLine
from econ_admin.access.agreements import load_tokens
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.agreements.changes import list_own_columns
from econ_admin.gateway import trail
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.models import Intent
from tests.agreements.conftest import AddAgreement, SignIn
from tests.agreements.office import ALFA_TOKEN, BRAVO_TOKEN, NUMBERS, Office
from tests.conftest import read_cache
from tests.customers.page_reader import get_text

URL = "/alfa-as/agreement/"
CHECK_URL, TOKEN_URL, REMOVE_URL = f"{URL}check/", f"{URL}token/", f"{URL}remove/"


@pytest.fixture
def alfa(both: dict[str, Agreement]) -> Agreement:
    return both["Alfa"]


def test_the_page_shows_what_is_known(client: Client, alfa: Agreement) -> None:
    text = get_text(client.get(URL).text)

    assert str(NUMBERS["Alfa"]) in text
    assert "DKK" in text
    assert "Not used yet" in text


def test_a_token_that_works_says_when_it_last_did(client: Client, alfa: Agreement) -> None:
    response = client.post(CHECK_URL, follow=True)

    text = get_text(response.text)
    assert "e-conomic accepts the token." in text
    assert "Accepted, last at 10:" in text


def test_a_refused_token_says_since_when(client: Client, alfa: Agreement, office: Office) -> None:
    office.sandboxes.pop(ALFA_TOKEN).close()

    first = get_text(client.post(CHECK_URL, follow=True).text)
    since = re.search(r"Refused since \d\d:\d\d", first)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=7)):
        second = get_text(client.post(CHECK_URL, follow=True).text)

    assert "e-conomic does not accept this token." in first
    assert since
    assert since[0] in second
    assert f'href="{URL}"' in client.get("/alfa-as/customers/").text
    assert "ECONOMIC_AGREEMENT_GRANT_TOKEN" not in client.get("/alfa-as/customers/").text


def test_one_refused_token_leaves_the_other_agreement_alone(
    client: Client, both: dict[str, Agreement], office: Office
) -> None:
    office.sandboxes.pop(ALFA_TOKEN).close()

    assert client.get("/alfa-as/customers/").status_code == 502
    assert client.get("/bravo-as/customers/").status_code == 200


def test_renaming_keeps_the_slug(client: Client, alfa: Agreement) -> None:
    response = client.post(URL, {"name": "Alfa Holding", "colour": "4"}, follow=True)

    alfa.refresh_from_db()
    assert (alfa.slug, alfa.name, alfa.mark) == ("alfa-as", "Alfa Holding", 4)
    assert "seal seal-4" in response.text


@pytest.mark.parametrize("typed", [{"name": "", "colour": "1"}, {"name": "A", "colour": "9"}, {"name": "x" * 201}])
def test_a_refused_name_is_shown_again(client: Client, alfa: Agreement, typed: dict[str, str]) -> None:
    response = client.post(URL, typed)

    assert response.status_code == 422
    assert "<title>Error: Agreement · Alfa A/S</title>" in response.text


def test_a_token_of_another_agreement_does_not_replace_it(client: Client, alfa: Agreement) -> None:
    response = client.post(TOKEN_URL, {"grant_token": BRAVO_TOKEN})

    assert response.status_code == 422
    assert f"This token belongs to another agreement: Bravo A/S, number {NUMBERS['Bravo']}." in get_text(response.text)
    assert load_tokens(Agreement.objects.get(pk=alfa.pk)).agreement_grant.reveal() == ALFA_TOKEN


def test_a_new_token_replaces_a_refused_one(client: Client, alfa: Agreement, office: Office) -> None:
    client.get("/alfa-as/customers/")
    office.sandboxes["grant-token-of-ALFA-NEW"] = office.sandboxes.pop(ALFA_TOKEN)
    assert "Refused since" in get_text(client.post(CHECK_URL, follow=True).text)

    response = client.post(TOKEN_URL, {"grant_token": "grant-token-of-ALFA-NEW"}, follow=True)

    assert "The token was replaced." in get_text(response.text)
    assert "Refused since" not in get_text(response.text)
    assert Agreement.objects.get(pk=alfa.pk).cache_id != alfa.cache_id
    assert client.get("/alfa-as/customers/").status_code == 200


def test_a_token_sealed_with_a_lost_key_has_a_sentence(client: Client, alfa: Agreement, settings: Settings) -> None:
    settings.TOKEN_KEYS = ["another key"]

    page = client.get("/alfa-as/customers/")

    assert page.status_code == 502
    assert "cannot be opened with this server's keys" in get_text(page.text)
    assert "Cannot be opened with this server's keys" in get_text(client.get(URL).text)
    assert client.post(TOKEN_URL, {"grant_token": ALFA_TOKEN}).status_code == 303
    assert client.get("/alfa-as/customers/").status_code == 200


def test_a_sealed_token_does_not_work_in_another_row(client: Client, both: dict[str, Agreement]) -> None:
    Agreement.objects.filter(slug="bravo-as").update(sealed_grant=both["Alfa"].sealed_grant)

    assert client.get("/bravo-as/customers/").status_code == 502


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.ACCOUNTANT])
def test_only_administrators_see_it(role: Role, alfa: Agreement, sign_in_person: SignIn) -> None:
    person = Person.objects.create(username="bo")
    Membership.objects.create(person=person, agreement=alfa, role=role)

    for url in (URL, REMOVE_URL):
        assert sign_in_person(person).get(url).status_code == 403


def test_the_agreement_of_the_environment_cannot_be_changed_here(
    agreement: Agreement, people: dict[str, Person], sign_in_person: SignIn
) -> None:
    admin = sign_in_person(people["admin"])

    assert admin.get("/sandbox/agreement/").status_code == 200
    assert admin.post("/sandbox/agreement/", {"name": "Mine", "colour": "1"}).status_code == 400
    assert admin.post("/sandbox/agreement/token/", {"grant_token": "sandbox"}).status_code == 400
    assert admin.post("/sandbox/agreement/remove/").status_code == 400
    assert Agreement.objects.get().name == "Sandbox"


def fill(agreement: Agreement, person: Person) -> None:
    """Something of each kind that we keep."""
    draft = WorkingDraft.objects.create(
        person=person, agreement=agreement, customer=10001, price_currency="DKK", wire="{}"
    )
    WorkingDraftLine.objects.create(draft=draft, position=1, wire="{}")
    RecoveryCopy.objects.create(person=person, agreement=agreement, form="/x/", fields="")
    SavedView.objects.create(person=person, agreement=agreement, name="Mine")
    ListChoice.objects.create(person=person, agreement=agreement, size=25)
    DatabaseTrail(agreement, person).begin(trail.Intent("", "customers", "7", "PUT", "customers/7", b"{}", b"{}"))


def test_removing_deletes_what_is_ours_and_keeps_the_trail(
    client: Client, anna: Person, both: dict[str, Agreement], settings: Settings
) -> None:
    for agreement in both.values():
        fill(agreement, anna)
        client.get(f"/{agreement.slug}/customers/")
    assert "1 unsent draft" in get_text(client.get(REMOVE_URL).text)

    response = client.post(REMOVE_URL, follow=True)

    assert "Alfa A/S was removed from this dashboard." in get_text(response.text)
    assert client.get("/alfa-as/").status_code == 404
    assert client.get("/bravo-as/").status_code == 200
    row = Agreement.objects.get(slug="alfa-as")
    assert (row.sealed_grant, row.memberships.count()) == ("", 0)
    for model in (WorkingDraft, RecoveryCopy, SavedView, ListChoice):
        assert model.objects.values_list("agreement__slug", flat=True).get() == "bravo-as"
    assert set(Intent.objects.values_list("agreement__slug", flat=True)) == {"alfa-as", "bravo-as"}
    cached = read_cache(settings.ECONOMIC_CACHE)
    assert both["Alfa"].cache_id.encode() + b".customers" not in cached


def test_every_table_with_an_agreement_is_emptied_but_the_trail() -> None:
    """A new table is emptied too; if it must be kept, say so here and in docs/security.md."""
    assert {model._meta.label for model, _ in list_own_columns()} == {
        "access.Membership",
        "customers.Lease",
        "customers.ListChoice",
        "customers.RecoveryCopy",
        "customers.SavedView",
        "customers.WorkingDraft",
    }


def test_a_removed_agreement_comes_back_with_its_trail_and_without_its_people(
    client: Client, anna: Person, both: dict[str, Agreement], add: AddAgreement
) -> None:
    fill(both["Alfa"], anna)
    Membership.objects.create(person=Person.objects.create(username="bo"), agreement=both["Alfa"], role=Role.EDITOR)
    client.post(REMOVE_URL)

    returned = add(anna, "Alfa")

    assert returned.pk == both["Alfa"].pk
    assert returned.cache_id != both["Alfa"].cache_id
    assert list(returned.memberships.values_list("person__username", flat=True)) == ["anna"]
    assert "Alfa" in client.get("/alfa-as/customers/").text
    assert Intent.objects.filter(agreement=returned).exists()


def test_nothing_is_removed_while_a_draft_is_being_sent(client: Client, anna: Person, alfa: Agreement) -> None:
    fill(alfa, anna)
    WorkingDraft.objects.update(state=WorkingDraft.State.SENDING, attempted_at=timezone.now())

    assert client.post(REMOVE_URL).status_code == 409
    assert WorkingDraft.objects.exists()
