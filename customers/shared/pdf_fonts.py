"""The fonts of PDFs made here, and texts that can be set in them."""

import unicodedata
from functools import cache
from importlib.resources import files
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "SourceSansPro-Regular", "SourceSansPro-Semibold"
MISSING_GLYPH = "☐"  # for characters that the font does not have, such as emoji, Chinese or Arabic
VARIATION_SELECTORS = range(0xFE00, 0xFE10)


@cache
def register_fonts() -> frozenset[int]:
    """Registers the fonts, once per process, and returns the characters that both have."""
    code_points = []
    for name in (REGULAR, BOLD):
        font = TTFont(name, files("font_source_sans_pro") / "files" / f"{name}.ttf")
        registerFont(font)
        code_points.append(frozenset(font.face.charToGlyph))
    return code_points[0] & code_points[1]


def make_printable(text: str) -> str:
    """Returns the text with a box in place of each character that cannot be shown; invisible ones are left out."""
    return "".join(map(_replace, unicodedata.normalize("NFC", " ".join(text.split()))))


def make_markup(text: str) -> str:
    """Returns the printable text for a reportlab Paragraph."""
    return escape(make_printable(text))


def _replace(letter: str) -> str:
    if letter == " " or (ord(letter) in register_fonts() and letter.isprintable()):
        return letter
    category = unicodedata.category(letter)
    if category.startswith("Z"):
        return " "
    return "" if category in {"Cc", "Cf", "Cs"} or ord(letter) in VARIATION_SELECTORS else MISSING_GLYPH
