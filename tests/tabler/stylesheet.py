"""Reads a minified stylesheet into rules, and writes rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OPENING, CLOSING = "([{", ")]}"
NESTING = ("@media", "@supports", "@layer", "@container", "@keyframes")  # these have rules in their block


@dataclass(frozen=True)
class Rule:
    """A prelude with declarations (`a:hover{top:0}`), or with rules (`@media print{…}`), or alone (`@charset …`)."""

    prelude: str
    declarations: tuple[str, ...] = ()
    rules: "tuple[Rule, ...]" = ()

    @property
    def at_name(self) -> str:
        """`@media`, `@keyframes`; "" for a style rule."""
        return self.prelude.split(" ", 1)[0] if self.prelude.startswith("@") else ""

    def format(self) -> str:
        """One line for each style rule, so that a difference can be read."""
        if self.rules:
            return f"{self.prelude}{{\n{''.join(rule.format() for rule in self.rules)}}}\n"
        if self.declarations:
            return f"{self.prelude}{{{';'.join(self.declarations)}}}\n"
        return f"{self.prelude};\n"


def read_rules(css: str) -> Iterator[Rule]:
    """The rules of a stylesheet without comments. Raises ValueError where brackets or quotes do not match."""
    for text in split(css, ";}"):
        prelude, brace, block = text.partition("{")
        if not brace:
            yield Rule(prelude.removesuffix(";"))
        elif prelude.startswith(NESTING):
            yield Rule(prelude, rules=tuple(read_rules(block.removesuffix("}"))))
        else:
            yield Rule(
                prelude, declarations=tuple(item.removesuffix(";") for item in split(block.removesuffix("}"), ";"))
            )


def split(text: str, ends: str, *, keep: bool = True) -> Sequence[str]:
    """Splits after each of these characters that is outside brackets and quotes. `keep` leaves it at its part's end.

    A closing brace is outside the block that it ends.
    """
    parts, start, depth, quote = [], 0, 0, ""
    characters = enumerate(text)
    for position, character in characters:
        if character == "\\":
            next(characters, None)
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        else:
            depth += (character in OPENING) - (character in CLOSING)
            if character in ends and depth == 0:
                parts.append(text[start : position + keep])
                start = position + 1
    if depth or quote:
        raise ValueError(f"Brackets or quotes do not match: {text[:80]}")
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]
