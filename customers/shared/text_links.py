"""Links in customer data: e-mail addresses, telephone numbers, websites. Pure functions."""

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from customers.shared import formatting


class TextLine(NamedTuple):
    """A line of text, optionally a link."""

    text: str
    href: str = ""


def link_emails(text: str) -> list[TextLine]:
    """Splits the addresses of one field, and links them."""
    return [
        TextLine(address, f"mailto:{quote(address, safe='@')}" if "@" in address else "")
        for address in re.split(r"[\s,;]+", text)
        if address
    ]


def link_telephone(text: str) -> list[TextLine]:
    """Links the text if it has the digits of one telephone number."""
    digits = re.sub(r"[\s().-]", "", text)
    return (
        [TextLine(formatting.format_phone(text), f"tel:{digits}" if re.fullmatch(r"\+?[0-9]{3,15}", digits) else "")]
        if text
        else []
    )


def link_website(text: str) -> list[TextLine]:
    """Links http and https addresses only, since others can run code (`javascript:`)."""
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
    """Returns the lines of all texts, without empty ones."""
    return [TextLine(line.strip()) for text in texts for line in text.splitlines() if line.strip()]
