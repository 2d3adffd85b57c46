"""The typeface: which letters it has, how wide they are, where a line of text breaks."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "SourceSansPro-Regular"
BOLD = "SourceSansPro-Semibold"
MISSING = "☐"  # for what the typeface has no letter for: an emoji, a Chinese or Arabic word

_BLANKS = re.compile(r"\n(?: *\n){3,}")

INK = 0.1
GREY = 0.42


@dataclass(frozen=True, slots=True)
class Style:
    """How a line of text looks. Sizes in points, `grey` from black (0) to white (1)."""

    size: float = 9.5
    leading: float = 13.0
    font: str = REGULAR
    grey: float = INK


@cache
def letters(font: str) -> dict[int, float]:
    """The width of each letter in a thousandth of the size. Makes the typeface known to reportlab."""
    face = TTFont(font, files("font_source_sans_pro") / "files" / f"{font}.ttf")
    registerFont(face)
    return {point: width for point, width in face.face.charWidths.items() if point in face.face.charToGlyph}


def printable(text: object) -> str:
    """A text of which every letter can be drawn: no marks of direction, no controls but the end of a line."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", "\n".join(str(text).splitlines())):
        drawn = _drawn(letter)
        if drawn and not (drawn == MISSING and kept[-1:] == [MISSING]):
            kept.append(drawn)
    return "".join(kept)


def width(text: str, style: Style) -> float:
    """In points."""
    known = letters(style.font)
    return sum(known[ord(letter)] for letter in text) * style.size / 1000


def wrapped(text: object, room: float, style: Style) -> list[str]:
    """The text in lines that are no wider than `room`; a longer word is broken where it must.

    No blank lines at its ends, and no more than two of them in a row.
    """
    paragraphs = _BLANKS.sub("\n\n\n", printable(text).strip()).split("\n")
    return [line for paragraph in paragraphs for line in _lines(paragraph, room, style)]


def _drawn(letter: str) -> str:
    if letter == "\n" or letter == " " or (ord(letter) in letters(REGULAR) and letter.isprintable()):
        return letter
    category = unicodedata.category(letter)
    if category.startswith("Z") or letter == "\t":
        return " "
    return "" if category[0] == "M" or category in {"Cc", "Cf", "Cs"} else MISSING


def _lines(paragraph: str, room: float, style: Style) -> Iterator[str]:
    line, taken, space = "", 0.0, width(" ", style)
    for word in paragraph.split(" "):
        for piece in _pieces(word, room, style):
            long = width(piece, style)
            if line and taken + space + long > room:
                yield line
                line, taken = piece, long
            else:
                line, taken = (f"{line} {piece}", taken + space + long) if line else (piece, long)
    yield line


def _pieces(word: str, room: float, style: Style) -> Iterator[str]:
    """The word, or what of it goes on a line each."""
    piece, taken = "", 0.0
    for letter in word:
        long = width(letter, style)
        if piece and taken + long > room:
            yield piece
            piece, taken = "", 0.0
        piece, taken = piece + letter, taken + long
    if piece:
        yield piece
