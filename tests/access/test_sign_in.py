"""Signing in and out, by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from econ_admin.access.models import FailedSignIn, Membership, Person
from econ_admin.sandbox import Sandbox
from tests.access import small_site
from tests.access.form_reader import fields_of

SIGN_IN = "/sign-in/"
WRONG = "not this one"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
]


@pytest.fixture
def site(settings: Settings, sandbox: Sandbox, people: dict[str, Person]) -> None:
    """The small site of pages.py, with the demo people and the sandbox."""
    settings.ROOT_URLCONF = small_site.__name__
    small_site.saved.clear()


def attempt(client: Client, password: str = WRONG, username: str = "viewer") -> int:
    return client.post(SIGN_IN, {"username": username, "password": password}).status_code


@pytest.mark.usefixtures("site")
def test_a_name_and_its_password_lead_to_the_customers() -> None:
    client = Client()

    response = client.post(SIGN_IN, {"username": "viewer", "password": "demo"}, follow=True)

    assert response.redirect_chain == [("/", 303), ("/sandbox/customers/", 303)]


@pytest.mark.usefixtures("site")
def test_signing_in_leads_back_to_where_one_was_going() -> None:
    client = Client()
    asked = client.get(small_site.FORM, {"tab": "all"}, follow=True)

    response = client.post(SIGN_IN, {"username": "viewer", "password": "demo", "next": fields_of(asked)["next"][0]})

    assert response["Location"] == f"{small_site.FORM}?tab=all"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "///evil.example"],
)
@pytest.mark.usefixtures("site")
def test_signing_in_never_leads_to_another_site(elsewhere: str) -> None:
    response = Client().post(SIGN_IN, {"username": "viewer", "password": "demo", "next": elsewhere})

    assert response["Location"] == "/"


@pytest.mark.usefixtures("site")
def test_the_page_is_not_shown_to_somebody_who_is_in_already(sign_in: Callable[..., Client]) -> None:
    response = sign_in("viewer").get(SIGN_IN, {"next": small_site.ASKING})

    assert response["Location"] == small_site.ASKING


@pytest.mark.usefixtures("site")
def test_an_unknown_name_and_a_wrong_password_get_the_same_answer() -> None:
    known = Client().post(SIGN_IN, {"username": "viewer", "password": "wrong"})
    unknown = Client().post(SIGN_IN, {"username": "nobody", "password": "wrong"})

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert "That name and password do not belong together." in known.text
    assert strip(known.text, "viewer") == strip(unknown.text, "nobody")


def strip(page: str, username: str) -> str:
    """The page without what differs by nature: the name that was typed, and the token's mask."""
    return "\n".join(line.replace(f'value="{username}"', "") for line in page.splitlines() if "oken" not in line)


@pytest.mark.usefixtures("site")
def test_a_refused_page_says_so_in_its_title_and_keeps_the_name_but_not_the_password() -> None:
    response = Client().post(SIGN_IN, {"username": "viewer", "password": "not-this"})

    assert "<title>Error: Sign in" in response.text
    assert fields_of(response)["username"] == ["viewer"]
    assert "not-this" not in response.text


@pytest.mark.usefixtures("site")
def test_empty_fields_are_named() -> None:
    response = Client().post(SIGN_IN, {"username": "", "password": ""})

    assert response.status_code == 422
    assert response.text.count("This field is required.") == 2


@pytest.mark.usefixtures("site")
def test_after_five_failures_even_the_right_password_waits() -> None:
    client = Client()
    failures = [attempt(client) for _ in range(5)]

    response = Client().post(SIGN_IN, {"username": "viewer", "password": "demo"})

    assert failures == [422] * 5
    assert response.status_code == 429
    assert "Try again in 15 minutes." in response.text
    assert 0 < int(response["Retry-After"]) <= 15 * 60


@pytest.mark.usefixtures("site")
def test_a_name_that_nobody_has_waits_just_the_same() -> None:
    client = Client()

    statuses = [attempt(client, username="nobody") for _ in range(6)]

    assert statuses == [422] * 5 + [429]


@pytest.mark.usefixtures("site")
def test_the_wait_is_for_one_name_from_one_address() -> None:
    client = Client()
    for _ in range(5):
        attempt(client)

    another_name = attempt(client, "demo", "editor")
    another_address = Client(REMOTE_ADDR="192.0.2.7").post(SIGN_IN, {"username": "viewer", "password": "demo"})

    assert another_name == 303
    assert another_address.status_code == 303


@pytest.mark.usefixtures("site")
def test_other_letters_of_the_same_name_are_no_way_round_the_wait() -> None:
    client = Client()
    for name in ("viewer", "Viewer", "VIEWER", " viewer", "vieweR"):
        attempt(client, username=name)

    assert attempt(client) == 429


@pytest.mark.usefixtures("site")
def test_the_wait_ends_and_waiting_attempts_do_not_lengthen_it() -> None:
    client = Client()
    for _ in range(12):
        attempt(client)
    for each in FailedSignIn.objects.order_by("at")[:5]:
        FailedSignIn.objects.filter(pk=each.pk).update(at=each.at - timedelta(minutes=15))

    assert attempt(client, "demo") == 303


@pytest.mark.usefixtures("site")
def test_signing_in_forgets_the_failures_before_it() -> None:
    client = Client()
    for _ in range(4):
        attempt(client)
    attempt(client, "demo")

    statuses = [attempt(Client()) for _ in range(5)]

    assert statuses == [422] * 5


@pytest.mark.usefixtures("site")
def test_what_is_kept_of_a_failure_names_nobody() -> None:
    attempt(Client(), username="sofie")

    kept = FailedSignIn.objects.get()

    assert "sofie" not in kept.who
    assert "127.0.0.1" not in kept.who


@pytest.mark.usefixtures("site")
def test_signing_out_ends_the_session(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")

    response = client.post("/sign-out/")

    assert response["Location"] == SIGN_IN
    assert client.get(small_site.ASKING)["Location"].startswith(SIGN_IN)


@pytest.mark.usefixtures("site")
def test_a_link_cannot_sign_anybody_out(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")

    response = client.get("/sign-out/")

    assert response.status_code == 405
    assert client.get(small_site.FORM).status_code == 200


@pytest.mark.usefixtures("site")
def test_home_tells_somebody_without_a_role_whom_to_ask(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")
    Membership.objects.all().delete()

    response = client.get("/")

    assert response.status_code == 403
    assert "You have no role in Sandbox yet." in response.text


@pytest.mark.usefixtures("site")
def test_the_page_names_the_demo_people_and_what_each_may_do() -> None:
    response = Client().get(SIGN_IN)

    for name, may in [("viewer", "looks at everything"), ("accountant", "drafts invoices"), ("admin", "keeps people")]:
        assert f"<dt>{name}</dt>" in response.text
        assert may in response.text


@pytest.mark.usefixtures("site")
def test_where_demo_people_are_not_allowed_their_password_opens_nothing(settings: Settings) -> None:
    settings.DEMO_PEOPLE_ALLOWED = False

    response = Client().post(SIGN_IN, {"username": "admin", "password": "demo"})

    assert response.status_code == 422
    assert "<dt>admin</dt>" not in response.text


@pytest.mark.usefixtures("site")
def test_a_demo_session_ends_where_demo_people_are_not_allowed(
    settings: Settings, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("admin")
    settings.DEMO_PEOPLE_ALLOWED = False

    response = client.get(small_site.ASKING)

    assert response["Location"].startswith(SIGN_IN)


@pytest.mark.usefixtures("site")
def test_real_people_sign_in_where_demo_people_may_not(settings: Settings) -> None:
    Person.objects.add("sofie", "correct horse battery")
    settings.DEMO_PEOPLE_ALLOWED = False

    assert attempt(Client(), "correct horse battery", "sofie") == 303


@pytest.mark.usefixtures("site")
def test_somebody_switched_off_does_not_come_in() -> None:
    Person.objects.filter(username="viewer").update(is_active=False)

    assert attempt(Client(), "demo") == 422


def test_the_address_of_the_page_is_fixed() -> None:
    assert reverse("access:sign-in") == SIGN_IN
