"""Vendored files are those recorded in VENDORED.md."""

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static"
VENDORED = STATIC / "vendor" / "VENDORED.md"


def list_vendored_files() -> list[tuple[str, str]]:
    """File and sha256 of each row of the table."""
    return re.findall(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", VENDORED.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("name", "sha256"), list_vendored_files(), ids=[name for name, _ in list_vendored_files()])
def test_vendored_file_has_the_recorded_hash(name: str, sha256: str) -> None:
    content = (STATIC / name).read_bytes()

    assert hashlib.sha256(content).hexdigest() == sha256


def test_every_vendored_file_is_recorded() -> None:
    vendored_files = {path.relative_to(STATIC).as_posix() for path in STATIC.glob("vendor/*/**/*") if path.is_file()}

    assert vendored_files <= {name for name, _ in list_vendored_files()}


def test_every_vendored_package_has_a_licence() -> None:
    packages = [path for path in (STATIC / "vendor").iterdir() if path.is_dir()]

    assert packages
    assert all((package / "LICENSE").is_file() for package in packages)


def test_no_file_references_a_source_map() -> None:
    files = [path for path in STATIC.rglob("*") if path.is_file()]

    assert len(files) > len(list_vendored_files()) > 0
    assert [path.name for path in files if b"sourceMappingURL=" in path.read_bytes()] == []


def test_every_template_icon_is_in_the_sprite() -> None:
    templates = (STATIC.parent / "templates").rglob("*.html")
    template_icons = {
        icon
        for path in templates
        for icon in re.findall(r"\{% icon \"([a-z0-9-]+)\" %\}", path.read_text(encoding="utf-8"))
    }

    sprite_icons = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))

    assert template_icons
    assert template_icons <= sprite_icons
