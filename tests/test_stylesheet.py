"""The stylesheet uses one scale of type and one of spacing."""

import re

import pytest

from tests.site import ROOT

STYLES = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "app.css").read_text(encoding="utf-8"), flags=re.DOTALL)
RULES = STYLES.split("--row-pad", 1)[1]  # after the scales
SPACES = r"(?:padding|margin)(?:-[a-z]+)?|(?:row-|column-)?gap"
MAX_RULED = 1  # px; a hairline is not a space


def find_literals(properties: str) -> list[str]:
    """Returns the declarations of these properties with lengths that are not steps of a scale."""
    declarations = re.findall(rf"(?<![\w-])((?:{properties}):[^;}}]*)", RULES)
    return [
        declaration
        for declaration in declarations
        if any(int(length) > MAX_RULED for length in re.findall(r"(?<![\w.])(\d+)px", declaration.split("calc(")[0]))
        and "max(" not in declaration
    ]


@pytest.mark.parametrize("properties", ["font-size|font|line-height", SPACES])
def test_sizes_and_spaces_are_steps_of_a_scale(properties: str) -> None:
    assert find_literals(properties) == []


def test_every_custom_property_in_use_is_declared() -> None:
    used = set(re.findall(r"var\((--(?!tblr-)[\w-]+)", STYLES))
    assert used <= set(re.findall(r"(--[\w-]+):", STYLES))
