"""The frame of every page: security policy, language, initials, error pages."""

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

from econ_admin.access.models import Agreement
from econ_admin.sandbox import Sandbox
from econ_admin.templatetags.ui import initials

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
def test_initials_have_at_most_two_letters(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_marks_of_agreements_rotate_through_the_colours() -> None:
    assert [Agreement(pk=number).mark for number in range(1, 7)] == [1, 2, 3, 4, 1, 2]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_have_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\ssrc=)", text)
    assert len(text.splitlines()) <= 120


def test_server_error_page_renders_without_context() -> None:
    page = render_to_string("500.html")

    assert "Something went wrong" in page
    assert page.lstrip().lower().startswith("<!doctype html>")


def test_page_has_language_title_live_region_and_skip_link(client: Client) -> None:
    page = client.get("/sandbox/customers/").content.decode()

    assert '<html lang="en">' in page
    assert "<title>Customers · Sandbox</title>" in page
    assert '<div id="alerts" role="alert"></div>' in page
    assert 'id="live" role="status"' in page
    assert '<a class="skip" href="#main">' in page


def test_menu_names_person_and_role(sign_in: Callable[..., Client], sandbox: Sandbox) -> None:
    page = sign_in("viewer").get("/sandbox/customers/").content.decode()

    assert "Your account: " in page
    assert ">Viewer</span>" in page
    assert '<form method="post" action="/sign-out/">' in page


def test_not_found_page_uses_the_layout(client: Client) -> None:
    response = client.get("/sandbox/nowhere/")

    assert response.status_code == 404
    assert '<main class="main narrow" id="main"' in response.content.decode()


def test_htmx_gets_an_error_as_an_alert(htmx: Client) -> None:
    response = htmx.get("/sandbox/nowhere/")

    assert response.status_code == 404
    assert "<html" not in response.content.decode()
    assert "This page does not exist." in response.content.decode()


@pytest.fixture
def broken_site(settings: Settings, sandbox: Sandbox) -> None:
    """A site with a view that raises an error."""
    settings.ROOT_URLCONF = __name__


def raise_error(request: HttpRequest, agreement: str = "") -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("healthz", raise_error, name="healthz"), path("", include("econ_admin.access.urls"))]
handler500 = "econ_admin.http.server_error"


@pytest.mark.usefixtures("broken_site")
def test_server_error_has_its_own_page() -> None:
    response = Client(raise_request_exception=False).get("/healthz")

    assert response.status_code == 500
    assert "<h1>Something went wrong</h1>" in response.text


@pytest.mark.usefixtures("broken_site")
def test_server_error_is_an_alert_for_htmx() -> None:
    response = Client(raise_request_exception=False, headers={"HX-Request": "true"}).get("/healthz")

    assert response.status_code == 500
    assert "<html" not in response.text
    assert "<h2>Something went wrong</h2>" in response.text


def test_unknown_host_is_refused_with_a_page(settings: Settings, db: None) -> None:
    settings.ALLOWED_HOSTS = ["dashboard.example"]

    response = Client().get("/sign-in/", headers={"Host": "elsewhere.example"})

    assert response.status_code == 400
    assert "We could not process this request. Reload the page and try again." in response.text


def test_manifest_finds_every_file_of_the_stylesheets(tmp_path: Path) -> None:
    manifest = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

    with override_settings(STATIC_ROOT=tmp_path, STORAGES={**settings.STORAGES, **manifest}):
        call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").is_file()
    assert list(tmp_path.glob("bundles/page.*.js.gz"))
