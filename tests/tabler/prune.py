"""Leaves out what cannot match: style rules, then animations and custom properties that nothing uses."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from tests.tabler.matching import can_match, split_list
from tests.tabler.stylesheet import Rule, read_rules
from tests.tabler.words import read_words

ROOT = Path(__file__).resolve().parents[2]
TABLER = ROOT / "static" / "vendor" / "tabler-1.6.1" / "tabler.min.css"
PRUNED = ROOT / "static" / "tabler.css"
HEAD = "/* Made by `make tabler` from vendor/tabler-1.6.1/tabler.min.css; do not edit. */\n"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CUSTOM_PROPERTY = re.compile(r"var\(\s*(--[\w-]+)")


def prune_tabler() -> str:
    """The pruned stylesheet, with the licence of the whole one."""
    css = TABLER.read_text(encoding="utf-8")
    licence = COMMENT.search(css)
    rules = [rule for rule in read_rules(COMMENT.sub("", css)) if rule.prelude != '@charset "UTF-8"']
    rules = prune_rules(rules, read_words(ROOT), (ROOT / "static" / "app.css").read_text(encoding="utf-8"))
    return (
        '@charset "UTF-8";\n' + HEAD + (licence[0] + "\n" if licence else "") + "".join(rule.format() for rule in rules)
    )


def prune_rules(rules: Iterable[Rule], words: Container[str], own_css: str) -> list[Rule]:
    """The rules that can match, without animations and custom properties that neither they nor our own CSS use."""
    kept = list(keep_matching(rules, words))
    while True:
        text = own_css + "".join(rule.format() for rule in kept)
        fewer = list(keep_used(kept, set(CUSTOM_PROPERTY.findall(text)), text))
        if fewer == kept:
            return kept
        kept = fewer


def keep_matching(rules: Iterable[Rule], words: Container[str]) -> Iterator[Rule]:
    for rule in rules:
        if rule.at_name == "@media":
            if inner := tuple(keep_matching(rule.rules, words)):
                yield replace(rule, rules=inner)
        elif rule.at_name:
            yield rule
        elif selectors := [item for item in split_list(rule.prelude) if can_match(item, words)]:
            yield replace(rule, prelude=",".join(selectors))


def keep_used(rules: Iterable[Rule], used_properties: set[str], text: str) -> Iterator[Rule]:
    """`text` is the whole stylesheet: an animation is used if its name is in a declaration of it."""
    for rule in rules:
        if rule.at_name == "@media":
            if inner := tuple(keep_used(rule.rules, used_properties, text)):
                yield replace(rule, rules=inner)
        elif rule.at_name == "@keyframes":
            if re.search(rf"animation(?:-name)?:[^;}}]*(?<![\w-]){rule.prelude.split()[1]}(?![\w-])", text):
                yield rule
        elif rule.at_name == "@property":
            if rule.prelude.split()[1] in used_properties:
                yield rule
        elif declarations := tuple(item for item in rule.declarations if is_used(item, used_properties)):
            yield replace(rule, declarations=declarations)


def is_used(declaration: str, used_properties: set[str]) -> bool:
    """Tells whether a declaration has an effect: one of a custom property has none unless something reads it."""
    name = declaration.partition(":")[0].strip()
    return not name.startswith("--") or name in used_properties
