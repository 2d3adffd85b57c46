"""Adding an agreement by its grant token: checked first, sealed, never shown again."""

from pathlib import Path

import pytest
from django.conf import settings as present
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from econ_admin.access.agreements import choose_slug, load_tokens
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.agreements.changes import AlreadyAdded
from econ_admin.gateway import Secret, Tokens
from econ_admin.sandbox import Sandbox
from tests.agreements.conftest import AddAgreement, SignIn
from tests.agreements.office import ALFA_TOKEN, APP_TOKEN, BRAVO_TOKEN, NUMBERS, TOKENS, Office
from tests.conftest import read_cache, read_whole_cache
from tests.customers.page_reader import get_text

ADD_URL = "/agreements/add/"


def test_a_pasted_token_adds_the_agreement_that_it_belongs_to(client: Client, anna: Person) -> None:
    response = client.post(ADD_URL, {"grant_token": f" {ALFA_TOKEN} "}, follow=True)

    agreement = Agreement.objects.get()
    assert response.redirect_chain == [("/alfa-as/agreement/", 303)]
    assert "Alfa A/S was added. You are its administrator." in get_text(response.text)
    assert (agreement.name, agreement.number, agreement.base_currency) == ("Alfa A/S", NUMBERS["Alfa"], "DKK")
    assert Membership.objects.get().role == Role.ADMIN
    assert load_tokens(agreement).agreement_grant.reveal() == ALFA_TOKEN


def test_an_added_agreement_has_pages(client: Client) -> None:
    client.post(ADD_URL, {"grant_token": BRAVO_TOKEN})

    page = client.get("/bravo-as/customers/")

    assert page.status_code == 200
    assert "Bravo" in page.text


def test_no_page_shows_a_token(client: Client, both: dict[str, Agreement]) -> None:
    urls = [ADD_URL, "/agreements/", "/alfa-as/agreement/", "/alfa-as/agreement/remove/", "/alfa-as/status/"]

    for url in urls:
        page = client.get(url)
        assert page.status_code == 200
        assert not [token for token in TOKENS if token in page.text]


def test_a_refused_form_does_not_repeat_the_token(client: Client) -> None:
    response = client.post(ADD_URL, {"grant_token": "wrong-token-QUX"})

    assert response.status_code == 422
    assert "e-conomic does not accept this token." in get_text(response.text)
    assert "wrong-token-QUX" not in response.text
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("silence-before", "e-conomic did not answer."),
        ("status:503", "e-conomic has a technical problem (503)."),
        ("throttle:7", "Too many requests to e-conomic. Try again in 7 seconds."),
        ("garbage", "We could not read the response from e-conomic."),
        ("status:403", "e-conomic does not let this token read its own agreement"),
        ("status:404", "e-conomic knows no agreement of this token."),
        ("status:401", "e-conomic does not accept this token."),
    ],
)
def test_each_failure_of_the_check_has_a_sentence(client: Client, office: Office, fault: str, sentence: str) -> None:
    office.sandboxes[ALFA_TOKEN].fault("GET", "/self", fault, times=99)

    response = client.post(ADD_URL, {"grant_token": ALFA_TOKEN})

    assert response.status_code == 422
    assert sentence in get_text(response.text)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("token", ["two words", "grænt", "line\nbreak", "x" * 501])
def test_what_can_be_no_token_is_refused_without_asking(client: Client, office: Office, token: str) -> None:
    response = client.post(ADD_URL, {"grant_token": token})

    assert response.status_code == 422
    assert not any(sandbox.log() for sandbox in office.sandboxes.values())


def test_nothing_of_a_check_stays_in_the_cache(client: Client, settings: Settings) -> None:
    client.post(ADD_URL, {"grant_token": "wrong-token-QUX"})

    assert b"check-" not in read_cache(settings.ECONOMIC_CACHE)


def test_the_same_agreement_is_added_once(client: Client, both: dict[str, Agreement]) -> None:
    response = client.post(ADD_URL, {"grant_token": ALFA_TOKEN})

    assert response.status_code == 422
    assert "This agreement has already been added." in get_text(response.text)
    assert Agreement.objects.count() == 2


def test_the_agreement_of_the_environment_is_not_added_again(
    client: Client, settings: Settings, anna: Person, office: Office
) -> None:
    settings.ECONOMIC = settings.ECONOMIC.__class__(
        settings.ECONOMIC.base_url, Tokens(Secret(APP_TOKEN), Secret(ALFA_TOKEN)), embedded=False
    )
    agreement = Agreement.objects.create(slug="economic", name="e-conomic", fingerprint="x")
    Membership.objects.create(person=anna, agreement=agreement, role=Role.ADMIN)

    response = client.post(ADD_URL, {"grant_token": ALFA_TOKEN})

    assert "This agreement has already been added." in get_text(response.text)
    assert client.post(ADD_URL, {"grant_token": BRAVO_TOKEN}).status_code == 303


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.ACCOUNTANT])
def test_only_administrators_may_add(
    role: Role, both: dict[str, Agreement], sign_in_person: SignIn, office: Office
) -> None:
    person = Person.objects.create(username="bo")
    Membership.objects.create(person=person, agreement=both["Alfa"], role=role)

    assert sign_in_person(person).get(ADD_URL).status_code == 403
    assert sign_in_person(person).post(ADD_URL, {"grant_token": BRAVO_TOKEN}).status_code == 403


def test_without_a_role_nobody_may_add_once_there_is_an_agreement(
    both: dict[str, Agreement], sign_in_person: SignIn
) -> None:
    person = Person.objects.create(username="bo")

    assert sign_in_person(person).get(ADD_URL).status_code == 403
    assert sign_in_person(person).get("/").status_code == 403
    assert sign_in_person(person).get("/agreements/").status_code == 403


def test_an_ended_session_does_not_carry_the_token_on(office: Office, db: None) -> None:
    response = Client().post(ADD_URL, {"grant_token": ALFA_TOKEN})

    assert response.status_code == 401
    assert ALFA_TOKEN not in response.text


def test_a_dump_of_database_and_cache_holds_no_token(
    client: Client, both: dict[str, Agreement], settings: Settings, tmp_path: Path
) -> None:
    for url in ("/agreements/", "/alfa-as/", "/bravo-as/customers/", "/alfa-as/booked/?state=overdue"):
        assert client.get(url).status_code == 200
    dump = tmp_path / "dump.json"

    call_command("dumpdata", output=str(dump))

    reads = Path(str(present.FILE_CACHE["LOCATION"]))
    stored = [read_whole_cache(settings.ECONOMIC_CACHE), dump.read_bytes()]
    stored += [path.read_bytes() for path in reads.rglob("*") if path.is_file()]
    assert all(stored[:2])
    assert not [token for token in TOKENS if any(token.encode() in content for content in stored)]
    assert b"sealed_grant" in dump.read_bytes()


def test_a_grant_token_goes_to_no_other_address(
    client: Client, both: dict[str, Agreement], settings: Settings, sandbox: Sandbox
) -> None:
    """A copy of the database on another server, with another e-conomic, has none of these agreements."""
    settings.ECONOMIC = settings.ECONOMIC.__class__(
        "https://elsewhere.invalid", Tokens(Secret(APP_TOKEN), Secret("")), embedded=False
    )

    assert client.get("/alfa-as/").status_code == 404
    assert client.get("/").status_code == 303


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nørrebro Købmænd A/S", "noerrebro-koebmaend-as"),
        ("Agreements", "agreements-2"),
        ("sign in", "sign-in-2"),
        ("Static", "static-2"),
        ("economic", "economic-2"),
        ("Sandbox", "sandbox-2"),
        ("日本", "agreement"),
        ("x" * 200, "x" * 40),
    ],
)
def test_slugs_are_readable_and_hide_no_page(name: str, slug: str) -> None:
    assert choose_slug(name) == slug


@pytest.mark.usefixtures("db")
def test_slugs_are_unique() -> None:
    for number in range(3):
        Agreement.objects.create(slug=choose_slug("y" * 60), name="Y", fingerprint="f", number=number)

    assert list(Agreement.objects.order_by("pk").values_list("slug", flat=True)) == [
        "y" * 40,
        f"{'y' * 38}-2",
        f"{'y' * 38}-3",
    ]


def test_two_tokens_of_one_agreement_make_no_two_rows(anna: Person, add: AddAgreement) -> None:
    add(anna, "Alfa")

    with pytest.raises(AlreadyAdded):
        add(anna, "Alfa")
