"""The list of dependencies (SBOM) in CycloneDX's JSON, from the lock file: `python -m tests.sbom`, part of `make lock`.

The same lock file always gives the same bytes, so there is no time of writing and no serial number. Hashes and
environment markers are in the lock file.
"""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
VENDORED = ROOT / "static" / "vendor" / "VENDORED.md"
FILE = ROOT / "docs" / "sbom.cdx.json"
APPLICATION = "econ-admin"

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)")
VIA = re.compile(r"^ +# (?:via|  ) *(-r )?(\S+)$")
VENDORED_ROW = re.compile(r"^\| \S+ \| (@?[a-z][\w./-]*[\w-])(?:, [^|]*)? \| ([0-9][^ |]*) \|", re.MULTILINE)

Component = dict[str, Any]


def read_pins(lock: str) -> dict[str, str]:
    """Returns the version of each package in a lock file."""
    return {match[1]: match[2] for line in lock.splitlines() if (match := PIN.match(line))}


def read_dependencies(lock: str) -> dict[str, set[str]]:
    """Returns the packages that each package depends on, from the lock file's `# via` comments."""
    dependencies: dict[str, set[str]] = defaultdict(set)
    package = ""
    for line in lock.splitlines():
        if pin := PIN.match(line):
            package = pin[1]
        elif via := VIA.match(line):
            dependencies[APPLICATION if via[1] else via[2]].add(package)
    return dependencies


def read_vendored(document: str) -> dict[str, str]:
    """Returns the version of each npm package that files were copied from."""
    return {match[1]: match[2] for match in VENDORED_ROW.finditer(document)}


def build_sbom(lock: str, vendored: str) -> dict[str, Any]:
    pins, copied = read_pins(lock), read_vendored(vendored)
    references = {name: f"pkg:pypi/{name}@{version}" for name, version in pins.items()}
    npm = {name: f"pkg:npm/{quote(name)}@{version}" for name, version in copied.items()}
    dependencies = read_dependencies(lock)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": APPLICATION, "name": APPLICATION}},
        "components": [
            *(_build_component(name, pins[name], reference) for name, reference in sorted(references.items())),
            *(_build_component(name, copied[name], reference) for name, reference in sorted(npm.items())),
        ],
        "dependencies": [
            {"ref": APPLICATION, "dependsOn": _refer(dependencies[APPLICATION], references) + sorted(npm.values())},
            *(
                {"ref": reference, "dependsOn": _refer(dependencies[name], references)}
                for name, reference in sorted(references.items())
            ),
        ],
    }


def _build_component(name: str, version: str, reference: str) -> Component:
    return {"type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference}


def _refer(names: set[str], references: dict[str, str]) -> list[str]:
    return [references[name] for name in sorted(names)]


def format_sbom() -> str:
    return json.dumps(build_sbom(LOCK.read_text(), VENDORED.read_text()), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(format_sbom())
