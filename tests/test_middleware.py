"""The middleware: roles, agreements, errors of e-conomic, languages and cache headers."""

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
def customer_page_url(economic: Gateway) -> str:
    """The address of a page that shows the name of an existing customer."""
    return f"{small_site.CUSTOMER_NAME_URL}?customer={economic.customers.page(size=1).items[0].customer_number}"


def test_view_uses_the_agreement_of_its_url(client: Client, economic: Gateway, customer_page_url: str) -> None:
    response = client.get(customer_page_url)

    assert response.status_code == 200
    assert response.text == economic.customers.page(size=1).items[0].name


def test_view_without_calls_opens_no_gateway(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.ECONOMIC_CACHE = tmp_path / "not-yet.sqlite"

    response = client.get(small_site.FORM_URL)

    assert response.status_code == 200
    assert not settings.ECONOMIC_CACHE.exists()


@pytest.mark.parametrize("slug", ["elsewhere", "economic", "Sandbox"])
def test_unknown_agreement_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/{slug}/customers/7/").status_code == 404


def test_agreement_missing_from_the_environment_is_not_found(client: Client, people: dict[str, Person]) -> None:
    old_agreement = Agreement.objects.create(slug="economic", name="e-conomic", fingerprint="old")
    Membership.objects.create(person=people["editor"], agreement=old_agreement, role=Role.ADMIN)

    assert client.get("/economic/customers/7/").status_code == 404


def test_person_without_a_role_finds_no_agreement(sign_in: Callable[..., Client]) -> None:
    Membership.objects.filter(person__username="admin").delete()

    assert sign_in("admin").get(small_site.FORM_URL).status_code == 404


def test_forbidden_page_names_the_required_role(
    sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(roles.REQUIRED_ROLES, "customers:customer", Role.ACCOUNTANT)

    response = sign_in("editor").get(small_site.FORM_URL)

    assert response.status_code == 403
    assert "This requires the role Accountant. Your role is Editor." in response.text


@pytest.mark.parametrize("name", ["accountant", "admin"])
def test_required_role_and_higher_are_allowed(
    sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(roles.REQUIRED_ROLES, "customers:customer", Role.ACCOUNTANT)

    assert sign_in(name).get(small_site.FORM_URL).status_code == 200


def test_forbidden_is_an_alert_for_htmx(sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(roles.REQUIRED_ROLES, "customers:customer", Role.ADMIN)

    response = sign_in("editor", **{"HX-Request": "true"}).post(small_site.FORM_URL, {"name": "Ada Holm"})

    assert response.status_code == 403
    assert "<html" not in response.text


def test_refusals_are_logged_with_the_person_and_the_address(
    sign_in: Callable[..., Client],
    people: dict[str, Person],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(roles.REQUIRED_ROLES, "customers:customer", Role.ADMIN)
    client, person = sign_in("editor"), people["editor"].pk

    client.post(small_site.FORM_URL)
    client.get("/elsewhere%0A2026-11-23 forged/customers/7/")

    lines = [record.getMessage() for record in caplog.records if record.name == "econ_admin.middleware"]
    assert lines == [
        f"403 to person {person}: POST '{small_site.FORM_URL}'",
        f"404 to person {person}: GET '/elsewhere\\n2026-11-23 forged/customers/7/'",
    ]


def test_view_missing_from_the_role_table_is_forbidden(sign_in: Callable[..., Client]) -> None:
    response = sign_in("admin").get(small_site.UNLISTED_URL)

    assert response.status_code == 403
    assert "Nobody should read this." not in response.text


def test_system_check_names_views_without_a_role() -> None:
    problems = check_view_roles()

    assert [problem.id for problem in problems] == ["access.E001"]
    assert "tests.access.small_site.forgotten" in problems[0].msg


@pytest.mark.parametrize(
    ("fault", "status", "sentence"),
    [
        ("status:503", 502, "e-conomic has a technical problem"),
        ("throttle:7", 503, "Too many requests to e-conomic."),
        ("garbage", 502, "We could not read the response"),
        ("silence-before", 504, "e-conomic did not answer."),
        ("slow:60000", 504, "e-conomic did not answer."),
        ("status:401", 502, "e-conomic does not accept the access tokens"),
        ("status:403", 502, "e-conomic does not allow this"),
    ],
)
def test_economic_failure_is_a_page_with_one_sentence(
    client: Client, sandbox: Sandbox, customer_page_url: str, fault: str, status: int, sentence: str
) -> None:
    sandbox.fault("GET", "/customers", fault, times=9)

    response = client.get(customer_page_url)

    assert response.status_code == status
    assert sentence in response.text


def test_economic_not_found_is_a_404(client: Client) -> None:
    assert client.get(f"{small_site.CUSTOMER_NAME_URL}?customer=99999999").status_code == 404


def test_throttling_sends_retry_after(client: Client, sandbox: Sandbox, customer_page_url: str) -> None:
    sandbox.fault("GET", "/customers", "throttle:7", times=9)

    response = client.get(customer_page_url)

    assert response["Retry-After"] == "7"


def test_economic_failure_is_an_alert_for_htmx(htmx: Client, sandbox: Sandbox, customer_page_url: str) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=9)

    response = htmx.get(customer_page_url)

    assert response.status_code == 502
    assert "<html" not in response.text


def test_pages_vary_by_htmx_and_are_not_cached(client: Client) -> None:
    response = client.get(small_site.FORM_URL)

    assert "HX-Request" in response["Vary"]
    assert response["Cache-Control"] == "private, no-store"


def test_page_uses_the_language_of_the_person(client: Client, people: dict[str, Person], settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("da", "Dansk")]
    Person.objects.filter(username="editor").update(language="da")

    assert client.get(small_site.FORM_URL)["Content-Language"] == "da"


def test_browser_language_is_the_default(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("da", "Dansk")]

    assert client.get(small_site.FORM_URL, headers={"Accept-Language": "da"})["Content-Language"] == "da"


def test_refused_host_has_the_content_security_policy(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["dashboard.example"]

    response = Client().get("/sign-in/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "default-src 'none'" in response["Content-Security-Policy"]
