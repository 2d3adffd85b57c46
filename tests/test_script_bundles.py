"""Bundles of scripts: complete, ordered, and found as static files."""

import re
from itertools import chain
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from econ_admin.script_bundles import BUNDLES, SCRIPTS

BEFORE_FIRST_PAINT = "theme.js"


def test_every_script_is_in_one_bundle() -> None:
    scripts = sorted(path.relative_to(SCRIPTS).as_posix() for path in SCRIPTS.rglob("*.js"))

    assert sorted([BEFORE_FIRST_PAINT, *chain.from_iterable(BUNDLES.values())]) == scripts


@pytest.mark.parametrize("bundle", BUNDLES)
def test_bundle_is_found_with_its_scripts_in_order(bundle: str) -> None:
    path = finders.find(bundle)

    assert path
    text = Path(path).read_text(encoding="utf-8")
    scripts = [(SCRIPTS / name).read_text(encoding="utf-8").strip() for name in BUNDLES[bundle]]
    positions = [text.find(script) for script in scripts]
    assert -1 not in positions
    assert positions == sorted(positions)


def test_scripts_can_be_joined() -> None:
    """Each ends its last statement, and none sets a mode for those behind it."""
    texts = [path.read_text(encoding="utf-8") for path in SCRIPTS.rglob("*.js")]

    assert texts
    assert all(text.rstrip().endswith(";") for text in texts)
    assert not any("use strict" in text for text in texts)


def test_scripts_keep_nothing_of_a_page_in_the_browser() -> None:
    scripts = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS.rglob("*.js")}

    stored = [
        (name, call)
        for name, text in sorted(scripts.items())
        for call in re.findall(r"\w+Storage\.setItem\(.*?\);", text)
    ]

    assert stored == [
        (
            "freshness.js",
            "sessionStorage.setItem(RELOAD_KEY, JSON.stringify({ path: location.pathname, at: Date.now() }));",
        ),
        ("theme.js", 'localStorage.setItem("theme", button.dataset.themeChoice);'),
    ]
    for forbidden in (
        "indexedDB",
        "document.cookie",
        "caches.",
        "postMessage",
        "eval(",
        "new Function",
        "document.write",
    ):
        assert [name for name, text in scripts.items() if forbidden in text] == [], forbidden
