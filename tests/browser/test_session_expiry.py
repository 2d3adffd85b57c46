"""The session ends while somebody types: the page works again after signing in on it."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.access import small_site


@pytest.fixture
def page_with_input(site: str, open_as: Callable[[str], Page], settings: Settings) -> Page:
    """A form of the small site with typed input, after the session has ended."""
    settings.ROOT_URLCONF = small_site.__name__
    small_site.saved.clear()
    page = open_as("viewer")
    page.goto(f"{site}{small_site.FORM_URL}")
    page.get_by_role("textbox", name="Company").fill("Ada Holm")
    Session.objects.all().delete()
    return page


def sign_in_by_alert(page: Page, name: str) -> None:
    alert = page.get_by_role("alert")
    alert.get_by_label("Name").fill(name)
    alert.get_by_label("Password").fill("demo")
    alert.get_by_role("button", name="Sign in").click()


def test_form_is_saved_after_signing_in_on_the_page(page_with_input: Page) -> None:
    page = page_with_input
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").get_by_label("Name")).to_be_focused()
    sign_in_by_alert(page, "viewer")
    expect(page.locator("#signed-in")).to_be_focused()

    page.get_by_role("button", name="Save").click()

    expect(page.locator("output")).to_have_text("Saved: Ada Holm")
    assert small_site.saved == ["Ada Holm"]


def test_wrong_password_keeps_the_input(page_with_input: Page) -> None:
    page = page_with_input
    page.get_by_role("button", name="Save").click()
    sign_in_by_alert(page, "nobody")

    expect(page.get_by_role("alert")).to_contain_text("do not match")
    expect(page.get_by_role("alert").get_by_label("Password")).to_be_focused()
    expect(page.get_by_role("textbox", name="Company")).to_have_value("Ada Holm")


def test_another_person_gets_a_reloaded_page(page_with_input: Page) -> None:
    page = page_with_input
    page.get_by_role("button", name="Save").click()
    sign_in_by_alert(page, "editor")

    expect(page.get_by_role("button", name="Your account: editor")).to_be_visible()
    expect(page.get_by_role("textbox", name="Company")).to_have_value("")
    assert small_site.saved == []
