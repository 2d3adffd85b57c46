"""Passkeys in Chromium, with its virtual authenticator. They need the name localhost."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django import Settings

from econ_admin.access.models import Membership, Person

NAME, PASSWORD = "sofie", "correct horse battery"


@pytest.fixture
def localhost(site: str) -> str:
    """The address of the running dashboard by the name that passkeys belong to."""
    return f"http://localhost:{urlsplit(site).port}"


@pytest.fixture
def sofie(site: str, people: dict[str, Person]) -> Person:
    """An administrator who is no demo person."""
    person = Person.objects.add(NAME, PASSWORD)
    agreement = people["admin"].memberships.get().agreement
    Membership.objects.create(person=person, agreement=agreement, role=4)
    return person


@pytest.fixture
def authenticator(page: Page) -> None:
    """A virtual authenticator of the page's browser, which confirms its user at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in/"))


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.wait_for_load_state("load")  # its scripts run before


def add_passkey(page: Page, address: str, *, passwordless: bool | None = None) -> None:
    page.goto(f"{address}/account/passkeys/new/")
    page.get_by_label("Name").fill("Blue key")
    if passwordless is not None:
        page.get_by_label("Sign in with it alone").set_checked(passwordless)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have saved them").click()
    expect(page.get_by_text("Blue key")).to_be_visible()


@pytest.mark.usefixtures("authenticator", "sofie")
def test_passkey_is_the_second_factor(page: Page, localhost: str, run_axe: Callable[[Page], str]) -> None:
    sign_in(page, localhost)
    add_passkey(page, localhost)
    assert run_axe(page) == ""
    sign_out(page)

    sign_in(page, localhost)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    assert run_axe(page) == ""
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("link", name="Customers")).to_be_visible()


@pytest.mark.usefixtures("authenticator", "sofie")
def test_passkey_signs_in_alone_where_that_is_allowed(page: Page, localhost: str, settings: Settings) -> None:
    settings.MFA_PASSKEY_LOGIN_ENABLED = True
    sign_in(page, localhost)
    add_passkey(page, localhost, passwordless=True)
    sign_out(page)

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("link", name="Customers")).to_be_visible()


@pytest.mark.usefixtures("authenticator", "sofie")
def test_passkey_added_as_a_second_factor_does_not_sign_in_alone(
    page: Page, localhost: str, settings: Settings
) -> None:
    """django-allauth accepts any passkey (#4224), also one that a browser keeps as a passkey of this site."""
    settings.MFA_PASSKEY_LOGIN_ENABLED = True
    sign_in(page, localhost)
    add_passkey(page, localhost, passwordless=True)
    passkey = Authenticator.objects.get(type="webauthn")
    passkey.data["passwordless"] = False
    passkey.save()
    sign_out(page)

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("The passkey was refused.")).to_be_visible()
    expect(page.get_by_role("link", name="Customers")).to_have_count(0)


@pytest.mark.usefixtures("authenticator", "sofie")
def test_passkey_alone_is_refused_where_that_is_switched_off(page: Page, localhost: str, settings: Settings) -> None:
    settings.MFA_PASSKEY_LOGIN_ENABLED = True
    sign_in(page, localhost)
    add_passkey(page, localhost, passwordless=True)
    sign_out(page)
    button = page.get_by_role("button", name="Sign in with a passkey")
    page.route("**/sign-in/passkey/", lambda route: switch_off(settings, route.continue_))  # with the right answer

    button.click()

    expect(page.get_by_text("Sign in with your name and password.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    assert page.request.post(f"{localhost}/sign-in/passkey/options/").status in {403, 404}


def switch_off(settings: Settings, go_on: Callable[[], None]) -> None:
    settings.MFA_PASSKEY_LOGIN_ENABLED = False
    go_on()


@pytest.mark.usefixtures("sofie")
def test_browser_without_a_passkey_says_so(page: Page, localhost: str, settings: Settings) -> None:
    settings.MFA_PASSKEY_LOGIN_ENABLED = True
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    page.goto(f"{localhost}/sign-in/")
    page.route("**/passkey/options/", lambda route: route.fulfill(status=500))

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("No passkey was used.")).to_be_visible()


@pytest.mark.parametrize("path", ["/account/", "/account/password/", "/account/app/", "/account/passkeys/new/",
                                  "/sandbox/people/", "/sandbox/people/log/"])  # fmt: skip
def test_page_is_accessible_and_never_scrolls_sideways(
    page: Page, localhost: str, sofie: Person, run_axe: Callable[[Page], str], path: str
) -> None:
    """English and light; Danish, dark and narrow."""
    sign_in(page, localhost)
    response = page.goto(f"{localhost}{path}")

    assert response
    assert response.status == 200
    assert run_axe(page) == ""
    Person.objects.filter(pk=sofie.pk).update(language="da")
    page.reload()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    assert run_axe(page) == ""
    for width in (1440, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
