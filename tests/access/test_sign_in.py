"""Signing in and out."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from econ_admin.access.models import Membership, Person
from econ_admin.sandbox import Sandbox
from tests.access import small_site
from tests.access.form_reader import get_fields

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
    """The small site, with the demo people and the sandbox."""
    settings.ROOT_URLCONF = small_site.__name__
    small_site.saved.clear()


def attempt(client: Client, password: str = WRONG, username: str = "viewer") -> int:
    return client.post(SIGN_IN, {"username": username, "password": password}).status_code


@pytest.mark.usefixtures("site")
def test_signing_in_redirects_to_the_front_page() -> None:
    client = Client()

    response = client.post(SIGN_IN, {"username": "viewer", "password": "demo"}, follow=True)

    assert response.redirect_chain == [("/", 303), ("/sandbox/customers/overview/", 303)]


@pytest.mark.usefixtures("site")
def test_signing_in_returns_to_the_requested_page() -> None:
    client = Client()
    sign_in_page = client.get(small_site.FORM_URL, {"tab": "all"}, follow=True)

    response = client.post(
        SIGN_IN, {"username": "viewer", "password": "demo", "next": get_fields(sign_in_page)["next"][0]}
    )

    assert response["Location"] == f"{small_site.FORM_URL}?tab=all"


@pytest.mark.parametrize(
    "next_url",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "///evil.example"],
)
@pytest.mark.usefixtures("site")
def test_signing_in_never_redirects_to_another_site(next_url: str) -> None:
    response = Client().post(SIGN_IN, {"username": "viewer", "password": "demo", "next": next_url})

    assert response["Location"] == "/"


@pytest.mark.usefixtures("site")
def test_signed_in_person_is_redirected_from_the_sign_in_page(sign_in: Callable[..., Client]) -> None:
    response = sign_in("viewer").get(SIGN_IN, {"next": small_site.CUSTOMER_NAME_URL})

    assert response["Location"] == small_site.CUSTOMER_NAME_URL


@pytest.mark.usefixtures("site")
def test_unknown_name_and_wrong_password_get_the_same_answer() -> None:
    known_name = Client().post(SIGN_IN, {"username": "viewer", "password": "wrong"})
    unknown_name = Client().post(SIGN_IN, {"username": "nobody", "password": "wrong"})

    assert (known_name.status_code, unknown_name.status_code) == (422, 422)
    assert "That name and password do not match." in known_name.text
    assert remove_name_and_token(known_name.text, "viewer") == remove_name_and_token(unknown_name.text, "nobody")


def remove_name_and_token(page: str, username: str) -> str:
    """The page without the parts that always differ: the typed name and the masked token."""
    return "\n".join(line.replace(f'value="{username}"', "") for line in page.splitlines() if "oken" not in line)


@pytest.mark.usefixtures("site")
def test_refused_sign_in_keeps_the_name_but_not_the_password() -> None:
    response = Client().post(SIGN_IN, {"username": "viewer", "password": "not-this"})

    assert "<title>Error: Sign in" in response.text
    assert get_fields(response)["username"] == ["viewer"]
    assert "not-this" not in response.text


@pytest.mark.usefixtures("site")
def test_empty_fields_are_named() -> None:
    response = Client().post(SIGN_IN, {"username": "", "password": ""})

    assert response.status_code == 422
    assert response.text.count("This field is required.") == 2


@pytest.mark.usefixtures("site")
def test_signing_out_ends_the_session(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")

    response = client.post("/sign-out/")

    assert response["Location"] == SIGN_IN
    assert client.get(small_site.CUSTOMER_NAME_URL)["Location"].startswith(SIGN_IN)


@pytest.mark.usefixtures("site")
def test_get_request_does_not_sign_out(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")

    response = client.get("/sign-out/")

    assert response.status_code == 405
    assert client.get(small_site.FORM_URL).status_code == 200


@pytest.mark.usefixtures("site")
def test_home_page_without_a_role_says_so(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")
    Membership.objects.all().delete()

    response = client.get("/")

    assert response.status_code == 403
    assert "You have no role in any agreement yet." in response.text


@pytest.mark.usefixtures("site")
def test_sign_in_page_lists_the_demo_people() -> None:
    response = Client().get(SIGN_IN)

    roles = dict(re.findall(r"<dt>(\w+)</dt><dd>(.*?)</dd>", response.text))
    assert list(roles) == ["viewer", "editor", "accountant", "admin"]
    assert "view everything" in roles["viewer"]
    assert "draft invoices" in roles["accountant"]
    assert "manage people" in roles["admin"]


@pytest.mark.usefixtures("site")
def test_demo_people_cannot_sign_in_if_not_allowed(settings: Settings) -> None:
    settings.DEMO_PEOPLE_ALLOWED = False

    response = Client().post(SIGN_IN, {"username": "admin", "password": "demo"})

    assert response.status_code == 422
    assert "<dt>admin</dt>" not in response.text


@pytest.mark.usefixtures("site")
def test_demo_session_ends_if_demo_people_are_not_allowed(settings: Settings, sign_in: Callable[..., Client]) -> None:
    client = sign_in("admin")
    settings.DEMO_PEOPLE_ALLOWED = False

    response = client.get(small_site.CUSTOMER_NAME_URL)

    assert response["Location"].startswith(SIGN_IN)


@pytest.mark.usefixtures("site")
def test_real_people_can_sign_in_if_demo_people_are_not_allowed(settings: Settings) -> None:
    Person.objects.add("sofie", "correct horse battery")
    settings.DEMO_PEOPLE_ALLOWED = False

    assert attempt(Client(), "correct horse battery", "sofie") == 303


@pytest.mark.usefixtures("site")
def test_inactive_person_cannot_sign_in() -> None:
    Person.objects.filter(username="viewer").update(is_active=False)

    assert attempt(Client(), "demo") == 422


def test_address_of_the_sign_in_page_is_fixed() -> None:
    assert reverse("access:sign-in") == SIGN_IN
