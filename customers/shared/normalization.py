"""Typed text as it is stored: composed letters, and identifiers without what other programs put between their digits.

Knows no Django.
"""

import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
BETWEEN_DIGITS = re.compile(r"[\s.\-‐-―]")
DIGITS = re.compile(r"[0-9]+")
MAILTO = re.compile(r"(?:(?<=\s)|^)mailto:", re.IGNORECASE)


def normalize_text(text: str) -> str:
    """NFC; a text of invisible characters alone is empty."""
    text = unicodedata.normalize("NFC", text)
    return text if INVISIBLE.sub("", text).strip() else ""


def normalize_emails(text: str) -> str:
    """Addresses without `mailto:` and without characters that nobody sees, with ordinary spaces between them."""
    return MAILTO.sub("", " ".join(INVISIBLE.sub("", text).split()))


def normalize_digits(text: str) -> str:
    """Bare digits, where it is a number in groups (`5790 0001 2345 6`); anything else as it came."""
    bare = BETWEEN_DIGITS.sub("", INVISIBLE.sub("", text))
    return bare if DIGITS.fullmatch(bare) else normalize_text(text)


def normalize_cvr(text: str) -> str:
    """Bare digits of a Danish number, also of one written as a VAT number (`DK 29 18 84 75`)."""
    without_country = re.sub(r"^\s*DK(?=[\s.\-0-9])", "", text, flags=re.IGNORECASE)
    bare = normalize_digits(without_country)
    return bare if DIGITS.fullmatch(bare) else normalize_text(text)


def normalize_vat_number(text: str) -> str:
    """Without blanks, in capital letters: `DK29188475`."""
    return BETWEEN_DIGITS.sub("", INVISIBLE.sub("", text)).upper()
