"""What `$like:` looks for: the LIKE of SQL, with `*` beside `%`, and classes in brackets."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from econ_admin.sandbox.collections import fold

Letter = tuple[str, bool]  # a character, and whether it was escaped


class Sign(enum.Enum):
    """What a piece of a pattern stands for."""

    TEXT = enum.auto()
    ANY = enum.auto()  # any text
    ONE = enum.auto()  # any character
    CLASS = enum.auto()  # one of these characters, or after ^ none of them
    NOTHING = enum.auto()  # a class that is never closed, or empty


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern in pieces. One without `*` is found anywhere in a text.

    That `%` and `_` are wildcards too follows from its being LIKE; no source shows it.
    """

    pieces: tuple[tuple[Sign, str], ...]
    anywhere: bool

    @classmethod
    def read(cls, letters: Sequence[Letter]) -> Self:
        """The pattern that was written so."""
        pieces: list[tuple[Sign, str]] = []
        for kind, text in _signs(letters):
            if kind is Sign.TEXT and pieces and pieces[-1][0] is Sign.TEXT:
                pieces[-1] = kind, pieces[-1][1] + text
            else:
                pieces.append((kind, text))
        return cls(tuple(pieces), (Sign.ANY, "*") not in pieces)

    @property
    def possible(self) -> bool:
        """Whether any text can match."""
        return all(kind is not Sign.NOTHING for kind, _ in self.pieces)

    @property
    def plain(self) -> str:
        """The text that is looked for, where it is nothing but a text, and may be anywhere."""
        return self.pieces[0][1] if [kind for kind, _ in self.pieces] == [Sign.TEXT] and self.anywhere else ""

    @property
    def longest(self) -> str:
        """The longest text that whatever matches must contain."""
        return max((text for kind, text in self.pieces if kind is Sign.TEXT), key=len, default="")

    @property
    def glob(self) -> str:
        """The pattern for SQLite's GLOB over folded texts."""
        written = "".join(_globbed(kind, fold(text)) for kind, text in self.pieces)
        return f"*{written}*" if self.anywhere else written


def _signs(letters: Sequence[Letter]) -> Iterator[tuple[Sign, str]]:
    at = 0
    while at < len(letters):
        each, escaped = letters[at]
        at += 1
        if escaped or each not in "*%_[":
            yield Sign.TEXT, each
        elif each == "[":
            end = next((index for index in range(at, len(letters)) if letters[index] == ("]", False)), at)
            inside = "".join(character for character, _ in letters[at:end])
            yield _class(inside)
            at = end + 1
        else:
            yield (Sign.ONE if each == "_" else Sign.ANY), each


def _class(inside: str) -> tuple[Sign, str]:
    """A class of one character is that character: so `[%]` and `[[]` are written."""
    if len(inside) > 1:
        return Sign.CLASS, inside
    return (Sign.NOTHING, "") if inside in ("", "^") else (Sign.TEXT, inside)


def _globbed(sign: Sign, text: str) -> str:
    match sign:
        case Sign.TEXT:
            return "".join(f"[{character}]" if character in "*?[" else character for character in text)
        case Sign.CLASS:
            return f"[{text}]"
    return "*" if sign is Sign.ANY else "?"
