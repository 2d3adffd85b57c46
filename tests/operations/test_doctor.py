"""`manage.py doctor`: each line says how it is, and what to do where it is not as it should be."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from econ_admin.access.models import Agreement
from econ_admin.doctor import CHECKS, Finding, Level
from econ_admin.doctor.services import compare_clocks
from econ_admin.operations.last_backup import LastBackup, record_backup
from econ_admin.sandbox import Sandbox
from econ_admin.trail.triggers import install_triggers, remove_triggers

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def installation(sandbox: Sandbox, agreement: Agreement, settings: Settings, tmp_path: Path) -> Path:
    """A data folder as a start leaves it, with a backup."""
    if connection.vendor == "postgresql":  # other tests delete rows of the trail
        with connection.cursor() as cursor:
            install_triggers(connection.vendor, cursor.execute)
    settings.SECRET_KEY, settings.TOKEN_KEYS = "s" * 60, ["t" * 40]
    settings.DATA_DIR = folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    settings.STATIC_ROOT = folder / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    record_backup(folder, LastBackup(timezone.now(), "/backups/last.sqlite", 1))
    return folder


def find(subject: str) -> list[Finding]:
    return list(CHECKS[subject]())


def test_working_installation_is_ok_in_every_check(installation: Path) -> None:
    output = StringIO()

    call_command("doctor", stdout=output)

    lines = output.getvalue().splitlines()
    assert {line.split(":")[0] for line in lines} == {f"ok   {subject}" for subject in [*CHECKS, "clock"]}


def test_bad_finding_fails_with_advice(installation: Path, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "status:401")
    output = StringIO()

    with pytest.raises(SystemExit) as exit_:
        call_command("doctor", stdout=output)

    assert exit_.value.code == 1
    assert "bad  e-conomic: " in output.getvalue()
    assert "     Check ECONOMIC_APP_SECRET_TOKEN" in output.getvalue()


def test_check_that_fails_is_a_finding(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise ValueError("unexpected")

    monkeypatch.setattr(shutil, "disk_usage", fail)
    output = StringIO()

    with pytest.raises(SystemExit):
        call_command("doctor", stdout=output)

    assert "bad  disk: the check failed: ValueError: unexpected." in output.getvalue()
    assert "ok   database: " in output.getvalue(), "the others ran"


@pytest.mark.parametrize(
    ("seconds", "level"), [(0, Level.OK), (-29, Level.OK), (60, Level.WARN), (-121, Level.BAD), (3600, Level.BAD)]
)
def test_clock_is_compared_with_that_of_economic(seconds: int, level: Level) -> None:
    finding = compare_clocks(NOW, NOW + timedelta(seconds=seconds))

    assert finding.level is level
    assert f"{abs(seconds)} s" in finding.text


def remove_static_files(folder: Path, settings: Settings) -> None:
    (folder / "static" / "staticfiles.json").unlink()


def open_folder(folder: Path, settings: Settings) -> None:
    folder.chmod(0o755)


def open_key(folder: Path, settings: Settings) -> None:
    (folder / "secret-key").touch(mode=0o644)


def shorten_key(folder: Path, settings: Settings) -> None:
    settings.TOKEN_KEYS = ["short"]


def share_key(folder: Path, settings: Settings) -> None:
    settings.TOKEN_KEYS = [settings.SECRET_KEY]


def remove_cache(folder: Path, settings: Settings) -> None:
    settings.ECONOMIC_CACHE = folder / "cache" / "missing.sqlite"


def allow_all_hosts(folder: Path, settings: Settings) -> None:
    settings.PRODUCTION, settings.ALLOWED_HOSTS = True, ["*"]


@pytest.mark.parametrize(
    ("subject", "break_it"),
    [
        ("static files", remove_static_files),
        ("permissions", open_folder),
        ("permissions", open_key),
        ("keys", shorten_key),
        ("keys", share_key),
        ("cache", remove_cache),
        ("settings", allow_all_hosts),
    ],
)
def test_fault_is_found(
    installation: Path, settings: Settings, subject: str, break_it: Callable[[Path, Settings], None]
) -> None:
    assert {finding.level for finding in find(subject)} == {Level.OK}

    break_it(installation, settings)

    findings = [finding for finding in find(subject) if finding.level is Level.BAD]
    assert findings
    assert all(finding.advice for finding in findings)


def test_late_or_missing_backup_is_a_warning(installation: Path) -> None:
    record_backup(installation, LastBackup(timezone.now() - timedelta(days=2), "/backups/last.sqlite", 1))
    late = find("backup")
    (installation / "last-backup.json").unlink()

    assert [finding.level for finding in (*late, *find("backup"))] == [Level.WARN, Level.WARN]


@pytest.mark.office
def test_missing_trigger_and_dropped_options_are_found(installation: Path) -> None:
    with connection.cursor() as cursor:
        remove_triggers(connection.vendor, cursor.execute, ["trail_link"])
        cursor.execute("SET LOCAL lock_timeout = 0")

    findings = find("database")

    assert [finding.level for finding in findings] == [Level.WARN, Level.BAD]
    assert "lock_timeout is not set" in findings[0].text
    assert "trail_link_no_delete is missing" in findings[1].text
