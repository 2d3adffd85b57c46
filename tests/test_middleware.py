"""Before a view and after it: roles, agreements, failures of e-conomic, and what may be kept on the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from econ_admin.access import roles
from econ_admin.access.checks import check_view_roles
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.access import small_site


@pytest.fixture(autouse=True)
def site(settings: Settings, sandbox: Sandbox) -> None:
    settings.ROOT_URLCONF = small_site.__name__


@pytest.fixture
def asking(economic: Gateway) -> str:
    """A page that shows the name of a customer that exists."""
    return f"{small_site.ASKING}?customer={economic.customers.page(size=1).items[0].customer_number}"


def test_a_view_asks_the_agreement_of_its_address(client: Client, economic: Gateway, asking: str) -> None:
    response = client.get(asking)

    assert response.status_code == 200
    assert response.text == economic.customers.page(size=1).items[0].name


def test_a_view_that_does_not_ask_opens_no_gateway(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.ECONOMIC_CACHE = tmp_path / "not-yet.sqlite"

    response = client.get(small_site.FORM)

    assert response.status_code == 200
    assert not settings.ECONOMIC_CACHE.exists()


@pytest.mark.parametrize("slug", ["elsewhere", "economic", "Sandbox"])
def test_an_unknown_agreement_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/{slug}/customers/7/").status_code == 404


def test_an_agreement_that_the_environment_no_longer_names_is_not_found(
    client: Client, people: dict[str, Person]
) -> None:
    left = Agreement.objects.create(slug="economic", name="e-conomic", fingerprint="old")
    Membership.objects.create(person=people["editor"], agreement=left, role=Role.ADMIN)

    assert client.get("/economic/customers/7/").status_code == 404


def test_somebody_without_a_role_finds_no_agreement(sign_in: Callable[..., Client]) -> None:
    Membership.objects.filter(person__username="admin").delete()

    assert sign_in("admin").get(small_site.FORM).status_code == 404


def test_too_low_a_role_is_told_which_one_it_takes(
    sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(roles.REQUIRED_ROLES, "customers:page", Role.ACCOUNTANT)

    response = sign_in("editor").get(small_site.FORM)

    assert response.status_code == 403
    assert "This needs the role Accountant; yours is Editor." in response.text


@pytest.mark.parametrize("name", ["accountant", "admin"])
def test_that_role_and_those_above_it_come_in(
    sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(roles.REQUIRED_ROLES, "customers:page", Role.ACCOUNTANT)

    assert sign_in(name).get(small_site.FORM).status_code == 200


def test_too_low_a_role_is_told_in_the_alerts_when_htmx_asks(
    sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(roles.REQUIRED_ROLES, "customers:page", Role.ADMIN)

    response = sign_in("editor", **{"HX-Request": "true"}).post(small_site.FORM, {"name": "Ada Holm"})

    assert response.status_code == 403
    assert "<html" not in response.text


def test_a_view_that_the_table_forgot_opens_for_no_role(sign_in: Callable[..., Client]) -> None:
    response = sign_in("admin").get(small_site.FORGOTTEN)

    assert response.status_code == 403
    assert "Nobody should read this." not in response.text


def test_the_system_check_names_what_the_table_forgot() -> None:
    problems = check_view_roles()

    assert [problem.id for problem in problems] == ["access.E001"]
    assert "tests.access.small_site.forgotten" in problems[0].msg


@pytest.mark.parametrize(
    ("fault", "status", "sentence"),
    [
        ("status:503", 502, "e-conomic has a fault of its own just now"),
        ("throttle:7", 503, "e-conomic asks us to wait"),
        ("garbage", 502, "The answer could not be understood"),
        ("silence-before", 504, "e-conomic did not answer."),
        ("slow:60000", 504, "e-conomic did not answer."),
        ("status:401", 502, "e-conomic does not accept the tokens"),
        ("status:403", 502, "e-conomic does not allow this"),
    ],
)
def test_a_failure_of_economic_is_a_page_with_one_sentence(
    client: Client, sandbox: Sandbox, asking: str, fault: str, status: int, sentence: str
) -> None:
    sandbox.fault("GET", "/customers", fault, times=9)

    response = client.get(asking)

    assert response.status_code == status
    assert sentence in response.text


def test_what_economic_does_not_have_is_not_found_here_either(client: Client) -> None:
    assert client.get(f"{small_site.ASKING}?customer=99999999").status_code == 404


def test_being_throttled_says_when_to_come_back(client: Client, sandbox: Sandbox, asking: str) -> None:
    sandbox.fault("GET", "/customers", "throttle:7", times=9)

    response = client.get(asking)

    assert response["Retry-After"] == "7"


def test_a_failure_lands_in_the_alerts_when_htmx_asks(htmx: Client, sandbox: Sandbox, asking: str) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=9)

    response = htmx.get(asking)

    assert response.status_code == 502
    assert "<html" not in response.text


def test_pages_tell_htmx_and_browsers_apart_and_are_kept_nowhere(client: Client) -> None:
    response = client.get(small_site.FORM)

    assert "HX-Request" in response["Vary"]
    assert response["Cache-Control"] == "private, no-store"


def test_a_person_reads_in_their_own_language(client: Client, people: dict[str, Person], settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("da", "Dansk")]
    Person.objects.filter(username="editor").update(language="da")

    assert client.get(small_site.FORM)["Content-Language"] == "da"


def test_without_a_choice_the_browser_says_which_language(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("da", "Dansk")]

    assert client.get(small_site.FORM, headers={"Accept-Language": "da"})["Content-Language"] == "da"


def test_a_request_for_another_host_is_refused_under_the_same_policy(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["dashboard.example"]

    response = Client().get("/sign-in/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "default-src 'none'" in response["Content-Security-Policy"]
