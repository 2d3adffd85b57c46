"""Reads the forms of a page, as a browser would before it posts them."""

from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    ClientResponse = _MonkeyPatchedWSGIResponse  # the type stubs' name for a response of the test client


class _InputReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = dict(attrs)
        if tag == "input" and field.get("name"):
            self.fields.setdefault(str(field["name"]), []).append(field.get("value") or "")


def get_fields(response: "ClientResponse") -> dict[str, list[str]]:
    """Every input of the page with its value, by name. A page with two forms that share a name has both."""
    inputs = _InputReader()
    inputs.feed(response.text)
    return inputs.fields
