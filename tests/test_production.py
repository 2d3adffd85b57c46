"""The settings of a production site, read as a process reads them, and what is never served."""

import ast
import json
import logging
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from pytest_django import Settings

from econ_admin.access.demo import PASSWORD
from econ_admin.access.models import Person
from econ_admin.sandbox import Sandbox

ROOT = Path(__file__).resolve().parent.parent
PRINT_SETTINGS = """
import json
from econ_admin import settings
print(json.dumps({name: repr(getattr(settings, name)) for name in dir(settings) if name.isupper()}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The `repr` of each setting with PRODUCTION=1."""
    environment = {
        **os.environ,
        "PRODUCTION": "1",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "TOKEN_KEYS": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "dashboard.example",
        "DATA_DIR": str(tmp_path_factory.mktemp("production")),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    output = subprocess.check_output([sys.executable, "-c", PRINT_SETTINGS], cwd=ROOT, env=environment, text=True)
    settings: dict[str, Any] = json.loads(output)
    return settings


def test_production_has_no_debug_mode_and_no_demo_people(production: dict[str, Any]) -> None:
    assert (production["DEBUG"], production["DEMO_PEOPLE_ALLOWED"]) == ("False", "False")
    assert production["ALLOWED_HOSTS"] == "['dashboard.example']"


def test_production_requires_tls_for_a_year_and_for_subdomains(production: dict[str, Any]) -> None:
    assert production["SECURE_SSL_REDIRECT"] == "True"
    assert int(production["SECURE_HSTS_SECONDS"]) >= 365 * 24 * 60 * 60
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"] == "True"


def test_production_sends_cookies_over_tls_only(production: dict[str, Any]) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE")

    assert {name: production[name] for name in names} == dict.fromkeys(names, "True")


def test_every_cookie_is_bound_to_its_host(
    production: dict[str, Any], settings: Settings, people: dict[str, Person], sandbox: Sandbox
) -> None:
    for name in (name for name in production if "COOKIE" in name):
        setattr(settings, name, ast.literal_eval(production[name]))
    client = Client(headers={"Accept-Language": "da"})

    client.get("/sign-in/", secure=True)
    client.post("/sign-in/", {"username": "admin", "password": PASSWORD}, secure=True)
    client.post("/sandbox/settings/", {"language": "da"}, secure=True, follow=True)
    client.post("/language/", {"language": "en"}, secure=True)

    assert len(client.cookies) >= 4
    assert [name for name in client.cookies if not name.startswith("__Host-")] == []
    for cookie in client.cookies.values():
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_passwords_are_hashed_slowly(production: dict[str, Any]) -> None:
    hasher = PBKDF2PasswordHasher()  # Django's first, which takes a new salt for each password

    assert "PASSWORD_HASHERS" not in production
    assert hasher.digest().name == "sha256"
    assert hasher.iterations >= 600_000


def test_forwarded_protocol_is_not_believed_without_a_proxy(production: dict[str, Any]) -> None:
    assert production["SECURE_PROXY_SSL_HEADER"] == "None"


def test_request_without_tls_is_redirected_except_health_checks(settings: Settings, db: None) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000

    redirect = Client().get("/sign-in/?next=/", headers={"host": "dashboard.example"})

    assert (redirect.status_code, redirect["Location"]) == (301, "https://dashboard.example/sign-in/?next=/")
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/sign-in/", secure=True)["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "path",
    [
        "/.git/HEAD",
        "/.env",
        "/static/",
        "/static/.git/HEAD",
        "/static/../econ_admin/settings.py",
        "/static/%2e%2e/econ-admin.sqlite",
        "/var/secret-key",
        "/requirements.txt",
    ],
)
def test_only_collected_static_files_are_served(path: str, settings: Settings, tmp_path: Path, db: None) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "collected.txt").write_text("collected")
    client = Client()

    assert client.get(path).status_code in (301, 303, 404)
    response = client.get("/static/collected.txt")
    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"collected")  # type: ignore[attr-defined]
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_lines_of_the_log_have_a_time_with_its_offset(settings: Settings) -> None:
    line = settings.LOGGING["formatters"]["line"]
    formatter = logging.Formatter(line["format"], line["datefmt"], style=line["style"])

    text = formatter.format(logging.makeLogRecord({"name": "econ_admin", "levelname": "INFO", "msg": "Started"}))

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} INFO econ_admin Started", text)
