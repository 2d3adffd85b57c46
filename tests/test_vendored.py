"""What is vendored is what VENDORED.md says it is."""

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static"
VENDORED = STATIC / "vendor" / "VENDORED.md"


def rows() -> list[tuple[str, str]]:
    """File and sha256 of each row of the table."""
    return re.findall(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", VENDORED.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("name", "sha256"), rows(), ids=[name for name, _ in rows()])
def test_a_vendored_file_is_the_one_that_was_recorded(name: str, sha256: str) -> None:
    kept = (STATIC / name).read_bytes()

    assert hashlib.sha256(kept).hexdigest() == sha256


def test_every_vendored_file_is_recorded() -> None:
    kept = {path.relative_to(STATIC).as_posix() for path in STATIC.glob("vendor/*/**/*") if path.is_file()}

    assert kept <= {name for name, _ in rows()}


def test_every_vendored_package_brings_its_licence() -> None:
    packages = [path for path in (STATIC / "vendor").iterdir() if path.is_dir()]

    assert packages
    assert all((package / "LICENSE").is_file() for package in packages)


def test_no_source_map_is_asked_for() -> None:
    asking = [path.name for path in STATIC.rglob("*") if path.is_file() and b"sourceMappingURL=" in path.read_bytes()]

    assert asking == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    templates = (STATIC.parent / "templates").rglob("*.html")
    named = {
        icon
        for path in templates
        for icon in re.findall(r"\{% icon \"([a-z0-9-]+)\" %\}", path.read_text(encoding="utf-8"))
    }

    kept = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))

    assert named
    assert named <= kept
