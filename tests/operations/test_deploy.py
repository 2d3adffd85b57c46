"""The files of deploy/: systemd and Caddy accept them, and they fit together."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.site import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(path for path in DEPLOY.iterdir() if path.suffix in (".service", ".socket", ".timer"))

pytestmark = pytest.mark.processes


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is missing on this machine")
    for unit in UNITS:
        text = unit.read_text().replace("/opt/econ-admin", str(ROOT))
        (tmp_path / unit.name.replace("@", "@8001")).write_text(text)

    command = ["systemd-analyze", "verify", *sorted(str(path) for path in tmp_path.iterdir())]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert len(UNITS) == 9
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_service_runs_as_its_user_in_a_sandbox(unit: Path) -> None:
    lines = unit.read_text().splitlines()

    assert "User=econ-admin" in lines
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="} <= set(lines)
    assert [line for line in lines if re.search("TOKEN|SECRET|KEY", line)] == [], "secrets are in the environment file"


def test_caddy_accepts_the_configuration() -> None:
    if not shutil.which("caddy"):
        pytest.skip("caddy is missing on this machine")
    command = ["caddy", "validate", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"]

    result = subprocess.run(
        command, env={**os.environ, "SITE": "localhost"}, capture_output=True, text=True, check=False, timeout=60
    )

    assert result.returncode == 0, result.stderr
    assert "buffer_requests" in (DEPLOY / "Caddyfile").read_text()


def test_image_is_of_files_that_exist_and_runs_unprivileged() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)

    assert [name for names in copied for name in names.split() if not (ROOT / name).exists()] == []
    assert text.rindex("USER econ-admin") < text.rindex("CMD ")
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"python:3.11-slim"}
