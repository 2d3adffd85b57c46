"""Reads a page as a person does: the rows of its table, its chips, its links."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Protocol


class Answered(Protocol):
    """An answer of the test client."""

    @property
    def content(self) -> bytes: ...


def text_of(fragment: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


def html_of(response: Answered) -> str:
    return response.content.decode()


def rows_of(response: Answered) -> list[list[str]]:
    """The cells of each row of the table's body."""
    body = re.search(r"<tbody>(.*?)</tbody>", html_of(response), re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [[text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def numbers_of(response: Answered) -> list[int]:
    """The customers in the table."""
    return [int(row[0]) for row in rows_of(response)]


def chips_of(response: Answered) -> dict[str, str]:
    """Each chip's text, and where its cross leads."""
    found = re.findall(r'<span class="chip"><bdi>(.*?)</bdi><a href="(.*?)"', html_of(response))
    return {unescape(text): unescape(href) for text, href in found}


def heads_of(response: Answered) -> dict[str, str]:
    """Each head of the table, and where it leads; "" where e-conomic cannot sort."""
    heads = re.findall(r'<th scope="col".*?</th>', html_of(response), re.DOTALL)
    return {text_of(head): unescape((re.findall(r'href="(.*?)"', head) or [""])[0]) for head in heads}


def link_of(response: Answered, label: str) -> str:
    """Where the link with this text or label leads; "" where there is none."""
    links = re.findall(r"(<a [^>]*>)(.*?)</a>", html_of(response), re.DOTALL)
    for tag, inner in links:
        if label in (text_of(inner), *re.findall(r'aria-label="(.*?)"', tag)):
            return unescape(re.findall(r'href="(.*?)"', tag)[0])
    return ""


def tabs_of(response: Answered, label: str) -> dict[str, tuple[str, bool]]:
    """Each tab's text, where it leads, and whether one is there."""
    nav = re.search(rf'<nav class="tabs"[^>]*aria-label="{label}">(.*?)</nav>', html_of(response), re.DOTALL)
    links = re.findall(r"(<a [^>]*>)(.*?)</a>", nav[1] if nav else "", re.DOTALL)
    return {
        text_of(inner): (unescape(re.findall(r'href="(.*?)"', tag)[0]), "aria-current" in tag) for tag, inner in links
    }


class Facts(HTMLParser):
    """Collects the `dt` and `dd` of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = ""
        self.found: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "dt":
            self.found.append(["", ""])
        if tag in ("dt", "dd"):
            self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in ("dt", "dd"):
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1][self.inside == "dd"] += data


def facts_of(response: Answered) -> dict[str, str]:
    """What stands beside each word of a page's lists of facts."""
    reader = Facts()
    reader.feed(html_of(response))
    return {" ".join(name.split()): " ".join(value.split()) for name, value in reader.found}
