"""Texts in the register that lead somewhere: e-mail addresses, telephone numbers, web sites. Pure."""

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from customers.shared import formatting


class Line(NamedTuple):
    """A line of text, and where it leads, if it does."""

    text: str
    href: str = ""


def emails(text: str) -> list[Line]:
    """e-conomic keeps several addresses in one field, with spaces between."""
    return [
        Line(each, f"mailto:{quote(each, safe='@')}" if "@" in each else "")
        for each in re.split(r"[\s,;]+", text)
        if each
    ]


def telephone(text: str) -> list[Line]:
    """The text as it is kept; it leads somewhere where it has the digits of one number."""
    digits = re.sub(r"[\s().-]", "", text)
    return (
        [Line(formatting.phone(text), f"tel:{digits}" if re.fullmatch(r"\+?[0-9]{3,15}", digits) else "")]
        if text
        else []
    )


def website(text: str) -> list[Line]:
    """Only http and https lead anywhere: an address can be a program, too (javascript:)."""
    text = text.strip()
    if not text:
        return []
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text):
        return [Line(text, f"https://{text}")]
    return [Line(text, text if _is_web(text) else "")]


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", text)


def plain(*texts: str) -> list[Line]:
    """Each text's own lines, the empty ones left out."""
    return [Line(line.strip()) for text in texts for line in text.splitlines() if line.strip()]
