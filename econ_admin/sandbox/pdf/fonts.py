"""The font: available characters, character widths and line breaking."""

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
MISSING_GLYPH = "☐"  # for characters missing in the font, such as emoji, Chinese or Arabic

_BLANK_LINES = re.compile(r"\n(?: *\n){3,}")

INK = 0.1
GREY = 0.42


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a line of text. Sizes in points; `grey` from black (0) to white (1)."""

    size: float = 9.5
    leading: float = 13.0
    font: str = REGULAR
    grey: float = INK


@cache
def load_letter_widths(font: str) -> dict[int, float]:
    """Returns character widths in thousandths of the font size. Registers the font with reportlab."""
    font_file = TTFont(font, files("font_source_sans_pro") / "files" / f"{font}.ttf")
    registerFont(font_file)
    return {
        code_point: width
        for code_point, width in font_file.face.charWidths.items()
        if code_point in font_file.face.charToGlyph
    }


def make_printable(text: object) -> str:
    """Returns a text of printable characters only: no direction marks, no control characters except line breaks."""
    characters: list[str] = []
    for letter in unicodedata.normalize("NFC", "\n".join(str(text).splitlines())):
        drawn_letter = _replace_undrawable(letter)
        if drawn_letter and not (drawn_letter == MISSING_GLYPH and characters[-1:] == [MISSING_GLYPH]):
            characters.append(drawn_letter)
    return "".join(characters)


def measure_width(text: str, style: Style) -> float:
    """Returns the width in points."""
    widths = load_letter_widths(style.font)
    return sum(widths[ord(letter)] for letter in text) * style.size / 1000


def wrap_text(text: object, max_width: float, style: Style) -> list[str]:
    """Breaks a text into lines no wider than `max_width`; breaks longer words.

    Strips blank lines at both ends and allows at most two in a row.
    """
    paragraphs = _BLANK_LINES.sub("\n\n\n", make_printable(text).strip()).split("\n")
    return [line for paragraph in paragraphs for line in _wrap_paragraph(paragraph, max_width, style)]


def _replace_undrawable(letter: str) -> str:
    if letter == "\n" or letter == " " or (ord(letter) in load_letter_widths(REGULAR) and letter.isprintable()):
        return letter
    category = unicodedata.category(letter)
    if category.startswith("Z") or letter == "\t":
        return " "
    return "" if category[0] == "M" or category in {"Cc", "Cf", "Cs"} else MISSING_GLYPH


def _wrap_paragraph(paragraph: str, max_width: float, style: Style) -> Iterator[str]:
    line, line_width, space_width = "", 0.0, measure_width(" ", style)
    for word in paragraph.split(" "):
        for piece in _break_word(word, max_width, style):
            piece_width = measure_width(piece, style)
            if line and line_width + space_width + piece_width > max_width:
                yield line
                line, line_width = piece, piece_width
            else:
                line, line_width = (
                    (f"{line} {piece}", line_width + space_width + piece_width) if line else (piece, piece_width)
                )
    yield line


def _break_word(word: str, max_width: float, style: Style) -> Iterator[str]:
    """Yields the word, or pieces of it that fit on a line each."""
    piece, piece_width = "", 0.0
    for letter in word:
        letter_width = measure_width(letter, style)
        if piece and piece_width + letter_width > max_width:
            yield piece
            piece, piece_width = "", 0.0
        piece, piece_width = piece + letter, piece_width + letter_width
    if piece:
        yield piece
