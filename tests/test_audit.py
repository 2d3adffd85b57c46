"""The audit of packages: a vulnerability with a fix fails it, a source out of reach is said and fails nothing."""

from typing import Any

import pytest

from tests import audit

DJANGO: dict[str, Any] = {"name": "django", "version": "5.2.19", "vulns": []}
SKIPPED: dict[str, Any] = {"name": "requests", "skip_reason": "Dependency not found"}
VULNERABLE: dict[str, Any] = {
    "name": "urllib3",
    "version": "2.8.0",
    "vulns": [{"id": "GHSA-1", "fix_versions": ["2.8.1"]}, {"id": "GHSA-2", "fix_versions": []}],
}


def set_report(monkeypatch: pytest.MonkeyPatch, *dependencies: dict[str, Any]) -> None:
    monkeypatch.setattr(audit, "install", lambda: None)
    monkeypatch.setattr(audit, "run_audit", lambda lock: {"dependencies": list(dependencies)})


def test_packages_without_vulnerabilities_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_report(monkeypatch, DJANGO, SKIPPED)

    assert audit.main() == 0
    output = capsys.readouterr().out
    assert "audit: requirements.txt: 1 packages looked up, no known vulnerabilities." in output
    assert "Not looked up: requests." in output


def test_vulnerability_with_a_fix_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    set_report(monkeypatch, DJANGO, VULNERABLE)

    assert audit.main() == 1
    output = capsys.readouterr().out
    assert "urllib3 2.8.0 has GHSA-1: fixed in 2.8.1." in output
    assert "urllib3 2.8.0 has GHSA-2: no version fixes it yet." in output


def test_vulnerability_without_a_fix_is_only_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_report(monkeypatch, {**VULNERABLE, "vulns": VULNERABLE["vulns"][1:]})

    assert audit.main() == 0
    assert "GHSA-2" in capsys.readouterr().out


def test_source_that_knows_nothing_is_said_to_be_out_of_reach(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_report(monkeypatch, SKIPPED)

    assert audit.main() == 0
    assert "audit: known vulnerabilities were not looked up: " in capsys.readouterr().out


def test_missing_program_is_said_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "install", lambda: None)
    monkeypatch.setattr(audit, "ENVIRONMENT", "/nonexistent")

    assert audit.main() == 0
    assert "its source cannot be reached from here" in capsys.readouterr().out
