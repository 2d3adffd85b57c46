"""Patterns of `$like:`: SQL's LIKE, with `*` in addition to `%`, and character classes in brackets."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from econ_admin.sandbox.collections import fold

Character = tuple[str, bool]  # a character, and whether it was escaped


class PieceKind(enum.Enum):
    """The kinds of pattern pieces."""

    TEXT = enum.auto()
    ANY_TEXT = enum.auto()  # any text
    ANY_CHARACTER = enum.auto()  # any character
    CLASS = enum.auto()  # one of these characters, or after ^ any other
    NOTHING = enum.auto()  # an unclosed or empty class


@dataclass(frozen=True, slots=True)
class LikePattern:
    """A parsed pattern. Without `*` it matches anywhere in a text.

    Inferred: `%` and `_` are wildcards, as in LIKE; no source shows it.
    """

    pieces: tuple[tuple[PieceKind, str], ...]
    matches_anywhere: bool

    @classmethod
    def parse(cls, characters: Sequence[Character]) -> Self:
        """Parses a pattern."""
        pieces: list[tuple[PieceKind, str]] = []
        for kind, text in _scan_pieces(characters):
            if kind is PieceKind.TEXT and pieces and pieces[-1][0] is PieceKind.TEXT:
                pieces[-1] = kind, pieces[-1][1] + text
            else:
                pieces.append((kind, text))
        return cls(tuple(pieces), (PieceKind.ANY_TEXT, "*") not in pieces)

    @property
    def can_match(self) -> bool:
        """Tells whether any text can match."""
        return all(kind is not PieceKind.NOTHING for kind, _ in self.pieces)

    @property
    def literal(self) -> str:
        """The searched text if the pattern is plain text that may be anywhere, else ""."""
        return (
            self.pieces[0][1] if [kind for kind, _ in self.pieces] == [PieceKind.TEXT] and self.matches_anywhere else ""
        )

    @property
    def longest_literal(self) -> str:
        """The longest text that every match contains."""
        return max((text for kind, text in self.pieces if kind is PieceKind.TEXT), key=len, default="")

    @property
    def glob(self) -> str:
        """The pattern for SQLite's GLOB on folded texts."""
        body = "".join(_format_glob(kind, fold(text)) for kind, text in self.pieces)
        return f"*{body}*" if self.matches_anywhere else body


def _scan_pieces(characters: Sequence[Character]) -> Iterator[tuple[PieceKind, str]]:
    position = 0
    while position < len(characters):
        character, escaped = characters[position]
        position += 1
        if escaped or character not in "*%_[":
            yield PieceKind.TEXT, character
        elif character == "[":
            end = next(
                (index for index in range(position, len(characters)) if characters[index] == ("]", False)), position
            )
            class_text = "".join(character for character, _ in characters[position:end])
            yield _parse_class(class_text)
            position = end + 1
        else:
            yield (PieceKind.ANY_CHARACTER if character == "_" else PieceKind.ANY_TEXT), character


def _parse_class(class_text: str) -> tuple[PieceKind, str]:
    """Parses a class. A class of one character is that character, as in `[%]` and `[[]`."""
    if len(class_text) > 1:
        return PieceKind.CLASS, class_text
    return (PieceKind.NOTHING, "") if class_text in ("", "^") else (PieceKind.TEXT, class_text)


def _format_glob(kind: PieceKind, text: str) -> str:
    match kind:
        case PieceKind.TEXT:
            return "".join(f"[{character}]" if character in "*?[" else character for character in text)
        case PieceKind.CLASS:
            return f"[{text}]"
    return "*" if kind is PieceKind.ANY_TEXT else "?"
