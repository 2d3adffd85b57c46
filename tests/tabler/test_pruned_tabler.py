"""static/tabler.css is what `make tabler` makes of today's templates, scripts and modules."""

import pytest

from tests.tabler.matching import can_match
from tests.tabler.prune import PRUNED, prune_rules, prune_tabler
from tests.tabler.stylesheet import read_rules
from tests.tabler.words import Words, read_script, remove_translated

WORDS = Words({"btn", "table", "a", "td", "href", "row", "type"}, {"seal-"})


def prune(css: str, own_css: str = "") -> str:
    return "".join(rule.format() for rule in prune_rules(read_rules(css), WORDS, own_css)).replace("\n", "")


def test_the_pruned_stylesheet_is_up_to_date() -> None:
    is_current = PRUNED.read_text(encoding="utf-8") == prune_tabler()

    assert is_current, "templates use other classes or elements than before: run `make tabler`, and commit the result"


@pytest.mark.parametrize(
    "selector",
    [
        ".btn:hover",
        ".btn:not(.unknown)",
        "*,::before",
        'a[href^="x,y"]',
        ".seal-3 > td + td:nth-child(2n+1)",
        ":is(.unknown,.row) a",
        ":root[type=button]",
        "td:has(>.btn)",
    ],
)
def test_selector_of_known_names_can_match(selector: str) -> None:
    assert can_match(selector, WORDS)


@pytest.mark.parametrize(
    "selector",
    [
        ".unknown",
        ".btn.unknown",
        ".btn-unknown",
        "nav .btn",
        "a[title]",
        "#btn2",
        ":is(.unknown,nav) a",
        "td:has(nav)",
        r".w\/2",
    ],
)
def test_selector_with_an_unknown_name_cannot_match(selector: str) -> None:
    assert not can_match(selector, WORDS)


def test_only_the_matching_selectors_of_a_rule_stay() -> None:
    assert (
        prune(".btn,.unknown,:is(td,nav){color:red;margin:0}.unknown{top:0}") == ".btn,:is(td,nav){color:red;margin:0}"
    )


def test_media_query_without_matching_rules_is_left_out() -> None:
    css = "@media print{.unknown{color:red}}@media (width>9px){.unknown{top:0}.row{top:1px}}"

    assert prune(css) == "@media (width>9px){.row{top:1px}}"


def test_quotes_and_brackets_may_hold_any_character() -> None:
    css = '.btn{background:url("data:image/svg+xml,{;}\\"");content:"}"}.row{top:0}'

    assert prune(css) == css


def test_unused_custom_properties_are_left_out() -> None:
    css = ".row{--a:var(--b);--b:1;--c:2;color:var(--d)}.btn{--d:3;--e:var(--f);--f:4}"

    assert prune(css) == ".row{color:var(--d)}.btn{--d:3}"
    assert prune(css, own_css="p{top:var( --e)}") == ".row{color:var(--d)}.btn{--d:3;--e:var(--f);--f:4}"


def test_animation_stays_if_a_rule_names_it() -> None:
    css = "@keyframes pulse{0%{top:0}}@keyframes pulse-main{to{top:0}}.row{animation:pulse-main 2s}"

    assert prune(css) == "@keyframes pulse-main{to{top:0}}.row{animation:pulse-main 2s}"


def test_bracket_that_is_not_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="do not match"):
        prune(".btn{color:red")


def test_translated_texts_are_no_words() -> None:
    template = '<p class="a">{% translate "card" %}{% blocktranslate %}badge <b>row</b>{% endblocktranslate %}</p>'

    text = remove_translated(template)

    assert "card" not in text
    assert "badge" not in text
    assert '<p class="a">' in text
    assert "<b>" in text


def test_attributes_that_scripts_set_as_properties_are_words() -> None:
    script = 'root.dataset.bsTheme = "dark"; field.readOnly = true; if (row.open === 1) return;'

    words = set(read_script(script))

    assert {"data-bs-theme", '"dark"', "readonly"} <= words
    assert "open" not in words
