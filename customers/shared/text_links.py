"""Texts in the register that lead somewhere: e-mail addresses, telephone numbers, web sites. Pure."""

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from customers.shared import formatting


class TextLine(NamedTuple):
    """A line of text, and where it leads, if it does."""

    text: str
    href: str = ""


def link_emails(text: str) -> list[TextLine]:
    """e-conomic keeps several addresses in one field, with spaces between."""
    return [
        TextLine(address, f"mailto:{quote(address, safe='@')}" if "@" in address else "")
        for address in re.split(r"[\s,;]+", text)
        if address
    ]


def link_telephone(text: str) -> list[TextLine]:
    """The text as it is kept; it leads somewhere where it has the digits of one number."""
    digits = re.sub(r"[\s().-]", "", text)
    return (
        [TextLine(formatting.format_phone(text), f"tel:{digits}" if re.fullmatch(r"\+?[0-9]{3,15}", digits) else "")]
        if text
        else []
    )


def link_website(text: str) -> list[TextLine]:
    """Only http and https lead anywhere: an address can be a program, too (javascript:)."""
    text = text.strip()
    if not text:
        return []
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text):
        return [TextLine(text, f"https://{text}")]
    return [TextLine(text, text if _is_web_url(text) else "")]


def _is_web_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", text)


def split_lines(*texts: str) -> list[TextLine]:
    """Each text's own lines, the empty ones left out."""
    return [TextLine(line.strip()) for text in texts for line in text.splitlines() if line.strip()]
