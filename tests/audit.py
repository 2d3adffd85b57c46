"""Looks for known vulnerabilities in the locked packages, with pip-audit: `make audit`, and the last step of `.ci/run`.

pip-audit has an environment of its own, `.venv/audit`, with its own lock file. Where it cannot be installed or cannot
ask its source, this says so and fails nothing: a closed network is no finding. It takes at most five minutes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ".venv/audit"
LOCKS = ("requirements.txt", "requirements-dev.txt")
INSTALL_SECONDS, AUDIT_SECONDS, ANSWER_SECONDS = 180, 60, 10

Report = dict[str, Any]


class NotAudited(Exception):
    """The packages could not be looked up; the message says why."""


@dataclass(frozen=True)
class Vulnerability:
    """A known vulnerability of a package that we lock."""

    package: str
    version: str
    id: str
    fixed_in: tuple[str, ...]

    @classmethod
    def read(cls, package: Report, found: Report) -> Self:
        return cls(package["name"], package["version"], found["id"], tuple(found["fix_versions"]))

    def __str__(self) -> str:
        fix = f"fixed in {', '.join(self.fixed_in)}" if self.fixed_in else "no version fixes it yet"
        return f"{self.package} {self.version} has {self.id}: {fix}."


def install() -> None:
    """Creates pip-audit's environment. Raises NotAudited."""
    environment = {"PYTHON": sys.executable, **os.environ, "TARGET_VENV": ENVIRONMENT}
    try:
        subprocess.run(
            ["sh", "econ_admin/setup.sh", "requirements-audit.txt"],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            timeout=INSTALL_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NotAudited("pip-audit could not be installed here") from error


def run_audit(lock: str) -> Report:
    """Returns pip-audit's report. Raises NotAudited."""
    command = [f"{ENVIRONMENT}/bin/pip-audit", "--require-hashes", "--disable-pip", "--requirement", lock]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", str(ANSWER_SECONDS)]
    try:
        result = subprocess.run(
            [*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=AUDIT_SECONDS, check=False
        )
        report: Report = json.loads(result.stdout)
    except subprocess.TimeoutExpired as error:
        raise NotAudited(f"its source did not answer within {AUDIT_SECONDS} seconds") from error
    except (OSError, ValueError) as error:
        raise NotAudited("its source cannot be reached from here") from error
    return report


def read_vulnerabilities(report: Report) -> list[Vulnerability]:
    """Returns the known vulnerabilities. Raises NotAudited if no package could be looked up: then none was found."""
    looked_up = [package for package in report["dependencies"] if "vulns" in package]
    if not looked_up:
        raise NotAudited("its source knows none of the packages, so it cannot be reached from here")
    return [Vulnerability.read(package, found) for package in looked_up for found in package["vulns"]]


def list_skipped(report: Report) -> list[str]:
    return [package["name"] for package in report["dependencies"] if "vulns" not in package]


def audit(lock: str) -> tuple[list[str], bool]:
    """Returns what to say of a lock file, and whether something in it is to be upgraded."""
    report = run_audit(lock)
    vulnerabilities, skipped = read_vulnerabilities(report), list_skipped(report)
    count = len(report["dependencies"]) - len(skipped)
    return list(_describe(lock, count, vulnerabilities, skipped)), any(found.fixed_in for found in vulnerabilities)


def _describe(lock: str, count: int, vulnerabilities: list[Vulnerability], skipped: list[str]) -> Iterator[str]:
    yield f"{lock}: {count} packages looked up, {len(vulnerabilities) or 'no'} known vulnerabilities."
    yield from map(str, vulnerabilities)
    if skipped:
        yield f"Not looked up: {', '.join(skipped)}."


def main() -> int:
    """Exits with 1 if a known vulnerability has a fix."""
    must_upgrade = False
    try:
        install()
        for lock in LOCKS:
            lines, has_fix = audit(lock)
            must_upgrade = must_upgrade or has_fix
            print(*(f"audit: {line}" for line in lines), sep="\n")  # noqa: T201
    except NotAudited as reason:
        print(f"audit: known vulnerabilities were not looked up: {reason}.")  # noqa: T201
    return int(must_upgrade)


if __name__ == "__main__":
    sys.exit(main())
