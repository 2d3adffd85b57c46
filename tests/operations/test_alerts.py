"""The example alert rules and what is scraped, as Prometheus's own checker reads them."""

import re
import shutil
import subprocess

import pytest
from django.test import Client
from pytest_django import Settings

from econ_admin.access.models import Agreement
from econ_admin.sandbox import Sandbox
from tests.site import ROOT
from tests.test_observation import TOKEN

DEPLOY = ROOT / "deploy"
SERIES = re.compile(r"\becon_admin_[a-z_]+")


@pytest.fixture
def promtool() -> str:
    path = shutil.which("promtool")
    if not path:
        pytest.skip("promtool is missing on this machine: apt-get install prometheus")
    return path


def run(*command: str, text: str = "") -> None:
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=120, cwd=DEPLOY)
    assert result.returncode == 0, result.stdout + result.stderr


def test_rules_are_valid_and_fire_when_they_should(promtool: str) -> None:
    run(promtool, "check", "rules", "alerts.yml")
    run(promtool, "test", "rules", "alerts.test.yml")


def scrape(settings: Settings) -> str:
    settings.METRICS_TOKEN = TOKEN
    return Client(headers={"Authorization": f"Bearer {TOKEN}"}).get("/metrics").text


def test_scrape_is_valid(promtool: str, settings: Settings, agreement: Agreement, sandbox: Sandbox) -> None:
    run(promtool, "check", "metrics", text=scrape(settings))


def test_rules_are_about_series_that_exist(settings: Settings, agreement: Agreement, sandbox: Sandbox) -> None:
    described = set(re.findall(r"^# TYPE (\S+)", scrape(settings), re.MULTILINE))
    expressions = [line for line in (DEPLOY / "alerts.yml").read_text().splitlines() if "expr:" in line]
    named = {name.removesuffix("_bucket") for line in expressions for name in SERIES.findall(line)}

    assert len(expressions) == 15
    assert named
    assert named <= described | {name.removesuffix("_total") for name in described}, named - described


def test_each_unit_test_is_of_a_rule_that_exists() -> None:
    rules = set(re.findall(r"- alert: (\w+)", (DEPLOY / "alerts.yml").read_text()))
    tested = set(re.findall(r"alertname: (\w+)", (DEPLOY / "alerts.test.yml").read_text()))

    assert len(tested) > 5
    assert tested <= rules
