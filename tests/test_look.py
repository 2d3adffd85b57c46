"""The frame of every page: policy, language, marks, and that nothing in it is inline."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import include, path
from pytest_django import Settings

from econ_admin.sandbox import Sandbox
from econ_admin.templatetags.ui import initials, seal

TEMPLATES = Path(str(settings.BASE_DIR)) / "templates"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Nordlys Handel ApS", "NA"),
        ("Sandbox", "SA"),
        ("e-conomic", "EC"),
        ("økonomi", "ØK"),
        ("  ", ""),
        ("A/S", "AS"),
    ],
)
def test_a_mark_has_at_most_two_letters(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_marks_go_through_their_colours() -> None:
    assert [seal(number) for number in range(1, 7)] == [1, 2, 3, 4, 1, 2]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_anything_inline_that_the_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\ssrc=)", text)
    assert len(text.splitlines()) <= 120


def test_the_page_of_last_resort_needs_nothing() -> None:
    page = render_to_string("500.html")

    assert "Something broke" in page
    assert page.lstrip().lower().startswith("<!doctype html>")


def test_every_page_has_language_title_live_region_and_a_way_past_the_menu(client: Client) -> None:
    page = client.get("/sandbox/customers/").content.decode()

    assert '<html lang="en">' in page
    assert "<title>Customers · Sandbox</title>" in page
    assert '<div id="alerts" role="alert"></div>' in page
    assert 'id="live" role="status"' in page
    assert '<a class="skip" href="#main">' in page


def test_the_menu_names_person_and_role(sign_in: Callable[..., Client], sandbox: Sandbox) -> None:
    page = sign_in("viewer").get("/sandbox/customers/").content.decode()

    assert "Your account: " in page
    assert ">Viewer</span>" in page


def test_a_page_that_is_not_there_says_so_in_the_house_look(client: Client) -> None:
    response = client.get("/sandbox/nowhere/")

    assert response.status_code == 404
    assert '<main class="main narrow" id="main"' in response.content.decode()


def test_htmx_gets_a_failure_as_an_alert(htmx: Client) -> None:
    response = htmx.get("/sandbox/nowhere/")

    assert response.status_code == 404
    assert "<html" not in response.content.decode()
    assert "There is no such page." in response.content.decode()


@pytest.fixture
def broken(settings: Settings, sandbox: Sandbox) -> None:
    """A site with a fault of ours in it."""
    settings.ROOT_URLCONF = __name__


def fault_of_ours(request: HttpRequest, agreement: str = "") -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("healthz", fault_of_ours, name="healthz"), path("", include("econ_admin.access.urls"))]
handler500 = "econ_admin.http.server_error"


@pytest.mark.usefixtures("broken")
def test_a_fault_of_ours_says_so_on_a_page_of_its_own() -> None:
    response = Client(raise_request_exception=False).get("/healthz")

    assert response.status_code == 500
    assert "<h1>Something broke</h1>" in response.text


@pytest.mark.usefixtures("broken")
def test_a_fault_of_ours_is_an_alert_where_htmx_asked() -> None:
    response = Client(raise_request_exception=False, headers={"HX-Request": "true"}).get("/healthz")

    assert response.status_code == 500
    assert "<html" not in response.text
    assert "<h2>Something broke</h2>" in response.text


def test_a_host_that_is_not_ours_is_refused_with_a_page(settings: Settings, db: None) -> None:
    settings.ALLOWED_HOSTS = ["dashboard.example"]

    response = Client().get("/sign-in/", headers={"Host": "elsewhere.example"})

    assert response.status_code == 400
    assert "The request could not be understood." in response.text


def test_the_manifest_finds_every_file_that_a_stylesheet_names(tmp_path: Path) -> None:
    manifest = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

    with override_settings(STATIC_ROOT=tmp_path, STORAGES={**settings.STORAGES, **manifest}):
        call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").is_file()
